"""Layer 1: which of many names one was meant for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 3
_LONGEST = 80
"""Letters beyond which a name is no slip of another."""
_SHORTEST = 3
"""Letters that say enough of a name which goes on."""
_SHARE = 0.4
"""Of the letters of the longer name, how many may be others."""


def nearest(name: str, keys: Iterable[str]) -> list[str]:
    """Return the keys that a name may stand for, at most three, the likeliest first.

    Those that differ by case, dashes or the manager alone are surer than those with the same last
    part, and these than those with few letters that are others, too many, missing or exchanged, as
    a whole or, of a name without dots, in the last part. Then come those that go on where the name
    ends. Of equals the order of the keys decides.
    """
    known = list(keys)
    same = [key for key in known if folded(key) == folded(name)]
    if same:
        return same[:_MOST]
    last = [key for key in known if _last(key) == _last(name)]
    found = [(rank, key) for key in known if (rank := _rank(folded(name), folded(key)))]
    looking = [key for _, key in sorted(found, key=lambda each: each[0])]
    return list(dict.fromkeys((*last, *looking)))[:_MOST]


def folded(name: str) -> str:
    """Return a name without its manager, as if it was written in one case and without dashes."""
    return name.rpartition(":")[2].replace("-", "_").casefold()


def _last(name: str) -> str:
    return folded(name).rpartition(".")[2]


def _rank(name: str, key: str) -> tuple[int, bool] | None:
    """Return how many edits lead from a name to a key, or from last part to last part.

    None where it would be too many to be a slip.
    """
    ranks = [(edits, False)] if (edits := _slip(name, key)) is not None else []
    if "." in key and "." not in name and (edits := _slip(_last(name), _last(key))) is not None:
        ranks.append((edits, True))
    if not ranks and _is_beginning(name, key):
        ranks.append((_LONGEST, False))
    return min(ranks, default=None)


def _slip(one: str, other: str) -> int | None:
    longest = max(len(one), len(other))
    most = 1 if longest == 2 else int(longest * _SHARE)  # noqa: PLR2004 - lr and rl
    if longest > _LONGEST or abs(len(one) - len(other)) > most:
        return None
    found = distance(one, other)
    return found if found <= most else None


def _is_beginning(one: str, other: str) -> bool:
    shorter = min(one, other, key=len)
    return len(shorter) >= _SHORTEST and one.startswith(shorter) and other.startswith(shorter)


def distance(one: str, other: str) -> int:
    """Return the least number of letters to be put in, left out, replaced, or exchanged.

    It is Levenshtein's distance, in which two neighbours that are exchanged count once (the
    "optimal string alignment" of Damerau).
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, row = row, [at]
        for place, against in enumerate(other, 1):
            least = min(above[place] + 1, row[-1] + 1, above[place - 1] + (letter != against))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == against:
                least = min(least, before[place - 2] + 1)
            row.append(least)
        before = above
    return row[-1]

"""Layer 5: pieces of source with an arrow at the lines that matter."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import lru_cache

from hprun.ipynb import lines_of
from hprun.model import Location
from hprun.secret import MASK

_AROUND = 2


def frame(
    location: Location, hidden: Container[tuple[str, int]] = ()
) -> Iterator[tuple[str, bool]]:
    """Yield the lines around a place, and whether each belongs to it; none if the file is gone.

    Of a line that is `hidden`, by its path and number, only the number is shown.
    """
    lines = _lines(location.path)
    last = max(location.line, location.end_line)
    first_shown = max(1, location.line - _AROUND)
    for number in range(first_shown, min(len(lines), last + _AROUND) + 1):
        marked = location.line <= number <= last
        text = lines[number - 1].expandtabs(4)
        shown = "".join(
            each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text
        )
        if (location.path, number) in hidden:
            shown = MASK
        yield f"{'→' if marked else ' '} {number:4} │ {shown}", marked


def line_at(path: str, number: int, hidden: Container[tuple[str, int]] = ()) -> str:
    """Return a line of a file as it is written, without its indentation.

    Nothing is returned where the file is gone, and for a line that is `hidden`.
    """
    lines = _lines(path) if path else []
    shown = 0 < number <= len(lines) and (path, number) not in hidden
    return lines[number - 1].strip() if shown else ""


@lru_cache
def _lines(path: str) -> list[str]:
    try:
        return lines_of(path)
    except OSError:
        return []

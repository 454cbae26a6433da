"""Layer 0: the one grammar of ``name=value``, on a command line, in a text, in a file.

``name:=literal`` sets a literal whatever the type, and a dict as a whole; ``+name=value`` sets a
name that is not known. A name that has ``=`` in itself stands in quotes: ``"a=b"=1``. Two change
what is there: ``name+=value`` adds to a list, and ``~name`` drops a value.
"""

from __future__ import annotations

from hprun.frozen import Record

APPEND = "append"
DROP = "drop"
_QUOTES = ("'", '"')


class Written(Record):
    """A word ``name=value``, taken apart: `text` is None where there is no ``=``.

    `change` is `APPEND`, `DROP`, or empty where the value is set.
    """

    name: str
    text: str | None
    literal: bool = False
    added: bool = False
    change: str = ""


def taken_apart(word: str) -> Written:
    """Return the parts of a word; the first ``=`` behind the name splits."""
    left, equals, text = word.partition("=")
    bare = left.strip().removeprefix("+").lstrip()
    if bare[:1] in _QUOTES and bare:
        start = word.index(bare[0])
        end = word.find(bare[0], start + 1)
        if end > 0 and word[end + 1 :].lstrip().startswith(("=", ":=")):
            behind, equals, text = word[end + 1 :].partition("=")
            left = word[: end + 1] + behind
    name = left.strip()
    literal, added = name.endswith(":"), name.startswith("+")
    change = APPEND if equals and name.endswith("+") else DROP if name.startswith("~") else ""
    if change:
        name = name.removesuffix("+") if change == APPEND else name.removeprefix("~")
    name = name.removeprefix("+").removesuffix(":").strip()
    if len(name) > 1 and name[0] in _QUOTES and name[0] == name[-1]:
        name = name[1:-1]
    return Written(name, text if equals else None, literal, added, change)


def looks_like_one(word: str) -> bool:
    """Return whether a word that may be something else is meant as ``name=value``."""
    written = taken_apart(word)
    plain = written.name.replace(".", "").replace("-", "").replace(":", "").replace(" ", "")
    named = plain.isidentifier() and written.name[0] != "-"
    return written.text is not None and named

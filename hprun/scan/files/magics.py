"""Layer 1: what of a cell is Python, and what is for IPython alone.

IPython looks at the beginning of each statement: ``%magic``, ``!command``, ``name?``; and at the
right side of ``files = !ls``. A cell that begins with ``%%magic`` is the magic's, unless that runs
it as Python in the notebook itself. What is IPython's is replaced such that all other code stays in
its line.
"""

from __future__ import annotations

import re

_IN_PYTHON = frozenset(("capture", "prun", "time", "timeit", "hprun"))
"""The magics that run their cell as Python, where the notebook's own names are."""
_ESCAPES = ("%", "!", "?", "/", ",", ";")
_ASSIGNED = re.compile(r"([ \t]*[\w.,\[\]()'\"* \t]+=[ \t]*)[%!]\S")
_ASKED = re.compile(r"[ \t]*%{0,2}[\w.*]+(?:\[[^\]]*\])*[ \t]*\?\??[ \t]*")
_INSTEAD = "get_ipython()"
_AUTOMATIC = frozenset(
    (
        *("pip", "conda", "mamba", "micromamba", "uv", "matplotlib", "load_ext", "reload_ext"),
        *("autoreload", "cd", "ls", "ll", "pwd", "mkdir", "rmdir", "cat", "cp", "mv", "rm", "man"),
        *("run", "time", "timeit", "prun", "env", "config", "precision", "store", "history"),
    )
)
"""What a cell of a single line may begin with, and mean the magic of that name."""


def python_of(source: str) -> str:
    """Return the Python in a cell: as many lines as it has, those of IPython without meaning."""
    lines = source.split("\n")
    if not _enter_magics(lines):
        return "\n" * (len(lines) - 1)
    lines = dedented("\n".join(lines)).split("\n")
    reading, at = _Reading(), 0
    while at < len(lines):
        instead = _instead(lines[at]) if reading.begins else None
        if instead is None:
            reading.over(lines[at])
        else:
            while lines[at].endswith("\\") and at + 1 < len(lines):
                lines[at], instead, at = instead, "", at + 1
            lines[at] = instead
        at += 1
    return "\n".join(lines)


def is_automatic(source: str) -> bool:
    """Return whether a cell that is no Python may be a magic without its sign: ``pip install``."""
    line = source.strip()
    return "\n" not in line and line.split(maxsplit=1)[0] in _AUTOMATIC


def _enter_magics(lines: list[str]) -> bool:
    """Take the cell magics away at the beginning; return whether what is left is Python."""
    for at, line in enumerate(lines):
        if line.startswith("%%"):
            if line[2:].split(maxsplit=1)[:1] == [] or not _is_in_python(line):
                return False
            lines[at] = ""
        elif line.strip():
            break
    return True


def _is_in_python(line: str) -> bool:
    return line[2:].split(maxsplit=1)[0] in _IN_PYTHON


def dedented(source: str) -> str:
    """Take away what the first line of code is indented by, as IPython does."""
    lines = source.split("\n")
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    return "\n".join(line.removeprefix(indent) for line in lines) if indent else source


def _instead(line: str) -> str | None:
    """Return what stands for a line that begins a statement of IPython's; None for one of Python.

    A name that is bound by one is bound to something that is not known.
    """
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    if line[len(indent) :].startswith(_ESCAPES) or _ASKED.fullmatch(line):
        return f"{indent}pass"
    assigned = _ASSIGNED.match(line)
    if assigned is None or not _Reading().reads(assigned[1]):
        return None
    return f"{assigned[1]}{_INSTEAD}"


class _Reading:
    """Knows of the next line whether a statement begins with it, by those read before."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._continued = False

    @property
    def begins(self) -> bool:
        """Whether no bracket, text or backslash is open from the line before."""
        return not (self._depth or self._quote or self._continued)

    def reads(self, text: str) -> bool:
        """Read a text; return whether no bracket and no text in quotes is open behind it."""
        at = 0
        while at < len(text):
            at += self._step(text, at)
        return self.begins

    def over(self, line: str) -> None:
        """Read a line of Python."""
        self._continued = line.endswith("\\")
        self.reads(line)
        if len(self._quote) == 1 and not self._continued:
            self._quote = ""  # a mistake, for python to tell of

    def _step(self, line: str, at: int) -> int:
        """Read what stands at a place; return how long it is."""
        character = line[at]
        if self._quote:
            if character == "\\":
                return 2
            if line.startswith(self._quote, at):
                length, self._quote = len(self._quote), ""
                return length
        elif character == "#":
            self._continued = False
            return len(line)
        elif character in "'\"":
            self._quote = character * 3 if line.startswith(character * 3, at) else character
            return len(self._quote)
        elif character in "([{":
            self._depth += 1
        elif character in ")]}":
            self._depth = max(self._depth - 1, 0)
        return 1

"""Layer 1: the imports of a file, read from its bytes without a parse.

A parse takes a hundred times as long as reading does. Here one regular expression passes over the
strings and comments of a source and stops at import statements: outside of strings and comments,
``import`` is nothing else. Wherever that could be mistaken, the answer is that the parser has to be
asked. `re` itself costs as much as parsing a program of medium size, so this is for larger ones.
"""

from __future__ import annotations

import re
import sys
from functools import cache

from hprun.scan.scopes import absolute

_STRING = rb"""
    (?<=")(?:
        ""(?:[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+\"\"\"|.*+)
        |[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"
        |.*+)
    |(?<=')(?:
        \'\'(?:[^'\\]*+(?:(?:\\.|'(?!\'\'))[^'\\]*+)*+\'\'\'|.*+)
        |[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'
        |.*+)
"""
"""A string behind its first quote; without an end in what is looked at, it takes all the rest."""
_STATEMENT = rb"""
    (?<=[\n;:])[ \t\f]*+
    ((?:import|from)\b[^\n;\#()]*+(?:\((?:[^()\#]|\#[^\n]*+)*+\))?+)
"""
_COMMENT = rb"(?<=\#)[^\n]*+"
_NESTS = sys.version_info >= (3, 12)
_FORMATTED = rb"(?<=[fFtTrR].)(" + _STRING + b")|" if _NESTS else b""
"""From Python 3.12 on, strings inside of an f-string may have its own quotes."""
_PIECES = re.compile(
    # `re` looks for a set of characters quickly if nothing else stands at the beginning.
    rb"[\"'\#\n;:](?:" + _FORMATTED + b"|".join((_STATEMENT, _COMMENT, _STRING)) + b")",
    re.DOTALL | re.VERBOSE,
)
_INSIDE_A_WORD = frozenset(b"%c" % code for code in range(128) if chr(code).isidentifier())
_FROM = re.compile(r"from\b([\s.\w]*?)\bimport\b(.*)", re.DOTALL)


class UnsureError(Exception):
    """Only a parse can tell what the file imports."""


def imports(data: bytes, package: str) -> list[str]:
    """Return the dotted paths of what a source imports, in order, as an `Outline` has them.

    `package` is what relative imports refer to. Raises UnsureError.
    """
    if not _is_plain(data):
        raise UnsureError
    data = data.removeprefix(b"\xef\xbb\xbf")
    pieces = _PIECES.findall(b"\n" + data[: _end_of_imports(data)])
    if _NESTS:
        if not all(_is_whole(formatted) for formatted, _ in pieces if formatted):
            raise UnsureError
        pieces = [statement for _, statement in pieces]
    paths: list[str] = []
    for statement in pieces:
        if statement:
            paths += _paths(statement, package)
    return list(dict.fromkeys(paths))


def _end_of_imports(data: bytes) -> int:
    """Return where the last line ends that can hold an import; 0 if none can."""
    at = len(data)
    while (at := data.rfind(b"import", 0, at)) >= 0:
        before = data[data.rfind(b"\n", 0, at) + 1 : at]
        if data[at + 6 : at + 7] in _INSIDE_A_WORD or not _may_stand(before):
            continue
        end = data.find(b"\n", at)
        bracket = data.find(b"(", at, end)
        if bracket >= 0:
            end = data.find(b"\n", data.find(b")", bracket))
        return end if end >= 0 else len(data)
    return 0


def _may_stand(before: bytes) -> bool:
    """Return whether an import can follow what stands before it on its line."""
    stripped = before.lstrip()
    return not stripped or stripped[:4] == b"from" or b";" in stripped or b":" in stripped


def _is_plain(data: bytes) -> bool:
    """Return whether a source is UTF-8 with usual line ends, and imports nothing by a call."""
    head = b"\n".join(data[:1000].splitlines()[:2])
    if b"coding" in head and b"utf-8" not in head.lower():
        return False
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return False
    if b"\0" in data or b"import_module" in data or b"__import__" in data:
        return False
    try:
        data.isascii() or data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_whole(formatted: bytes) -> bool:
    """Return whether an f-string ends where its quotes say: outside of its braces."""
    opened, closed = formatted.count(b"{"), formatted.count(b"}")
    return opened == closed and formatted.count(b"{{") == formatted.count(b"}}")


def _paths(statement: bytes, package: str) -> list[str]:
    """Return what one statement imports: modules, and names that may be modules."""
    module, names = _said(statement)
    if not module:
        return names
    name = module.lstrip(".")
    base = absolute(name, len(module) - len(name), package)
    return [base, *[f"{base}.{each}" for each in names]] if base else []


@cache
def _said(statement: bytes) -> tuple[str, list[str]]:
    """Return the module of a ``from``, else nothing, and the names behind ``import``.

    The files of a library begin alike: most statements were met before.
    """
    if b"\\" in statement or not statement.isascii():
        raise UnsureError
    text = statement.decode()
    if "#" in text:
        text = "\n".join([line.partition("#")[0] for line in text.split("\n")])
    if text.startswith("import"):
        return "", [_name(each) for each in text[len("import") :].split(",")]
    match = _FROM.fullmatch(text)
    if match is None:  # the second line of ``(yield \n from it)`` is no import
        if "import" in text:
            raise UnsureError
        return "", []
    return "".join(match[1].split()), _names(match[2])


def _names(written: str) -> list[str]:
    """Return the names behind ``from module import``."""
    listed = written.strip()
    if listed[:1] == "(":
        listed = listed[1:-1]
    words = listed.replace(",", " ").split()
    if "as" not in words and "_".join(words).isidentifier():
        return words
    return [_name(each) for each in listed.rstrip().removesuffix(",").split(",")]


def _name(written: str) -> str:
    """Return the name that is imported in ``name`` or ``name as other``."""
    name, *rest = written.split() or [""]
    if rest[:1] not in ([], ["as"]) or len(rest) not in (0, 2):
        raise UnsureError
    if name != "*" and not name.replace(".", "_").isidentifier():
        raise UnsureError
    return name

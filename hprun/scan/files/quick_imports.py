"""Layer 1: the imports of a file, read from its bytes without a parse.

A parse takes a hundred times as long as reading does. Here one regular expression passes over the
strings and comments of a source and stops at import statements: outside of strings and comments,
``import`` is nothing else. Wherever that could be mistaken, the answer is that the parser has to be
asked. `re` itself costs as much as parsing a program of medium size, so this is for larger ones.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from functools import cache

from hprun.scan.names.statements import absolute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
_CALL = re.compile(
    rb"""
    (?<!\w) (import_module|__import__) \b [ \t]*+ (?:
        # 3: a literal that names a module, and is not relative
        \( \s*+ (["']) ([^"'\\\n.][^"'\\\n]*+) \2 \s*+ [,)]
        # 4: something computed, or no call at all and no other name for the function
        | ( \( \s*+ (?: [fF]["'] | [^\W\d]\w*+(?!["']) | (["'])[^"'\\\n]*+\5\s*+[+%] )
            | (?!\s*+as\b) [^ \t()\\] )
    )?+
    """,
    re.VERBOSE,
)
_HOMES = {b"import_module": b"importlib.", b"__import__": b"builtins."}
_FORMATS = frozenset(b"%c" % letter for letter in b"fFrRtT")
_INSIDE_A_WORD = frozenset(b"%c" % code for code in range(128) if chr(code).isidentifier())
_FROM = re.compile(r"from\b([\s.\w]*?)\bimport\b(.*)", re.DOTALL)


_NAMED = rb"""["']\w+["']"""
_LISTED = re.compile(
    rb"^__all__[ ]*=[ ]*[\[(] \s*+ ((?:" + _NAMED + rb"\s*,\s*)* (?:" + _NAMED + rb"\s*)?)"
    rb"[\])][ \t\r]*$",
    re.MULTILINE | re.VERBOSE,
)


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
            dots, behind = _said(statement)
            if not dots:
                paths += behind
            elif base := absolute("", dots, package):
                paths += [base + each for each in behind]
    return list(dict.fromkeys(paths))


def listed(data: bytes) -> frozenset[str] | None:
    """Return the names that ``__all__`` lists; None unless it is nothing but one list of texts."""
    found = _LISTED.findall(data) if data.count(b"__all__") == 1 else []
    return frozenset(re.findall(r"\w+", found[0].decode())) if found else None


def calls(data: bytes, paths: Sequence[str]) -> list[str]:
    """Return the modules that calls with a literal name import, as `called_imports` finds them.

    `paths` are what `imports` found. Raises UnsureError.
    """
    found: dict[int, str] = {}
    for call in _CALL.finditer(data):
        if call[3]:
            _check_function(data, call, paths)
            found[call.start()] = call[3].decode()
        elif not call[4]:
            raise UnsureError
    return [found[place] for place in _in_code(data, found)] if found else []


def _check_function(data: bytes, call: re.Match[bytes], paths: Sequence[str]) -> None:
    """Raise UnsureError where another function can be called than the one that imports."""
    start, home = call.start(), _HOMES[call[1]]
    if data.startswith(home, max(start - len(home), 0)):
        start -= len(home)
        strange = data[start - 1 : start] in _INSIDE_A_WORD
    else:
        strange = call[1] == b"import_module" and "importlib.import_module" not in paths
    if strange or data[max(start - 80, 0) : start].rstrip()[-1:] == b".":
        raise UnsureError


def _in_code(data: bytes, places: Iterable[int]) -> Iterator[int]:
    """Yield those places that are in no string and no comment. Raises UnsureError."""
    pieces = [*_PIECES.finditer(data)]
    if _NESTS and not all(_is_whole(piece[1]) for piece in pieces if piece[1]):
        raise UnsureError
    for place in places:
        before = bisect_left(pieces, place, key=re.Match.start) - 1
        start, end = pieces[before].span() if before >= 0 else (0, 0)
        if end <= place:
            yield place
        elif data[start - 1 : start] in _FORMATS:
            raise UnsureError  # a formatted string can hold a call


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
    if b"\0" in data:
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


@cache
def _said(statement: bytes) -> tuple[int, list[str]]:
    """Return the number of leading dots, and what one statement imports behind them.

    That is modules, and names that may be modules. The files of a library begin alike: most
    statements were met before.
    """
    if b"\\" in statement or not statement.isascii():
        raise UnsureError
    text = statement.decode()
    if "#" in text:
        text = "\n".join([line.partition("#")[0] for line in text.split("\n")])
    if text.startswith("import"):
        return 0, [path for each in text[len("import") :].split(",") for path in _bound(each)]
    match = _FROM.fullmatch(text)
    if match is None:  # the second line of ``(yield \n from it)`` is no import
        if "import" in text:
            raise UnsureError
        return 0, []
    module = "".join(match[1].split())
    name = module.lstrip(".")
    dots = len(module) - len(name)
    base = f".{name}" if dots and name else name
    return dots, [f"{base}.{each}" for each in _names(match[2])]


def _bound(written: str) -> list[str]:
    """Return the module in ``import a.b``, and ``a``, which it binds; not so in ``a.b as c``."""
    name = _name(written)
    return [name] if "." not in name or "as" in written.split() else [name, name.partition(".")[0]]


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

"""Layer 1: from bytes to a syntax tree, and from positions in the tree back to text.

The tree is made of the C module `_ast`; `ast`, its Python half, costs as much as the rest of a
start and is not needed.
"""

from __future__ import annotations

import _ast
import _warnings
import os
import stat
import sys

from hprun.model import Location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    class Placed(Protocol):
        """A node of the tree that knows where it stands."""

        lineno: int
        col_offset: int
        end_lineno: int | None
        end_col_offset: int | None


_ONLY_AST = 0x400
_SILENCE = ("ignore", None, Warning, None, 0)
_LARGEST = 16 * 2**20
"""Bytes. The largest sources that people write are tables of a few megabytes."""
_LONGEST_TEXT = 72
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NO_HELP = (
    "noqa",
    "type:",
    "pragma",
    "pylint:",
    "fmt:",
    "nosec",
    "ruff:",
    "mypy:",
    "pyright:",
    "!",
)


class UnreadableError(Exception):
    """A file that cannot be read as Python: the reason, and the line where there is one.

    `path` is that of the place, where it is another than the file's: a cell of a notebook.
    """

    def __init__(self, reason: str, line: int = 1, column: int = 0, text: str = "") -> None:
        super().__init__(reason)
        self.reason, self.line, self.column, self.text = reason, line, column, text
        self.path = ""

    @property
    def frames(self) -> str:
        """The line and a caret below the place, as Python lays them out; empty without a line."""
        text = self.text.rstrip("\r\n")
        if not text.strip():
            return ""
        indent = len(text) - len(text.lstrip())
        caret = f"\n    {' ' * (self.column - 1 - indent)}^" if self.column > indent else ""
        return f"    {text[indent:].rstrip()}{caret}"


def read(path: str) -> bytes:
    """Return the content of a regular file. Raises UnreadableError."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("it is not a regular file")
        if status.st_size > _LARGEST:
            raise UnreadableError(f"it is larger than {_LARGEST >> 20} MiB")
        with open(path, "rb", buffering=0) as file:
            return file.read(status.st_size + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableError(reason) from None


def parse(data: bytes) -> _ast.Module:
    """Return the tree of a source, in silence: warnings are python's to give when it runs.

    They are filtered as `warnings` would do it, which is itself dear to import. Raises
    UnreadableError.
    """
    filters: list[object] = getattr(sys.modules.get("warnings"), "filters", _warnings.filters)
    filters.insert(0, _SILENCE)
    try:
        tree: _ast.Module = compile(data, "<scan>", "exec", _ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        line, column = error.lineno or 1, error.offset or 0
        raise UnreadableError(error.msg, line, column, error.text or "") from None
    except (RecursionError, MemoryError):
        raise UnreadableError("it nests too deeply") from None
    except (ValueError, LookupError, OverflowError, SystemError) as error:
        raise UnreadableError(str(error)) from None
    finally:
        filters.remove(_SILENCE)
    return tree


def children(node: _ast.AST) -> Iterator[_ast.AST]:
    """Yield the nodes that a node consists of."""
    for field in node._fields:
        child = getattr(node, field, None)
        for each in child if isinstance(child, list) else (child,):
            if isinstance(each, _ast.AST):
                yield each


class Source:
    """The bytes of one file, and pieces of its text by the positions that its tree gives.

    The parser counts columns in bytes of UTF-8, whatever the encoding of the file.
    """

    __slots__ = ("_data", "_lines", "path")

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self._data: bytes | None = data
        self._lines: list[bytes] | None = None

    @property
    def data(self) -> bytes:
        """The bytes; nothing, where they were forgotten and cannot be read any more."""
        if self._data is None:
            try:
                self._data = read(self.path)
            except UnreadableError:
                self._data = b""
        return self._data

    def forget(self) -> None:
        """Read the file again if it is needed again."""
        self._data = None

    @property
    def lines(self) -> list[bytes]:
        """The lines in UTF-8, without their ends."""
        if self._lines is None:
            self._lines = _utf8(self.data).splitlines()
        return self._lines

    def line_of_import(self, name: str) -> int:
        """Return the first line that looks like an import of a package, 1 if none does."""
        wanted = name.encode()
        for number, line in enumerate(self.lines, 1):
            words = line.replace(b",", b" ").replace(b".", b" ").split()
            if wanted in words[1:] and words[0] in (b"import", b"from"):
                return number
        return 1

    def location(self, node: Placed, last: Placed | None = None) -> Location:
        """Return the place of a node, or of all from `node` to `last`."""
        column = len(_text(self._line(node.lineno)[: node.col_offset])) + 1
        return self.place(node.lineno, column, (last or node).end_lineno or node.lineno)

    def place(self, line: int, column: int = 1, end_line: int = 0) -> Location:
        """Return a place by its line."""
        return Location(self.path, line, column, end_line)

    def segment(self, node: Placed) -> str:
        """Return the source text of a node, on one line and no longer than a line."""
        last = node.end_lineno or node.lineno
        pieces = [self._line(number) for number in range(node.lineno, last + 1)]
        pieces[-1] = pieces[-1][: node.end_col_offset]
        pieces[0] = pieces[0][node.col_offset :]
        text = _text(pieces[0]) if len(pieces) == 1 else " ".join(_text(b" ".join(pieces)).split())
        return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"

    def comment(self, node: Placed, *, beside: str = "") -> str:
        """Return the comment at the end of the line on which a node ends, if it is meant for it.

        It is not where another call or choice stands between them; or, with `beside`, anything but
        these characters.
        """
        rest = self._line(node.end_lineno or node.lineno)[node.end_col_offset or 0 :]
        if b"#" not in rest:
            return ""
        start = _comment_start(_text(rest))
        code, comment = _text(rest)[:start], _text(rest)[start + 1 :].strip()
        if code.strip(f"{beside} \t") if beside else ("(" in code or "|" in code):
            return ""
        return "" if comment.lower().startswith(_NO_HELP) else comment

    def _line(self, number: int) -> bytes:
        return self.lines[number - 1] if number <= len(self.lines) else b""


def _comment_start(text: str) -> int:
    """Return where the first ``#`` outside of quotes stands; the end of the text if nowhere."""
    quote, position = "", 0
    while position < len(text):
        character = text[position]
        if quote:
            position += character == "\\"
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "#":
            return position
        position += 1
    return len(text)


def _utf8(data: bytes) -> bytes:
    data = data.removeprefix(_BYTE_ORDER_MARK)
    head = b"\n".join(data[:1000].splitlines()[:2])
    if b"coding" not in head or b"utf-8" in head.lower():
        return data
    from io import BytesIO
    from tokenize import detect_encoding

    try:
        encoding, _ = detect_encoding(BytesIO(data).readline)
    except SyntaxError:  # the parser has been more lenient
        return data
    return data.decode(encoding, "replace").encode()


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")

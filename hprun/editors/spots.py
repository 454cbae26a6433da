"""Layer 4: where exactly the name of a parameter stands in the code that defines it."""

from __future__ import annotations

import _ast
import os
import re

from hprun.frozen import Record
from hprun.model import Constant, Definition, Words
from hprun.scan.source import UnreadableError, children, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from hprun.editors.blocks import Block
    from hprun.editors.documents import Document
    from hprun.model import Dynamic, Location

_QUOTED = re.compile(r"[A-Za-z]{0,2}(['\"])(?P<text>[^'\"\\]*)\1")
_NAME = re.compile(r"\w+")
_STATEMENTS = (_ast.Expr, _ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef)


class Span(Record):
    """A piece of one line of a file; lines and columns are counted in characters from 0."""

    path: str
    line: int
    start: int
    end: int

    def holds(self, line: int, column: int) -> bool:
        """Return whether a place, as of a cursor, is in it or at its end."""
        return self.line == line and self.start <= column <= self.end


class Spot(Record):
    """Where a name stands: its `span`, and the `text` there, which may be its last part alone.

    `is_written` says that the text is the name as such, which another could be written for; else
    the name is computed, or comes from elsewhere, and the span is where it is asked for. A name
    that `is_quoted` may have any letters, another is a name of Python's.
    """

    span: Span
    text: str
    is_written: bool = True
    is_quoted: bool = False


def spot(found: Definition | Dynamic, document: Document) -> Spot:
    """Return where the name of something found stands in the file that it was found in."""
    place = found.location
    written = None
    if isinstance(found, Definition) and found.name:
        known = document.block_at(place.line - 1)
        if known is not None:
            written = _written(found, *known)
    return written or _whole(place, document)


def _whole(place: Location, document: Document) -> Spot:
    """Return the word, or the text in quotes, that a place begins with."""
    path = os.path.abspath(place.path)
    line = document.lines[place.line - 1] if place.line <= len(document.lines) else ""
    start = min(place.column - 1, len(line))
    match = _NAME.match(line, start)
    end = match.end() if match else len(line.rstrip())
    return Spot(
        Span(path, place.line - 1, start, max(end, start)), line[start:end], is_written=False
    )


def _written(found: Definition, block: Block, first: int) -> Spot | None:
    """Return where the name is written, if it is, in a block that begins with the line `first`."""
    lines = block.lines
    try:
        tree = parse("\n".join(lines).encode("utf-8", "replace"))
    except UnreadableError:
        return None
    place = found.location
    if place.line - first > len(lines):
        return None
    line = place.line - first
    column = len(lines[line - 1][: place.column - 1].encode("utf-8", "replace"))
    nodes = [*_beginning(tree, line, column)]
    if isinstance(found.delivery, Constant):
        nodes = [*_named_by(tree, line, column), *nodes]
    for node in nodes:
        for text, at, start, end in _mentions(node, found, lines):
            shown = lines[at - 1].encode("utf-8", "replace")
            begin = len(shown[:start].decode("utf-8", "replace"))
            stop = len(shown[:end].decode("utf-8", "replace"))
            path = os.path.abspath(place.path)
            is_quoted = lines[at - 1][max(0, begin - 1) : begin] in ("'", '"', "-")
            return Spot(Span(path, first + at - 1, begin, stop), text, is_quoted=is_quoted)
    return None


def _beginning(tree: _ast.AST, line: int, column: int) -> Iterator[_ast.AST]:
    """Yield the nodes that begin at a place, the largest first."""
    todo: list[_ast.AST] = [tree]
    while todo:
        node = todo.pop(0)
        begins = getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
        if begins == (line, column) and not isinstance(node, _STATEMENTS):
            yield node
        todo += children(node)


def _named_by(tree: _ast.AST, line: int, column: int) -> Iterator[_ast.AST]:
    """Yield what names a value that begins at a place: the key in a dict, the keyword in a call."""
    for node in walk(tree):
        named: list[tuple[_ast.AST | None, _ast.AST]] = []
        if isinstance(node, _ast.Dict):
            named = [*zip(node.keys, node.values, strict=True)]
        elif isinstance(node, _ast.keyword):
            named = [(node, node.value)]
        for name, value in named:
            begins = getattr(value, "lineno", 0), getattr(value, "col_offset", 0)
            if name is not None and begins == (line, column):
                yield name


_Mention = tuple[str, int, int, int]
"""A text, the line that it stands on, and the bytes that it begins and ends with."""


def _mentions(node: _ast.AST, found: Definition, lines: list[str]) -> Iterator[_Mention]:
    """Yield where a name is written in the code that defines it, what says most of it first."""
    last = found.name.rpartition(".")[2]
    if isinstance(node, _ast.arg):
        yield _at_its_start(node, node.arg)
        return
    if isinstance(found.delivery, Constant) or isinstance(node, _ast.AnnAssign):
        yield from _assigned(node, last, lines)
        return
    nodes = [*walk(node)]
    options = found.delivery.options if isinstance(found.delivery, Words) else ()
    for wanted in dict.fromkeys((found.name, last)):
        yield from _texts(nodes, wanted, lines)
    for option in sorted(options, key=lambda each: (_named(each) != last, -len(each))):
        yield from _texts(nodes, option, lines)
    for each in nodes:
        if isinstance(each, _ast.Attribute) and each.attr == last and each.end_col_offset:
            end = each.end_col_offset
            yield last, each.end_lineno or each.lineno, end - len(last.encode()), end
        elif isinstance(each, _ast.keyword) and each.arg == last:
            yield _at_its_start(each, last)


def _named(option: str) -> str:
    return option.lstrip("-").replace("-", "_")


def _assigned(node: _ast.AST, last: str, lines: list[str]) -> Iterator[_Mention]:
    for each in walk(node):
        name = each.id if isinstance(each, _ast.Name) else getattr(each, "arg", None)
        if name == last:
            yield _at_its_start(each, last)
    yield from _texts([*walk(node)], last, lines)


def _at_its_start(node: Any, text: str) -> _Mention:  # noqa: ANN401 - a node that has a place
    return text, node.lineno, node.col_offset, node.col_offset + len(text.encode())


def _texts(nodes: list[_ast.AST], wanted: str, lines: list[str]) -> Iterator[_Mention]:
    """Yield the texts that are a name, or begin with it and a sign that sets it."""
    for each in nodes:
        if not isinstance(each, _ast.Constant) or not isinstance(each.value, str):
            continue
        if each.value != wanted and not each.value.startswith(f"{wanted}="):
            continue
        shown = lines[each.lineno - 1].encode("utf-8", "replace")
        piece = shown[each.col_offset : each.end_col_offset].decode("utf-8", "replace")
        match = _QUOTED.fullmatch(piece) if each.end_lineno == each.lineno else None
        if match is None or match["text"] != each.value:
            continue
        dashes = len(wanted) - len(wanted.lstrip("-"))
        start = each.col_offset + match.start("text") + dashes
        bare = wanted[dashes:]
        yield bare, each.lineno, start, start + len(bare.encode())


def walk(node: _ast.AST, *, deep: bool = True) -> Iterator[_ast.AST]:
    """Yield a node and all below it, those that stand higher first; or what it consists of."""
    if not deep:
        yield from children(node)
        return
    todo = [node]
    while todo:
        each = todo.pop(0)
        yield each
        todo += children(each)

"""Layer 4: where the code uses what a parameter is called: not the parameter itself, but with it.

The argument of a function is a variable inside of it, and a keyword where it is called; what a
parser of argparse sets is an attribute of what it returns. These go by their spelling, within the
files of one program: objects are not followed through it.
"""

from __future__ import annotations

import _ast
import re
from contextlib import suppress

from hprun.editors.spots import Span, walk
from hprun.scan.source import UnreadableError, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hprun.editors.documents import Document

_FUNCTIONS = (_ast.FunctionDef, _ast.AsyncFunctionDef)
_PARSES = re.compile(r"\b(\w+)\b[^=\n]*=[^=\n]*\.parse_(?:known_)?args\(")


def of_argument(owner: str, name: str, documents: Iterable[Document]) -> Iterator[Span]:
    """Yield where an argument of a function or class is used inside of it, and passed to it."""
    for document in documents:
        for tree, first in _trees(document, name):
            for node in walk(tree):
                if isinstance(node, (*_FUNCTIONS, _ast.ClassDef)) and node.name == owner:
                    for each in _inside(node, name):
                        yield _span(each, name, first, document)
                elif isinstance(node, _ast.Call) and _last_name(node.func) == owner:
                    for keyword in node.keywords:
                        if keyword.arg == name:
                            yield _span(keyword, name, first, document)


def of_option(name: str, documents: Iterable[Document]) -> Iterator[Span]:
    """Yield where the attribute of a namespace of argparse is used: ``args.lr``."""
    every = [*documents]
    holders = {match[1] for each in every for match in _PARSES.finditer(each.text)}
    for document in every:
        for tree, first in _trees(document, name):
            for node in walk(tree):
                if (
                    isinstance(node, _ast.Attribute)
                    and node.attr == name
                    and isinstance(node.value, _ast.Name)
                    and node.value.id in holders
                    and node.end_col_offset is not None
                ):
                    end = node.end_col_offset
                    line = (node.end_lineno or node.lineno) - 1 + first
                    yield _columns(line, end - len(name.encode()), end, document)


def _trees(document: Document, word: str) -> Iterator[tuple[_ast.AST, int]]:
    """Yield the blocks that have a word, parsed, with the line that each begins with."""
    first = 0
    for block in document.blocks:
        if word in block.words:
            with suppress(UnreadableError):
                yield parse("\n".join(block.lines).encode("utf-8", "replace")), first
        first += len(block.lines)


def _inside(node: _ast.AST, name: str) -> Iterator[_ast.AST]:
    """Yield the uses of an argument in the body of its function, or of the maker of its class."""
    bodies = [node]
    if isinstance(node, _ast.ClassDef):
        bodies = [
            each
            for each in node.body
            if isinstance(each, _FUNCTIONS) and each.name in ("__init__", "__new__")
        ]
    for body in bodies:
        todo: list[_ast.AST] = [*getattr(body, "body", ())]
        while todo:
            each = todo.pop()
            if isinstance(each, (*_FUNCTIONS, _ast.Lambda)) and _takes(each, name):
                continue
            if isinstance(each, _ast.Name) and each.id == name:
                yield each
            todo += walk(each, deep=False)


def _takes(node: _ast.FunctionDef | _ast.AsyncFunctionDef | _ast.Lambda, name: str) -> bool:
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [each for each in (arguments.vararg, arguments.kwarg) if each]
    return any(each.arg == name for each in every)


def _last_name(node: _ast.expr) -> str:
    if isinstance(node, _ast.Attribute):
        return node.attr
    return node.id if isinstance(node, _ast.Name) else ""


def _span(node: _ast.AST, name: str, first: int, document: Document) -> Span:
    line: int = getattr(node, "lineno", 1) - 1 + first
    column: int = getattr(node, "col_offset", 0)
    return _columns(line, column, column + len(name.encode()), document)


def _columns(line: int, start: int, end: int, document: Document) -> Span:
    shown = document.lines[line].encode("utf-8", "replace")
    before, until = (len(shown[:each].decode("utf-8", "replace")) for each in (start, end))
    return Span(document.path, line, before, until)

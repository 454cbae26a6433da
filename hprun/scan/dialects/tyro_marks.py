"""Layer 1: what tyro is told beside a type: ``Annotated[float, tyro.conf.arg(name="rate")]``."""

from __future__ import annotations

import _ast

from hprun.frozen import Record
from hprun.scan.expressions.reading import folded
from hprun.scan.names.meaning import meanings
from hprun.scan.source import children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.scan.expressions.signatures import Argument
    from hprun.scan.names.statements import Scope

_HARMLESS = frozenset(("Suppress", "SuppressFixed", "Fixed", "HelptextFromCommentsOff"))
"""Marks that leave the words of a field as they are."""


class Marks(Record):
    """Another `name` of a field, further spellings, its help; `unread` are marks of other kinds."""

    name: str = ""
    aliases: tuple[str, ...] = ()
    about: str = ""
    unread: tuple[str, ...] = ()


def marks_of(argument: Argument) -> Marks:
    """Return what stands in the annotation of a field, at any depth."""
    found = Marks()
    todo: list[_ast.AST | None] = [argument.node.annotation]
    while todo:
        node = todo.pop()
        if isinstance(node, _ast.Call):
            if _mark(node.func, argument.scope) == "arg":
                found = _told(node, found, argument.scope)
            continue
        name = _mark(node, argument.scope) if isinstance(node, _ast.Name | _ast.Attribute) else ""
        if name and name not in _HARMLESS:
            found = found.replace(unread=(*found.unread, name))
        todo += children(node) if node else ()
    return found


def _mark(node: _ast.expr, scope: Scope) -> str:
    """Return the name that something has in ``tyro.conf``; empty for anything else."""
    meaning = next(meanings(node, (), scope, (node.lineno, node.col_offset)), None)
    path = meaning.path if meaning else ""
    return path.rpartition(".")[2] if path and path.startswith("tyro.conf.") else ""


def _told(call: _ast.Call, found: Marks, scope: Scope) -> Marks:
    given = {each.arg: folded(each.value, scope) for each in call.keywords}
    name, aliases, about = given.pop("name", ""), given.pop("aliases", ()), given.pop("help", "")
    known = isinstance(name, str | None) and isinstance(aliases, list | tuple | None)
    given.pop("metavar", None)
    return found.replace(
        name=name if isinstance(name, str) else "",
        aliases=tuple(map(str, aliases)) if isinstance(aliases, list | tuple) else (),
        about=" ".join(about.split()) if isinstance(about, str) else "",
        unread=found.unread if known and not given else (*found.unread, "arg"),
    )

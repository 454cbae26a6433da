"""Layer 1: ``param_scope.optim.wd | 1e-4``, in all the ways to write it."""

from __future__ import annotations

import _ast

from hprun.model import Definition, Dynamic
from hprun.scan.facts import annotated, default_of, fitted, folded, name_of
from hprun.scan.names import CALL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hprun.scan.walk import Use

_DIALECT = "param_scope"
_METHODS = frozenset(
    (*("clear", "current", "empty", "frozen", "init", "keys", "launch", "suggest_from", "update"),)
)
"""What a scope does itself when it is called right behind it: no parameters of these names."""


def definitions(use: Use, rest: Sequence[str]) -> Iterator[Definition | Dynamic]:
    """Yield the parameter that an expression reads or writes, and those that a scope is made with.

    The way to a parameter is made of attributes and subscripts. It ends where it is called or has
    a default; a way that only stops reads nothing.
    """
    way: list[str | Dynamic] = [*rest]
    while way and way[0] == CALL:
        del way[0]
    if CALL in way:
        return
    for link in use.links:
        if isinstance(link, _ast.Attribute):
            way.append(link.attr)
        elif isinstance(link, _ast.Subscript):
            way += [name_of(link.slice, use.scope) or "__"]
        elif isinstance(link, _ast.Call) and (not way or (way[0] in _METHODS and not way[1:])):
            yield from _made_with(use, link)
            way.clear()
        else:
            yield from _read(use, way, link)
            return
    if isinstance(getattr(use.outer, "ctx", None), _ast.Store):
        yield from _found(use, way, use.outer, "write")


def _read(
    use: Use, way: Sequence[str | Dynamic], link: _ast.expr
) -> Iterator[Definition | Dynamic]:
    """Yield the parameter that a way ending in a call or ``| default`` reads."""
    if isinstance(link, _ast.Call):
        given = link.args[0] if link.args else None
    elif isinstance(link, _ast.BinOp) and isinstance(link.op, _ast.BitOr):
        given = link.right
    else:
        return
    for found in _found(use, way, link, "default" if given else "read"):
        if isinstance(found, Dynamic):
            yield found
            continue
        default, natural = default_of(given, use.scope) if given else (None, None)
        declared = annotated(use.annotation, use.scope) if use.outer is link else None
        comment = use.scope.module.source.comment(link)
        yield found.replace(
            default=default, type=fitted(declared or natural, default), help=comment
        )


def _found(
    use: Use, way: Sequence[str | Dynamic], node: _ast.expr, role: str
) -> Iterator[Definition | Dynamic]:
    """Yield the parameter at the end of a way, if there is one."""
    name = ".".join(part.pattern if isinstance(part, Dynamic) else part for part in way)
    if not way or any(part[:2] == "__" for part in way if isinstance(part, str)):
        return
    location = use.scope.module.source.location(node)
    if any(isinstance(part, Dynamic) for part in way):
        yield Dynamic(name, location)
    else:
        yield Definition(name, location, _DIALECT, role)


def _made_with(use: Use, call: _ast.Call) -> Iterator[Definition]:
    """Yield what ``param_scope("a=1", {"b": 2}, c=3)`` writes."""
    location = use.scope.module.source.location(call)
    for name in _keys(use, call):
        yield Definition(name, location, _DIALECT, "write")


def _keys(use: Use, call: _ast.Call) -> Iterator[str]:
    """Yield the names; those of nested dicts are found as the list grows."""
    todo: list[tuple[str, _ast.expr]] = [("", argument) for argument in call.args]
    todo += [("", each.value) for each in call.keywords if each.arg is None]
    todo += [(each.arg, each.value) for each in call.keywords if each.arg is not None]
    for name, value in todo:
        if isinstance(value, _ast.Dict):
            for key, inner in zip(value.keys, value.values, strict=True):
                part = folded(key, use.scope) if key else None
                if isinstance(part, str):
                    todo.append((f"{name}.{part}" if name else part, inner))
        elif name:
            yield name
        else:
            text = folded(value, use.scope)
            if isinstance(text, str) and "=" in text:
                yield text.partition("=")[0].rstrip(": ").strip()

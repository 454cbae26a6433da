"""Layer 1: ``param_scope.optim.wd | 1e-4``, in all the ways to write it."""

from __future__ import annotations

import _ast

from hprun.assigning import taken_apart
from hprun.model import Definition, Dynamic
from hprun.scan.expressions.reading import annotated, default_of, fitted, folded, name_of
from hprun.scan.names.meaning import CALL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hprun.scan.names.uses import Use

_DIALECT = "param_scope"
_SCOPES = frozenset(("clear", "current", "empty", "update"))
_METHODS = _SCOPES | frozenset(("frozen", "init", "keys"))
"""What a scope does itself when it is called right behind it: no parameters of these names.

The first are scopes again. Those of hyperparameter can do more.
"""
_MORE_METHODS = frozenset(("get", "put", "storage"))


def definitions(use: Use, name: str, rest: Sequence[str]) -> Iterator[Definition | Dynamic]:
    """Yield the parameter that an expression reads or writes, and those that a scope is made with.

    The way to a parameter is made of attributes and subscripts. It ends where it is called or has
    a default; a way that only stops reads nothing.
    """
    if use.through is not None:
        return
    methods = _METHODS | _MORE_METHODS if name.startswith("hyperparameter.") else _METHODS
    way: list[str | Dynamic] = [*rest]
    while CALL in way[:2] and (way[0] == CALL or way[0] in _SCOPES):
        del way[: way.index(CALL) + 1]
    if CALL in way:
        return
    for link in use.links:
        if isinstance(link, _ast.Attribute):
            way.append(link.attr)
        elif isinstance(link, _ast.Subscript):
            way += [name_of(link.slice, use.scope) or "__"]
        elif isinstance(link, _ast.Call) and (not way or (way[0] in methods and not way[1:])):
            yield from _made_with(use, link, str(way[0]) if way else "")
            if way and way[0] not in _SCOPES:
                return
            way.clear()
        else:
            yield from _read(use, way, link)
            return
    if isinstance(getattr(use.outer, "ctx", None), _ast.Store):
        yield from _written(use, way)


def _any_name(use: Use, node: _ast.expr) -> Definition:
    """Return what is written under a name, or names, that only the run knows."""
    return Definition("", use.scope.module.source.location(node), _DIALECT, "write")


def _written(use: Use, way: Sequence[str | Dynamic]) -> Iterator[Definition | Dynamic]:
    """Yield what an assignment writes."""
    for found in _found(use, way, use.outer, "write"):
        yield found
        if isinstance(found, Dynamic):
            yield _any_name(use, use.outer)


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


def _made_with(use: Use, call: _ast.Call, method: str) -> Iterator[Definition]:
    """Yield what ``param_scope("a=1", {"b": 2}, c=3)``, or a method of it, writes."""
    if method in ("keys", "frozen", "get", "current", "clear"):
        return
    location = use.scope.module.source.location(call)
    if method == "storage":  # what is set through it is out of our sight
        yield _any_name(use, call)
        return
    for name in _put(use, call) if method == "put" else _keys(use, call):
        yield Definition(name, location, _DIALECT, "write")


def _put(use: Use, call: _ast.Call) -> Iterator[str]:
    name = folded(call.args[0], use.scope) if call.args else None
    yield name if isinstance(name, str) else ""


def _keys(use: Use, call: _ast.Call) -> Iterator[str]:
    """Yield the names; those of nested dicts are found as the list grows.

    An empty one stands for names that only the run knows.
    """
    todo: list[tuple[str, _ast.expr]] = [("", argument) for argument in call.args]
    todo += [("", each.value) for each in call.keywords if each.arg is None]
    todo += [(each.arg, each.value) for each in call.keywords if each.arg is not None]
    for name, value in todo:
        if isinstance(value, _ast.Dict):
            for key, inner in zip(value.keys, value.values, strict=True):
                part = folded(key, use.scope) if key else None
                if isinstance(part, str):
                    todo.append((f"{name}.{part}" if name else part, inner))
                else:
                    yield ""
        elif name:
            yield name
        else:
            text = folded(value, use.scope)
            written = taken_apart(text) if isinstance(text, str) else None
            yield written.name if written and written.text is not None else ""

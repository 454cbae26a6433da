"""Layer 1: what a class of actions, of the script's own, makes of an option of argparse."""

from __future__ import annotations

import _ast

from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.folding import fold
from hprun.scan.flow.values import Class, Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hprun.scan.flow.values import Call


def left_out(call: Call, name: str) -> object:
    """Return what a class of actions takes for an argument that a call leaves out.

    That is what its ``__init__`` hands to its base, or has in its head; None where it says nothing,
    as argparse does, and `UNKNOWN` where it cannot be read.
    """
    cls = call.value("action")
    if not isinstance(cls, Class):
        return UNKNOWN
    made = [each.names.get("__init__") for each in cls.ancestry() if isinstance(each, Class)]
    init = next((each for each in made if isinstance(each, Function)), None)
    return None if init is None else _left_out_of(init, name)


def _left_out_of(init: Function, name: str) -> object:
    head = dict(_head(init.node.args))
    said = fold(head[name], init.frame.scope) if head.get(name) else None
    for each in getattr(init.node, "body", ()):
        match each:
            case _ast.Expr(value=_ast.Call(func=_ast.Attribute(attr="__init__"), keywords=handed)):
                written = next((one.value for one in handed if one.arg == name), None)
                is_own = isinstance(written, _ast.Name) and written.id == name
                return said if written is None or is_own else fold(written, init.frame.scope)
    return UNKNOWN


def _head(arguments: _ast.arguments) -> Iterator[tuple[str, _ast.expr | None]]:
    """Yield the arguments of a function with their defaults."""
    behind = [*arguments.posonlyargs, *arguments.args]
    missing = [None] * (len(behind) - len(arguments.defaults))
    for each, default in zip(behind, [*missing, *arguments.defaults], strict=True):
        yield each.arg, default
    for each, other in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield each.arg, other

"""Layer 1: defaults that are computed from constants, once a constant is set.

Imported where one is. The scan has worked such a default out of the constants as they stand in the
code; which value it has now only the run knows.
"""

from __future__ import annotations

import _ast
import builtins

from hprun.model import DEFAULT, Constant, Default

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hprun.model import Parameter, Resolved

_BUILTINS = frozenset(dir(builtins))
_ONLY_AST = 0x400


def following(resolved: Mapping[str, Resolved]) -> dict[str, Resolved]:
    """Return what was resolved, with every default unknown that may follow a constant.

    That is one in which a name stands: what the name is bound to may be computed as well.
    """
    return {
        key: _without_default(each) if _may_follow(each.parameter) else each
        for key, each in resolved.items()
    }


def _may_follow(parameter: Parameter) -> bool:
    default, way = parameter.default, parameter.delivery
    if default is None or not default.known or isinstance(way, Constant):
        return False
    return parameter.definitions[0].dialect != "hydra" and _has_name(default.text)


def _has_name(text: str) -> bool:
    """Return whether a name stands in an expression that is not Python's own."""
    try:
        todo = [compile(text, "", "eval", _ONLY_AST, dont_inherit=True)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    while todo:
        node = todo.pop()
        if isinstance(node, _ast.Name) and node.id not in _BUILTINS:
            return True
        for field in node._fields:
            child = getattr(node, field, None)
            several = child if isinstance(child, list) else [child]
            todo += [each for each in several if isinstance(each, _ast.AST)]
    return False


def _without_default(each: Resolved) -> Resolved:
    default = each.parameter.default
    return each.replace(
        parameter=each.parameter.replace(default=Default(default.text if default else "")),
        winner=each.given,
        losers=tuple(value for value in each.losers if value.source != DEFAULT),
    )

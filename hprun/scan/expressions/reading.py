"""Layer 1: what all dialects read in the same way: names, defaults, types."""

from __future__ import annotations

import _ast

from hprun.errors import InvalidValue
from hprun.model import ANY, NONE, Default, Dynamic, Type
from hprun.scan.expressions import UNKNOWN, bounded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.scan.names.statements import Scope

_CONTAINERS = frozenset(("list", "tuple", "set", "frozenset"))
_SIMPLE = frozenset(("int", "float", "str", "bool"))


def folded(node: _ast.expr | None, scope: Scope) -> object:
    """Return the value of an expression that is constant, `UNKNOWN` if it is not.

    What nearly all values look like is dealt with here, so that nothing more need be loaded.
    """
    if type(node) is _ast.Constant:
        return bounded(node.value)
    if type(node) is _ast.List and all(type(each) is _ast.Constant for each in node.elts):
        elements = [bounded(each.value) for each in node.elts]  # type: ignore[attr-defined]
        return UNKNOWN if UNKNOWN in elements else elements
    from hprun.scan.expressions.folding import fold

    return fold(node, scope)


def name_of(node: _ast.expr, scope: Scope) -> str | Dynamic | None:
    """Return the name that an expression gives a parameter, or its pattern where it is computed.

    None where it is no name at all.
    """
    value = folded(node, scope)
    if isinstance(value, str):
        return value
    if value is not UNKNOWN:
        return None
    from hprun.scan.expressions.folding import pattern

    return Dynamic(pattern(node, scope), scope.module.source.location(node))


def names_of(node: _ast.expr, scope: Scope) -> list[str | Dynamic]:
    """Return the names that an expression gives parameters: several in a loop over constants."""
    name = name_of(node, scope)
    if name is None:
        return []
    if isinstance(name, Dynamic):
        from hprun.scan.expressions.loops import unrolled

        texts = [each for each in unrolled(node, scope) if isinstance(each, str)]
        return list(dict.fromkeys(texts)) or [name]
    return [name]


def default_of(node: _ast.expr, scope: Scope) -> tuple[Default, Type | None]:
    """Return a default, and its type where that is more than its value says."""
    text = scope.module.source.segment(node)
    value = folded(node, scope)
    if value is not UNKNOWN and type(value) is not range:
        return Default(text, value, known=True), None
    from hprun.scan.expressions.objects import known_object

    known = known_object(node, scope)
    return (
        (Default(text), None) if known is None else (Default(text, known[0], known=True), known[1])
    )


def annotated(node: _ast.expr | None, scope: Scope) -> Type | None:
    """Return the type that an annotation declares, None where there is none or it says nothing."""
    if node is None:
        return None
    if type(node) is _ast.Name and node.id in _SIMPLE and _is_builtin(node.id, scope):
        return Type(node.id)
    from hprun.scan.expressions.declared import read

    return read(node, scope)


def fitted(declared: Type | None, default: Default | None) -> Type | None:
    """Return a declared type with what the default adds: None may be, a tuple stays a tuple."""
    if declared is None or default is None or not default.known:
        return declared
    if default.value is None and declared not in (ANY, NONE):
        nullable = declared.kind == "union" and NONE in declared.args
        members = declared.args if declared.kind == "union" else (declared,)
        return declared if nullable else Type("union", (*members, NONE))
    container = type(default.value).__name__
    if {declared.kind, container} <= _CONTAINERS:
        return declared.replace(kind=container)
    return declared


def limited(declared: Type | None, choices: object) -> Type | None:
    """Return a type limited to choices, if they are known and fit it."""
    if not isinstance(choices, list | tuple | set | frozenset | dict | range) or not choices:
        return declared
    from hprun.convert import with_choices

    try:
        return with_choices(declared or ANY, choices)
    except InvalidValue:
        return declared


def _is_builtin(name: str, scope: Scope) -> bool:
    here: Scope | None = scope
    while here is not None:
        if name in here.bindings or "*" in here.bindings:
            return False
        here = here.outer
    return True

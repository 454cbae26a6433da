"""Layer 1: ``_("lr", 0.1, help="learning rate")``, and what else a manager is asked."""

from __future__ import annotations

import _ast

from hprun.model import Definition, Dynamic
from hprun.scan.expressions.reading import (
    annotated,
    default_of,
    fitted,
    folded,
    limited,
    name_of,
    names_of,
)
from hprun.scan.names.meaning import meanings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hprun.model import Default, Type
    from hprun.scan.names.statements import Scope
    from hprun.scan.names.uses import Use

_DIALECT = "_"
_ROLES = {"get_value": "read", "set_value": "write"}
_MANY = frozenset(("set_values", "set_tree", "parse_source"))
"""The methods that give values to names which stand in their argument."""


def definitions(use: Use, name: str, rest: tuple[str, ...]) -> Iterator[Definition | Dynamic]:
    """Yield the parameter of a call of a manager, or of one of its methods."""
    manager = name.rpartition(".")[2]
    call = use.links[0] if use.links else None
    if type(call) is not _ast.Call or not _is_called(use):
        return
    if not rest:
        yield from _call(use, call, manager)
    elif len(rest) == 1 and rest[0] in _ROLES:
        yield from _named(use, call, manager, _ROLES[rest[0]])
    elif len(rest) == 1 and rest[0] in _MANY and call.args:
        yield from _many(use, call, manager, rest[0])


def _is_called(use: Use) -> bool:
    """Return whether it is the use itself that is called, or `partial`, which will do so."""
    if use.through is None:
        return True
    meant = meanings(use.through, (), use.scope, use.moment)
    return any(meaning.path == "functools.partial" for meaning in meant)


def _many(use: Use, call: _ast.Call, manager: str, method: str) -> Iterator[Definition]:
    """Yield the names that a dict gives values to; an empty one where it can be any name."""
    location = use.scope.module.source.location(call)
    given = call.args[0]
    keys: list[_ast.expr | None] = []
    if method == "set_values" and type(given) is _ast.Dict:
        keys = given.keys
    for name in [name_of(key, use.scope) for key in keys if key] or [""]:
        known = name if isinstance(name, str) else ""
        yield Definition(known, location, _DIALECT, "write", manager)


def _named(use: Use, call: _ast.Call, manager: str, role: str) -> Iterator[Definition | Dynamic]:
    """Yield what a call says by its first argument alone."""
    hints = {each.arg: each.value for each in call.keywords}
    given = call.args[0] if call.args else hints.get("name")
    location = use.scope.module.source.location(call)
    for name in names_of(given, use.scope) if given else ():
        if isinstance(name, Dynamic):
            yield name.replace(manager=manager)
        else:
            yield Definition(name, location, _DIALECT, role, manager)


def _natural(default: Default | None) -> Type | None:
    """Return the type that a known default declares."""
    if default is None or not default.known or default.value is None:
        return None
    from hprun.convert import type_of

    return type_of(default.value)


def _ranged(
    to: Type | None, default: Default | None, hints: dict[str | None, _ast.expr], scope: Scope
) -> Type | None:
    """Return a type limited to the range that the hints say, if they do."""
    if "range" not in hints:
        return to
    from hprun.scan.expressions.hinted_ranges import hinted

    return fitted(hinted(to or _natural(default), hints, scope), default)


def _call(use: Use, call: _ast.Call, manager: str) -> Iterator[Definition | Dynamic]:
    hints = {each.arg: each.value for each in call.keywords}
    value = call.args[1] if len(call.args) > 1 else hints.get("value")
    demanded = "required" in hints and folded(hints["required"], use.scope) is True
    for found in _named(use, call, manager, "read"):
        default, natural = default_of(value, use.scope) if value and not demanded else (None, None)
        if isinstance(found, Dynamic):
            to = annotated(hints.get("type"), use.scope) or natural
            to = fitted(to, default) or _natural(default)
            yield found.replace(default=default, type=_ranged(to, default, hints, use.scope))
            if value:
                location = use.scope.module.source.location(call)
                yield Definition("", location, _DIALECT, "write", manager)
            continue
        declared = annotated(hints.get("type"), use.scope)
        if declared is None and use.outer is call:
            declared = annotated(use.annotation, use.scope)
        if "choices" in hints:
            declared = limited(declared, folded(hints["choices"], use.scope))
        declared = _ranged(fitted(declared or natural, default), default, hints, use.scope)
        said = folded(hints["help"], use.scope) if "help" in hints else None
        secret = folded(hints["secret"], use.scope) if "secret" in hints else None
        comment = use.scope.module.source.comment
        yield found.replace(
            role="default" if default else "demand" if demanded else "read",
            default=default,
            type=declared,
            help=said
            if isinstance(said, str)
            else comment(call) or (value and comment(value)) or "",
            secret=secret if isinstance(secret, bool) else None,
        )

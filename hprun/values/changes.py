"""Layer 1: words that change what is there: ``names+=x`` adds to a list, ``~lr`` drops a value."""

from __future__ import annotations

from hprun.convert import convert, type_of
from hprun.errors import InvalidValue, UnknownParameter, UsageError
from hprun.literal import NotLiteralError, elements
from hprun.model import ANY, DEFAULT, Catalog, Parameter, Source, Type, Value
from hprun.values.entries import put_at, refuse_an_unknown, value_at
from hprun.values.layer import Assignment, as_list, invalid, place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Dropped = tuple[str, tuple[Value, ...]]

_LISTS = (list, tuple, set, frozenset)


def appended(
    parameter: Parameter,
    history: Sequence[Value],
    path: Sequence[str],
    each: Assignment,
    value: object,
) -> object:
    """Return the last value of a history with elements added to the list at `path`.

    Raises InvalidValue where no list is there, or the elements do not fit.
    """
    whole = history[-1].value if history else None
    try:
        refuse_an_unknown(whole, parameter)
        base, to = _list_at(whole, parameter.type, path)
        further = convert(_several(value), to)
        assert isinstance(further, _LISTS)  # noqa: S101 - for mypy: it is of the kind
        longer = further if base is None else type(base)([*base, *further])
        return put_at(whole, path, None, parameter.type, longer)
    except InvalidValue as error:
        raise invalid(each, error, parameter) from None


def _list_at(
    whole: object, to: Type, path: Sequence[str]
) -> tuple[list[object] | tuple[object, ...] | set[object] | frozenset[object] | None, Type]:
    """Return the list at a path, None if there is none yet, and the type of lists there."""
    found = value_at(whole, path)
    base = found[0] if found else None
    declared = to if not path else ANY
    kind = as_list(declared) or (as_list(type_of(base)) if base is not None else None)
    if kind is None or not (base is None or isinstance(base, _LISTS)):
        raise InvalidValue("it is no list, so nothing can be added", advice="set it with =")
    if kind.kind == "product":
        raise InvalidValue(
            f"it has just {len(kind.args)} elements, so nothing can be added",
            advice="set it with =",
        )
    return base, kind


def _several(value: object) -> object:
    """Return the elements of what writes several, and anything else as the only one."""
    if not isinstance(value, str):
        return value if isinstance(value, _LISTS) else [value]
    try:
        return elements(value)
    except NotLiteralError:
        return [value]


def drop(
    each: Assignment,
    source: Source,
    catalog: Catalog,
    histories: Mapping[str, list[Value]],
    added: dict[str, Value],
) -> dict[str, Dropped]:
    """Take out of histories, and of names added, what the layers below say of a name.

    That is a parameter, an entry of one, or all below a prefix. Returns by key who dropped which
    values, the last first. Raises UsageError where there is nothing to drop, unless it is
    `lenient`, and UnknownParameter for a name that nothing has.
    """
    key, path = place_of(catalog, each.name) or ("", ())
    if path:
        history = histories[key]
        whole = _without_entry(catalog.parameters[key], history, path, each)
        history.append(Value(whole, source, each.origin))
        return {}
    prefix = f"{each.name}."
    keys = [key] if key else [other for other in histories if other.startswith(prefix)]
    names = [other for other in added if f"{other}.".startswith(prefix)]
    if not keys and not names:
        from hprun.values.unknown import unknown_parameter

        error = unknown_parameter(each.name, each.origin, catalog)
        near = error.advice if error.advice.startswith("did you mean") else "--help lists all"
        raise UnknownParameter(error.what, origin=error.origin, advice=near)
    for name in names:
        del added[name]
    found = {key: (each.origin, given) for key in keys if (given := _taken(histories[key]))}
    if not found and not names and not each.lenient:
        raise _nothing_to_drop(each)
    return found


def _taken(history: list[Value]) -> tuple[Value, ...]:
    """Take all but defaults out of a history, and return it, the last first."""
    given = tuple(value for value in reversed(history) if value.source != DEFAULT)
    history[:] = [value for value in history if value.source == DEFAULT]
    return given


def _without_entry(
    parameter: Parameter, history: Sequence[Value], path: Sequence[str], each: Assignment
) -> object:
    """Return the last value of a history with the entry at `path` as the default has it.

    Raises UsageError where it is so already.
    """
    default = parameter.default.value if parameter.default else None
    whole = history[-1].value if history else None
    now, before = value_at(whole, path), value_at(default, path)
    above = value_at(whole, path[:-1])
    if now == before or not above or not isinstance(above[0], dict):
        raise _nothing_to_drop(each)
    if before:
        return put_at(whole, path, None, parameter.type, before[0])
    kept = {key: inner for key, inner in above[0].items() if str(key) != path[-1]}
    return put_at(whole, path[:-1], None, parameter.type, kept)


def _nothing_to_drop(each: Assignment) -> UsageError:
    return UsageError(
        f"{each.name!r} has a value only in the code",
        origin=each.origin,
        advice="~ drops what a file or the environment sets",
    )

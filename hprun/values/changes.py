"""Layer 1: words that change what is there: ``names+=x`` adds to a list, ``~lr`` drops a value."""

from __future__ import annotations

from hprun.convert import convert, type_of
from hprun.errors import InvalidValue, UsageError
from hprun.literal import NotLiteralError, elements
from hprun.model import ANY, DEFAULT, Parameter, Type, Value
from hprun.values.entries import put_at, refuse_an_unknown, value_at
from hprun.values.layer import Assignment, as_list, invalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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


def without_entry(
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


def dropped(
    keys: Iterable[str], histories: Mapping[str, list[Value]], each: Assignment
) -> dict[str, tuple[str, tuple[Value, ...]]]:
    """Take from histories all but defaults; return by key who took them, and what, the last first.

    Raises UsageError where there is nothing to take, unless it is `lenient`.
    """
    found = {}
    for key in keys:
        history = histories[key]
        given = tuple(value for value in reversed(history) if value.source != DEFAULT)
        if given:
            history[:] = [value for value in history if value.source == DEFAULT]
            found[key] = each.origin, given
    if not found and not each.lenient:
        raise _nothing_to_drop(each)
    return found


def _nothing_to_drop(each: Assignment) -> UsageError:
    return UsageError(
        f"{each.name!r} has a value only in the code",
        origin=each.origin,
        advice="~ drops what a file or the environment sets",
    )

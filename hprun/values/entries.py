"""Layer 1: one entry of a parameter that is a dict: ``opt.a=1``."""

from __future__ import annotations

from hprun.convert import convert, type_of
from hprun.errors import InvalidValue
from hprun.literal import Text
from hprun.model import ANY, Parameter, Type, Value
from hprun.values.merge import Assignment, as_dict, invalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def with_entry(
    parameter: Parameter,
    history: Sequence[Value],
    path: Sequence[str],
    each: Assignment,
    value: object,
) -> dict[object, object]:
    """Return the last value of a history with the entry at `path` set.

    Raises InvalidValue where the value does not fit the entry, or there is no dict to set it in.
    """
    whole = history[-1].value if history else None
    try:
        if whole is None and parameter.default is not None and not parameter.default.known:
            raise InvalidValue(  # noqa: TRY301 - the parts of it are added below
                "the dict is known only when the script runs", advice="set it as a whole"
            )
        to = as_dict(parameter.type) or Type("dict")
        return _with_entry(whole or {}, path, None if each.literal else to, to, value)
    except InvalidValue as error:
        raise invalid(each, error, parameter) from None


def _with_entry(
    base: object, path: Sequence[str], wanted: Type | None, to: Type, value: object
) -> dict[object, object]:
    """Return `base` with the entry set, converted unless nothing is `wanted` of it."""
    if not isinstance(base, dict):
        raise InvalidValue(f"it has no entry {'.'.join(path)!r}, for it is no dict")
    keys, values = to.args or (ANY, ANY)
    key, rest = _key(base, path, keys)
    inner = values
    if values == ANY and key in base:
        inner = type_of(base[key])
    if rest:
        inner = as_dict(inner) or Type("dict")
        below = base.get(key)
        return base | {key: _with_entry({} if below is None else below, rest, wanted, inner, value)}
    return base | {key: value if wanted is None else convert(value, inner)}


def _key(
    base: Mapping[object, object], path: Sequence[str], keys: Type
) -> tuple[object, Sequence[str]]:
    """Return the key that the path begins with: one that is there, else one of the right type."""
    for text, rest in ((".".join(path), ()), (path[0], path[1:])):
        for key in base:
            if str(key) == text:
                return key, rest
    return (path[0] if keys == ANY else convert(Text(path[0]), keys)), path[1:]

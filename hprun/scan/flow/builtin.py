"""Layer 1: what Python's own functions and methods do, as far as a parser depends on it."""

from __future__ import annotations

from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.folding import constant, conversion
from hprun.scan.flow.dataclass_fields import fields
from hprun.scan.flow.values import External, Instance, Partial, Tracked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from hprun.scan.flow.values import Call, Follower

_HARMLESS = frozenset(
    f"builtins.{name}"
    for name in (
        *("print", "issubclass", "hasattr", "callable", "id", "repr"),
        *("format", "open", "any", "all", "iter", "next", "vars", "super", "input", "delattr"),
    )
)
"""Functions that leave what they are given as it is."""
_SHOWING = ("logging.", "warnings.", "pprint.", "argcomplete.")
_TEXT_METHODS = frozenset(
    (
        *("capitalize", "endswith", "format", "join", "lower", "lstrip", "replace", "rstrip"),
        *("split", "splitlines", "startswith", "strip", "title", "upper", "removeprefix"),
        *("removesuffix", "partition", "rpartition"),
    )
)
_LONGEST = 10_000


def called(path: str, call: Call, machine: Follower) -> tuple[bool, object]:
    """Return whether it is known what a function does, and what it returns."""
    if path == "functools.wraps" and isinstance(call.value("wrapped", None, 0), Tracked):
        return True, Same(call.value("wrapped", None, 0))
    special = _SPECIAL.get(path)
    if special is not None:
        return True, special(call, machine)
    if path in _HARMLESS or path.startswith(_SHOWING):
        return True, UNKNOWN
    values = [each.value for each in call.positional]
    named = {name: each.value for name, each in call.named.items()}
    value = conversion(path, values, named) if call.whole else UNKNOWN
    return value is not UNKNOWN, value


class Same(Tracked):
    """What ``functools.wraps(f)`` returns: a wrapper gets all that has been put on the function."""

    __slots__ = ("of",)

    def __init__(self, of: object) -> None:
        self.of = of

    def call(self, _call: Call, _machine: Follower) -> object:
        """Return what the wrapper stands for."""
        return self.of


def _get(call: Call, machine: Follower) -> object:
    name = call.value("name", UNKNOWN, 1)
    value = call.value("object", UNKNOWN, 0)
    return machine.attribute(value, name) if isinstance(name, str) else UNKNOWN


def _set(call: Call, _: Follower) -> object:
    value, name = call.value("object", UNKNOWN, 0), call.value("name", UNKNOWN, 1)
    if isinstance(value, Instance) and isinstance(name, str):
        value.attributes[name] = call.value("value", UNKNOWN, 2)
    elif isinstance(value, Tracked):
        shown = name if isinstance(name, str) else ""
        value.assign(shown, call.value("value", UNKNOWN, 2), call.location)
    return None


def _partial(call: Call, _: Follower) -> object:
    if not call.positional:
        return UNKNOWN
    first, *rest = call.positional
    return Partial(first.value, call.replace(positional=tuple(rest)))


def _same(call: Call, _: Follower) -> object:
    return call.value("x", UNKNOWN, 0)


def _type(call: Call, _: Follower) -> object:
    value = constant(call.value("object", UNKNOWN, 0))
    return UNKNOWN if value is UNKNOWN else External(f"builtins.{type(value).__name__}")


def _is_instance(call: Call, _: Follower) -> object:
    """Return whether a value is of a built-in type; not known of anything else."""
    value, kinds = (call.value("", UNKNOWN, position) for position in (0, 1))
    asked = kinds if isinstance(kinds, tuple) else (kinds,)
    named = [_TYPES.get(each.path) if isinstance(each, External) else None for each in asked]
    types = tuple(each for each in named if each is not None)
    if type(value) not in _TYPES.values() or len(types) < len(asked):
        return UNKNOWN
    return isinstance(value, types)


_TYPES: dict[str, type] = {
    f"builtins.{each.__name__}": each
    for each in (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset)
}


def _list(call: Call, machine: Follower) -> object:
    if not call.positional:
        return []
    elements = machine.iterate(call.positional[0].value)
    return UNKNOWN if elements is None else [*elements]


def _reversed(call: Call, machine: Follower) -> object:
    elements = _list(call, machine)
    return elements[::-1] if isinstance(elements, list) else UNKNOWN


def _tuple(call: Call, machine: Follower) -> object:
    elements = _list(call, machine)
    return tuple(elements) if isinstance(elements, list) else UNKNOWN


def _dict(call: Call, machine: Follower) -> object:
    made: dict[object, object] = {}
    for each in call.positional:
        pairs = each.value.items() if isinstance(each.value, dict) else machine.iterate(each.value)
        for pair in pairs or [None]:
            if not isinstance(pair, tuple) or len(pair) != 2 or constant(pair[0]) is UNKNOWN:  # noqa: PLR2004 - a pair
                return UNKNOWN
            made[pair[0]] = pair[1]
    made.update({name: each.value for name, each in call.named.items()})
    return made if call.whole else UNKNOWN


def _zip(call: Call, machine: Follower) -> object:
    lists = [machine.iterate(each.value) for each in call.positional]
    known = [each for each in lists if each is not None]
    return [*zip(*known, strict=False)] if len(known) == len(lists) else UNKNOWN


def _enumerate(call: Call, machine: Follower) -> object:
    elements = _list(call, machine)
    start = call.value("start", 0, 1)
    known = isinstance(elements, list) and isinstance(start, int)
    return [*enumerate(elements, start)] if known else UNKNOWN  # type: ignore[arg-type]  # known


_SPECIAL: dict[str, Callable[[Call, Follower], object]] = {
    "builtins.getattr": _get,
    "builtins.setattr": _set,
    "builtins.type": _type,
    "builtins.isinstance": _is_instance,
    "builtins.list": _list,
    "builtins.reversed": _reversed,
    "builtins.tuple": _tuple,
    "builtins.dict": _dict,
    "builtins.zip": _zip,
    "builtins.enumerate": _enumerate,
    "collections.OrderedDict": _dict,
    "functools.partial": _partial,
    "copy.copy": _same,
    "dataclasses.fields": fields,
    "copy.deepcopy": _same,
    "typing.cast": lambda call, _: call.value("val", UNKNOWN, 1),
}


def method_of(value: object, name: str, call: Call) -> object:
    """Return what a method of a text, a list or a dict returns; a list or dict is changed by it."""
    given = [each.value for each in call.positional]
    if isinstance(value, list):
        return _of_list(value, name, given)
    if isinstance(value, dict):
        return _of_dict(value, name, given, {key: each.value for key, each in call.named.items()})
    if isinstance(value, str) and name in _TEXT_METHODS and call.whole:
        return _of_text(value, name, given, {key: each.value for key, each in call.named.items()})
    return UNKNOWN


def _of_text(text: str, name: str, given: list[object], named: dict[str, object]) -> object:
    if name == "format" and any(each in text for each in ("[", "!", ":", ".")):
        return UNKNOWN
    if constant([*given, *named.values()]) is UNKNOWN:
        return UNKNOWN
    try:
        return constant(getattr(text, name)(*given, **named))
    except (TypeError, ValueError, LookupError):
        return UNKNOWN


def _of_list(value: list[object], name: str, given: list[object]) -> object:
    if len(value) > _LONGEST:
        return UNKNOWN
    match name, given:
        case "append", [element]:
            value.append(element)
        case "extend", [list() | tuple() as elements]:
            value.extend(elements)
        case "insert", [int() as position, element]:
            value.insert(position, element)
        case "copy", []:
            return [*value]
        case _:
            return UNKNOWN
    return None


def _of_dict(
    value: dict[object, object], name: str, given: list[object], named: dict[str, object]
) -> object:
    if name in _VIEWS and not given:
        return _VIEWS[name](value)
    match name, given:
        case "update", [dict() as other]:
            value.update(other)
        case "update", []:
            value.update(named)
        case "get" | "pop" | "setdefault", [str() | int() as key, *rest]:
            return _taken(value, name, key, rest[0] if rest else None)
        case _:
            return UNKNOWN
    return None


def _taken(value: dict[object, object], name: str, key: object, default: object) -> object:
    if name == "get":
        return value.get(key, default)
    return value.pop(key, default) if name == "pop" else value.setdefault(key, default)


_VIEWS: dict[str, Callable[[dict[object, object]], object]] = {
    "items": lambda value: [*value.items()],
    "keys": lambda value: [*value],
    "values": lambda value: [*value.values()],
    "copy": lambda value: {**value},
}

"""Layer 0: the one converter, from what somebody wrote to what a parameter takes.

It serves the command line, the environment, files and ``param_scope("a=1")`` alike. **The parameter
decides, never the look of the text**: the same ``1e-4`` is a float to one parameter and four
characters to another.
"""

from __future__ import annotations

from hprun.errors import InvalidValue
from hprun.literal import (
    SINGLE,
    NotLiteralError,
    Text,
    decided,
    elements,
    is_number,
    literal,
    parse,
    shortened,
)
from hprun.model import ANY, NONE, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_TRUE = frozenset(("true", "yes", "on", "t", "y", "1"))
_FALSE = frozenset(("false", "no", "off", "f", "n", "0"))
_LONGEST_INT = 4300
"""Digits: CPython's own limit for an int that is read from text."""


def convert(value: object, to: Type) -> object:
    """Return `value` as a value of the type `to`.

    `value` is `Text`, not decided yet, or what a file holds: str, numbers, bool, None, and lists,
    tuples, sets and dicts of all these. What only the running script can build stays `Text`, with
    its content checked: a member of an enum, a path, a value of a type that is ``late``.

    Raises InvalidValue, which says what was wrong and what would be right.
    """
    converted = _CONVERTERS[to.kind](value, to)
    if to.range is not None and not to.range.holds(converted):
        raise _refused(
            value, to.range.limits(), "choose one within, or change the range in the code"
        )
    return _one_of(converted, value, to) if to.choices else converted


def type_of(value: object) -> Type:
    """Return the type that a default of this value declares."""
    kind = type(value).__name__
    if type(value) in (bool, int, float, str, Text):
        return Type("str" if kind == "Text" else kind)
    if type(value) in (list, set, frozenset, tuple):
        return Type(kind, (_common(value),))  # type: ignore[arg-type]  # narrowed by `type`
    if type(value) is dict:
        return Type("dict", (_common(value), _common(value.values())))
    return ANY


def with_choices(to: Type, choices: Iterable[object]) -> Type:
    """Return the type `to` limited to `choices`; where it is not declared, theirs decides.

    Raises InvalidValue where a choice is not of the type.
    """
    listed = tuple(choices)
    if to != ANY:
        inner = [arg for arg in to.args if arg != NONE] if to.kind == "union" else []
        if len(inner) == 1 and len(to.args) > 1:
            rest = tuple(each for each in listed if each is not None)
            return to.replace(
                args=tuple(with_choices(a, rest) if a != NONE else a for a in to.args)
            )
        return to.replace(choices=tuple(convert(each, to) for each in listed))
    kinds: dict[Type, list[object]] = {}
    for each in listed:
        kinds.setdefault(NONE if each is None else type_of(each), []).append(each)
    members = [
        kind if kind in (NONE, ANY) else kind.replace(choices=tuple(of_kind))
        for kind, of_kind in kinds.items()
    ]
    return members[0] if len(members) == 1 else Type("union", tuple(members))


def choices_of(to: Type) -> tuple[object, ...]:
    """Return all values that the type allows, in order; empty where it sets no limit."""
    if to.kind != "union":
        return to.choices
    limited = [arg for arg in to.args if arg != NONE]
    if not all(arg.choices for arg in limited):
        return ()
    return tuple(choice for arg in limited for choice in arg.choices)


def _common(values: Iterable[object]) -> Type:
    """Return the one type of all values; ints beside floats are floats."""
    types = list(dict.fromkeys(map(type_of, values)))
    if set(types) == {Type("int"), Type("float")}:
        return Type("float")
    return types[0] if len(types) == 1 else ANY


# One function for each kind. Each takes the value and the type and returns the value converted.


def _to_any(value: object, _: Type) -> object:
    try:
        return literal(value) if isinstance(value, Text) else decided(value)
    except NotLiteralError:
        return str(value)


def _to_late(value: object, _: Type) -> object:
    return Text(_written(value)) if isinstance(value, list | dict) else value


def _written(value: object) -> str:
    """Return a list or dict out of a file as the text that a reader's own type takes apart."""
    from hprun.show import as_literal

    match value:
        case Text() if value and not any(character in "[](){},:'\"" for character in value):
            return str(value)
        case list():
            return f"[{', '.join(map(_written, value))}]"
        case dict():
            entries = (f"{_written(key)}: {_written(each)}" for key, each in value.items())
            return f"{{{', '.join(entries)}}}"
    written = as_literal(value)
    in_quotes = isinstance(value, str) and written[:1] == "'" and not {"\\", '"'} & {*written}
    return f'"{written[1:-1]}"' if in_quotes else written  # as JSON has it, too


def _to_text(value: object, _: Type) -> Text:
    return Text(_to_str(value, _))


def _to_str(value: object, _: Type) -> str:
    from hprun.show import show

    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool | int | float):
        return show(value)
    raise _refused(value, "a str", "quote it")


def _to_none(value: object, _: Type) -> None:
    if value is None or (isinstance(value, Text) and value.lower() in ("none", "null", "~")):
        return
    raise _refused(value, "None")


def _to_float(value: object, _: Type) -> float:
    number = None
    if isinstance(value, str):
        special = value.lstrip("+-").lower() in (".inf", ".nan")
        number = _float(value.replace(".", "", 1) if special else value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = _float(value)
    if number is None:
        digits = isinstance(value, str) and value.strip().lstrip("+-")[:1].isdigit()
        large = digits and is_number(str(value))
        raise _refused(value, "a float", "no float is so large: write inf" if large else "")
    return number


def _float(value: str | float) -> float | None:
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    too_large = abs(number) == float("inf") and isinstance(value, str) and "f" not in value.lower()
    return None if too_large else number


def _to_int(value: object, _: Type) -> int:
    number = None
    if isinstance(value, str):
        number = _whole(value.strip())
    elif isinstance(value, float) and value.is_integer():
        number = int(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    if number is None:
        raise _refused(value, "a whole number", _way_to_whole(value))
    return number


def _way_to_whole(value: object) -> str:
    if isinstance(value, str):
        if len(value) > _LONGEST_INT or value.strip().lstrip("+-").isdecimal():
            return f"a whole number has at most {_LONGEST_INT} digits"
        value = _float(value)
    if not isinstance(value, float) or value != value or abs(value) == float("inf"):  # noqa: PLR0124 - NaN
        return ""
    return "to take fractions, annotate it as float or write its default with a point (1.0)"


def _whole(text: str) -> int | None:
    """Return the whole number that a text writes exactly (``1e3``, ``2.0``, ``0x10``), or None."""
    if text.lstrip("+-").lower()[:2] in ("0x", "0o", "0b"):
        try:
            number = literal(text)
        except NotLiteralError:
            return None
        return number if isinstance(number, int) else None
    if len(text) > 2 * _LONGEST_INT or not is_number(text):
        return None
    mantissa, _, exponent = text.replace("_", "").lower().partition("e")
    units, _, fraction = mantissa.partition(".")
    digits = (units.lstrip("+-") + fraction).lstrip("0")
    shift = _exponent(exponent) - len(fraction)
    whole, rest = (digits[:shift], digits[shift:]) if shift < 0 else (digits, "")
    if rest.strip("0") or len(whole) + max(shift, 0) > _LONGEST_INT or not f"0{whole}".isdecimal():
        return None if digits else 0
    return int(f"{'-' * units.startswith('-')}{whole or 0}{'0' * shift}")


def _exponent(text: str) -> int:
    """Return the exponent of a float's text, of which more than seven digits say no more."""
    sign, digits = text[:1].strip("0123456789"), text.lstrip("+-").lstrip("0")
    return int(f"{sign}{digits[:7] or 0}")


def _to_bool(value: object, _: Type) -> bool:
    from hprun.show import show

    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else show(value)
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise _refused(value, "a bool", "write true or false (yes/no, on/off, 1/0)")


def _to_collection(value: object, to: Type) -> object:
    parts = _parts(value, to)
    build = {"list": list, "set": set, "frozenset": frozenset, "tuple": tuple}[to.kind]
    converted = [convert(part, to.args[0] if to.args else ANY) for part in parts]
    try:
        return build(converted)
    except TypeError:
        raise _refused(value, _named(to), "a set holds no lists, sets or dicts") from None


def _to_product(value: object, to: Type) -> tuple[object, ...]:
    parts = _parts(value, to)
    if len(parts) != len(to.args):
        raise _refused(value, _named(to), f"{len(to.args)} elements are needed, not {len(parts)}")
    return tuple(convert(part, arg) for part, arg in zip(parts, to.args, strict=True))


def _parts(value: object, to: Type) -> list[object]:
    """Return the elements of anything written or built like a list."""
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    if not isinstance(value, str):
        raise _refused(value, _named(to), _way_to_one(value, to))
    try:
        return elements(value)
    except NotLiteralError as error:
        fix = _way_to_one(value, to) if str(error) == SINGLE else str(error)
        raise _refused(
            value, _named(to), fix if value.strip() else "an empty one is written []"
        ) from None


def _way_to_one(value: object, to: Type) -> str:
    """Return how a single element is written, if the value can be one; else what is needed."""
    from hprun.show import show

    if to.kind == "product":
        return f"{len(to.args)} elements are needed, in brackets"
    try:
        convert([value], to)
    except InvalidValue as error:
        return f"its elements stand in brackets, and {error.what}"
    return f"a single element is written [{shortened(show(value).strip())}]"


def _to_dict(value: object, to: Type) -> dict[object, object]:
    parsed = value
    if isinstance(value, str):
        try:
            parsed = parse(value)
        except NotLiteralError as error:
            raise _refused(value, "a dict", str(error)) from None
    if not isinstance(parsed, dict):
        raise _refused(value, "a dict", "write {key: value}, or set one entry as name.key=value")
    keys, values = to.args or (ANY, ANY)
    try:
        converted = {convert(key, keys): convert(each, values) for key, each in parsed.items()}
    except TypeError:
        raise _refused(value, "a dict", "a key is no list, set or dict") from None
    if len(converted) < len(parsed):
        raise _refused(value, "a dict", "two of its keys are the same")
    return converted


def _to_union(value: object, to: Type) -> object:
    """Try first the member that the value looks like, then the others in order, str and None last.

    The words none and null are None's, wherever there is one. Where a text is allowed, a
    number that is written with a point is not taken for a whole one: ``2.0`` may be a version.
    """
    if NONE in to.args and isinstance(value, Text) and value.lower() in ("none", "null"):
        return None
    natural = type_of(_to_any(value, ANY)).kind
    last = ("str", "path", "any", "late", "none")
    pointed = isinstance(value, Text) and "." in value and Type("str") in to.args
    members = [each for each in to.args if not (pointed and each.kind == "int")]
    for member in sorted(members, key=lambda arg: (arg.kind != natural, arg.kind in last)):
        try:
            return convert(value, member)
        except InvalidValue:
            if member.range is not None and natural in ("int", "float"):
                raise
    allowed = choices_of(to)
    raise _not_among(value, allowed) if allowed else _refused(value, _named(to))


_NAMES = {
    "str": "a str",
    "int": "a whole number",
    "float": "a float",
    "bool": "a bool",
    "path": "a path",
    "dict": "a dict",
}


def _named(to: Type) -> str:
    """Return the type as the end of "'abc' is not"."""
    if to.kind == "union":
        *names, last = dict.fromkeys(map(_named, to.args))
        return f"{', '.join(names)} or {last}" if names else last
    return f"one of {_listed(to.choices)}" if to.choices else _NAMES.get(to.kind, str(to))


_CONVERTERS: dict[str, Callable[[object, Type], object]] = {
    "any": _to_any,
    "late": _to_late,
    "str": _to_str,
    "none": _to_none,
    "float": _to_float,
    "int": _to_int,
    "bool": _to_bool,
    "list": _to_collection,
    "set": _to_collection,
    "frozenset": _to_collection,
    "tuple": _to_collection,
    "product": _to_product,
    "dict": _to_dict,
    "union": _to_union,
    "path": _to_text,
    "enum": _to_text,
}


def _one_of(converted: object, written: object, to: Type) -> object:
    for choice in to.choices:
        if choice == converted and isinstance(choice, bool) == isinstance(converted, bool):
            return converted
    if isinstance(converted, str):
        folded = converted.casefold()
        alike = [each for each in to.choices if str(each).casefold() == folded]
        if len(alike) == 1:
            return type(converted)(alike[0])
    raise _not_among(written, to.choices)


def _not_among(value: object, choices: Iterable[object]) -> InvalidValue:
    from difflib import get_close_matches  # dear, and for errors alone

    from hprun.show import show

    texts = [show(choice) for choice in choices]
    near = get_close_matches(shortened(show(value)), texts, n=1)
    return _refused(value, f"one of {_listed(choices)}", f"did you mean {near[0]}?" if near else "")


def _listed(choices: Iterable[object]) -> str:
    from hprun.show import show

    return ", ".join(show(choice) for choice in choices)


def _refused(value: object, wanted: str, advice: str = "") -> InvalidValue:
    from hprun.show import show

    text = shortened(value if isinstance(value, str) else show(value))
    shown = repr(str(text)) if isinstance(value, str) else text
    return InvalidValue(f"{shown} is not {wanted}", advice=advice)

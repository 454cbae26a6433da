"""Layer 0: what the nouns are made of, for the price of a plain class.

A run of a script pays for every module that is imported before it. `dataclasses` costs 72 million
instructions, `typing` 41, `collections` 7 and each namedtuple a half; a class with ``__slots__``
costs next to nothing. `Record` turns the annotations of its subclasses into slots, and to a type
checker it is a frozen dataclass.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Self, TypeVar, dataclass_transform

    T = TypeVar("T")
else:

    def dataclass_transform(**_: object) -> Callable[[T], T]:
        """Stand in for `typing.dataclass_transform`, which speaks to type checkers alone."""
        return lambda decorated: decorated


class _Fields(type):
    """Make slots of a class's annotations, and keep the defaults written beside them."""

    _fields: tuple[str, ...]
    _defaults: dict[str, object]
    _rest: tuple[object, ...]
    _setters: tuple[Callable[[object, object], None], ...]

    def __new__(mcs, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> _Fields:
        fields = tuple(body["__annotations__"] if "__annotations__" in body else _evaluated(body))
        defaults = {field: body.pop(field) for field in fields if field in body}
        body |= {"__slots__": fields, "__match_args__": fields}
        made = super().__new__(mcs, name, bases, body)
        made._fields, made._defaults = fields, defaults
        made._rest = tuple(defaults.values())
        made._setters = tuple(made.__dict__[field].__set__ for field in fields)
        return made


def _evaluated(body: dict[str, Any]) -> dict[str, object]:
    """Return the annotations of a module that does not keep them as texts, from 3.14 on."""
    annotate: Callable[[int], dict[str, object]] | None = body.get("__annotate_func__")
    return annotate(1) if annotate else {}


@dataclass_transform(frozen_default=True)
class Record(metaclass=_Fields):
    """An immutable value: compared, hashed, shown and changed (`replace`) as a whole.

    The fields are the annotations of the class itself; a subclass of a subclass is not meant.
    """

    def __init__(self, *values: object, **named: object) -> None:
        cls = type(self)
        if named or len(values) != len(cls._fields):
            values = _in_order(cls, values, named)
        for set_field, value in zip(cls._setters, values):  # noqa: B905 - as many, and quicker so
            set_field(self, value)

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, field) for field in type(self)._fields)

    def replace(self, **changes: object) -> Self:
        """Return a copy in which the named fields have other values."""
        return type(self)(**dict(zip(type(self)._fields, self._values(), strict=True)) | changes)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be set: use replace()")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self).__name__, *self._values()))

    def __repr__(self) -> str:
        pairs = zip(type(self)._fields, self._values(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in pairs)})"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), self._values()


def _in_order(
    cls: type[Record], values: tuple[object, ...], named: dict[str, object]
) -> tuple[object, ...]:
    """Return one value for every field, the defaults included."""
    if not named and len(values) >= len(cls._fields) - len(cls._rest):
        missing = len(cls._fields) - len(values)
        if missing > 0:
            return (*values, *cls._rest[-missing:])
    filled = cls._defaults | dict(zip(cls._fields, values, strict=False)) | named
    twice = values and not named.keys().isdisjoint(cls._fields[: len(values)])
    if twice or len(values) > len(cls._fields) or len(filled) != len(cls._fields):
        raise _misfit(cls)
    try:
        return tuple([filled[field] for field in cls._fields])
    except KeyError:
        raise _misfit(cls) from None


def _misfit(cls: type[Record]) -> TypeError:
    return TypeError(f"{cls.__name__} takes the fields {', '.join(cls._fields)}")

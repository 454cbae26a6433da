"""Layer 1: a catalog as values that `marshal` can write, and back."""

from __future__ import annotations

from hprun.frozen import Record
from hprun.literal import Text
from hprun.model import (
    Catalog,
    Constant,
    Default,
    Definition,
    Dynamic,
    Location,
    Opening,
    Parameter,
    Parser,
    Problem,
    Type,
    Words,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_RECORDS: tuple[type[Record], ...] = (
    *(Catalog, Parameter, Definition, Default, Location, Type, Dynamic, Problem),
    *(Words, Constant, Parser, Opening),
)
_TUPLE, _TEXT, _RANGE = -1, -2, -3


def packed(value: Any) -> Any:  # noqa: ANN401 - of any type
    """Return a value with records, texts and tuples as tuples that begin with what they were."""
    if isinstance(value, Record):
        fields = (getattr(value, field) for field in type(value)._fields)
        known = type(value) in _RECORDS
        return (_RECORDS.index(type(value)) if known else _RANGE, *map(packed, fields))
    kind = type(value)
    if kind is Text:
        return _TEXT, str(value)
    if kind is tuple:
        return (_TUPLE, *map(packed, value))
    if kind is dict:
        return {packed(key): packed(each) for key, each in value.items()}
    if kind in (list, set, frozenset):
        return kind(map(packed, value))
    return value


def unpacked(value: Any) -> Any:  # noqa: ANN401 - of any type
    """Return what `packed` was given."""
    kind = value.__class__
    if kind is tuple:
        what, *parts = value
        if what == _TEXT:
            return Text(parts[0])
        parts = [unpacked(part) for part in parts]
        if what >= 0:
            return _RECORDS[what](*parts)
        if what == _TUPLE:
            return tuple(parts)
        from hprun.ranges import Range

        return Range(*parts)
    if isinstance(value, dict):
        return {unpacked(key): unpacked(each) for key, each in value.items()}
    return kind(map(unpacked, value)) if kind in _DEEP else value


_DEEP: frozenset[object] = frozenset((tuple, dict, list, set, frozenset))

"""Layer 0: types whose numbers have a range.

Of a list it is the elements that lie within, of an optional number the number.
"""

from __future__ import annotations

from hprun.model import ANY, LATE, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.ranges import Range

_NUMBERS = ("int", "float")
_SEVERAL = ("union", "list", "set", "frozenset", "tuple", "product")


def with_range(to: Type | None, range: Range) -> Type:  # noqa: A002 - the word of the hint
    """Return the type with its numbers limited; what is not declared takes any number within.

    A type without numbers stays as it is.
    """
    if to is None or to in (ANY, LATE):
        return Type("union", tuple(Type(kind, range=range) for kind in _NUMBERS))
    if to.kind in _NUMBERS:
        return to.replace(range=range)
    if to.kind in _SEVERAL:
        return to.replace(args=tuple(with_range(each, range) for each in to.args))
    return to


def range_of(to: Type) -> Range | None:
    """Return the range that a type sets for a number, or for the numbers in it; None if none."""
    if to.range is not None or to.kind not in _SEVERAL:
        return to.range
    return next((found for each in to.args if (found := range_of(each))), None)


def without_range(to: Type) -> Type:
    """Return the type without any limit of its numbers."""
    return to.replace(range=None, args=tuple(map(without_range, to.args)))

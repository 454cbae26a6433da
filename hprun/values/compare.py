"""Layer 1: two sets of values held against each other, name by name."""

from __future__ import annotations

from hprun.convert import convert
from hprun.frozen import Record
from hprun.model import ANY, DEFAULT, LATE, Catalog, Value
from hprun.show import as_literal
from hprun.values.configuration import layers
from hprun.values.interpolation import interpolated
from hprun.values.layer import Layer, Resolution, place_of
from hprun.values.merge import resolve, sound
from hprun.values.presets import FOLDER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Code(str):
    """The source of a default that only a run knows, in the place of its value."""

    __slots__ = ()


class Difference(Record):
    """A name that two sides do not have in common, or not with the same value.

    `kind` is ``changed``, ``type`` (the value is of another type: ``1`` and ``'1'``, ``1`` and
    ``1.0``), ``added`` or ``removed``. A number that becomes another number has changed, whatever
    the types.
    """

    name: str
    kind: str
    before: Value | None
    after: Value | None


def differences(before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[Difference]:
    """Yield what differs, in the order of the names in `before`, then of those only in `after`."""
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            yield Difference(name, "added" if old is None else "removed", old, new)
        elif not _same(old.value, new.value):
            yield Difference(name, _kind(old.value, new.value), old, new)


def _same(one: object, other: object) -> bool:
    """Return whether two values are the same in all they hold, of the same types; NaN is NaN."""
    return type(one) is type(other) and as_literal(one) == as_literal(other)


def _kind(one: object, other: object) -> str:
    numbers = {type(one), type(other)} <= {int, float}
    if type(one) is type(other) or (numbers and one != other):
        return "changed"
    return "type"


def of_resolution(resolution: Resolution) -> dict[str, Value]:
    """Return every value of a resolution by its name; entries of dicts have names of their own."""
    found: dict[str, Value] = {}
    for key, each in resolution.parameters.items():
        default = each.parameter.default
        if each.winner is not None:
            late = each.parameter.type == LATE
            found |= _leaves(key, _by_itself(each.winner) if late else each.winner)
        elif default is not None:
            found |= _leaves(key, Value(Code(default.text), DEFAULT, str(each.parameter.location)))
    for name, value in resolution.added.items():
        found |= _leaves(name, _by_itself(value))
    return found


def _by_itself(value: Value) -> Value:
    """Return a value as it looks where only a run knows of what type it has to be."""
    return value.replace(value=convert(value.value, ANY))


def _leaves(name: str, value: Value) -> Iterator[tuple[str, Value]]:
    """Yield the entries of a dict by their dotted names; any other value as it is."""
    inside = value.value
    if isinstance(inside, dict) and inside and all(isinstance(key, str) for key in inside):
        for key, each in inside.items():
            yield from _leaves(f"{name}.{key}", value.replace(value=each))
    else:
        yield name, value


def of_file(path: str, catalog: Catalog) -> dict[str, Value]:
    """Return what a file gives, on top of the defaults of a catalog, typed by its parameters.

    Names that no parameter has are among them, with the values that they have by themselves. What
    the file extends lies below it; a reference to what only another file gives stays as it is
    written. Raises what `sound` does.
    """
    taken = (_taken(each, catalog) for each in layers([path], catalog, FOLDER))
    laid = interpolated(taken, catalog, lenient=True)
    return of_resolution(sound(resolve(catalog, laid)))


def _taken(said: Layer, catalog: Catalog) -> Layer:
    """Return what a file says without a doubt in any of its names."""
    return said.replace(
        assignments=[
            each if place_of(catalog, each.name) else each.replace(added=True)
            for each in said.assignments
        ]
    )

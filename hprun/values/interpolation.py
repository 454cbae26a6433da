"""Layer 1: ``${name}`` in files, for the value that a run will have, whoever gives it.

A reference stands for the final value of another parameter: what the command line says of it goes
into all that refer to it. So the layers are all there before the first reference is followed. What
one name is worth is settled as any name is, by `resolve`, from the assignments to it alone.
"""

from __future__ import annotations

from hprun.assigning import DROP
from hprun.convert import convert
from hprun.errors import ConfigError
from hprun.literal import Text
from hprun.model import ANY, FILE, Catalog
from hprun.show import show
from hprun.values.entries import value_at
from hprun.values.layer import Assignment, Layer, as_dict, place_of
from hprun.values.merge import resolve
from hprun.values.references import filled, mapped, names_in, texts, variable
from hprun.values.tree import Tree, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hprun.values.layer import Resolution

    Place = tuple[str, tuple[str, ...]]


class _Elsewhere(Exception):
    """What is referred to has no value because of a mistake that is told already."""


def interpolated(
    layers: Iterable[Layer], catalog: Catalog, *, lenient: bool = False
) -> list[Layer]:
    """Return the layers with every reference in a file replaced by what it stands for.

    A reference that stands for nothing is a mistake of its layer, and what holds it is not
    assigned; where it is `lenient` the text stays as it is written.
    """
    laid = [each.replace(assignments=[*each.assignments]) for each in layers]
    if not any(_refers(each) for layer in laid for each in _of_file(layer)):
        return laid
    following = _Following(laid, catalog)
    return [_filled(layer, following, lenient=lenient) for layer in laid]


def _of_file(layer: Layer) -> Iterable[Assignment]:
    return layer.assignments if layer.source == FILE else ()


def _refers(each: Assignment) -> bool:
    return any(texts(each.value))


def _filled(layer: Layer, following: _Following, *, lenient: bool) -> Layer:
    if layer.source != FILE:
        return layer
    kept: list[Assignment] = []
    mistakes = [*layer.mistakes]
    for each in layer.assignments:
        try:
            kept.append(following.filled(each))
        except _Elsewhere:
            continue
        except ConfigError as error:
            if lenient:
                kept.append(each)
            else:
                mistakes.append(_at(error, each))
    return layer.replace(assignments=kept, mistakes=tuple(mistakes))


def _at(error: ConfigError, each: Assignment) -> ConfigError:
    origin = error.origin or each.origin
    return ConfigError(error.what, origin=origin, advice=error.advice)


class _Following:
    """Follows references; each place is settled once. `self._open` are those on the way."""

    def __init__(self, layers: Iterable[Layer], catalog: Catalog) -> None:
        self._layers = [*layers]
        self._catalog = catalog
        self._settled: dict[str, object] = {}
        self._open: dict[str, str] = {}
        self._circular: set[str] = set()

    def filled(self, each: Assignment) -> Assignment:
        """Return an assignment of a file with its references replaced."""
        if not _refers(each):
            return each

        def change(text: str) -> object:
            return filled(
                text,
                lambda name: self._value(name, each),
                lambda name: _as_text(self._value(name, each)),
            )

        written = _as_text(plain(each.value)) if any(names_in(each.value)) else ""
        return each.replace(value=mapped(each.value, change), written=written)

    def _value(self, name: str, each: Assignment) -> object:
        """Return what a name stands for. Raises ConfigError, without a place unless in a circle."""
        found = variable(name)
        if found is not None:
            return Text(found)
        if name in self._open:
            raise self._circle(name, each)
        if name in self._circular:
            raise _Elsewhere
        if name not in self._settled:
            self._open[name] = each.origin
            try:
                self._settled[name] = self._settle(name)
            finally:
                self._open.pop(name, None)
        return self._settled[name]

    def _circle(self, name: str, each: Assignment) -> ConfigError:
        names = [*self._open]
        names = names[names.index(name) :]
        self._circular |= {*names}
        places = dict.fromkeys((*(self._open[other] for other in names[1:]), each.origin))
        return ConfigError(
            f"{'values refer' if len(names) > 1 else 'a value refers'} in a circle:"
            f" {' → '.join((*names, name))}",
            origin=", ".join(places),
            advice="give one of them without a reference" if len(names) > 1 else "write the value",
        )

    def _settle(self, name: str) -> object:
        place = place_of(self._catalog, name)
        if place is None:
            return self._settled_by_itself(name)
        key, path = place
        parameter = self._catalog.parameters[key]
        known = Catalog({key: parameter}, dynamic=self._catalog.dynamic)
        resolved = self._resolved(known, self._concerning(key, path)).parameters[key]
        if resolved.winner is None:
            computed = parameter.default is not None
            why = "its default is known only when the script runs" if computed else "nobody sets it"
            raise ConfigError(f"${{{name}}} has no value: {why}", advice=f"-D {name}=VALUE does")
        found = value_at(resolved.winner.value, path)
        if not found:
            raise ConfigError(f"${{{name}}} has no value: {key!r} has no such entry")
        return found[0]

    def _settled_by_itself(self, name: str) -> object:
        """Return the value of a name that is not in the catalog, if somebody sets it."""
        said = [
            (layer, [each for each in layer.assignments if each.name == name])
            for layer in self._layers
        ]
        if not any(each.added for _, found in said for each in found):
            raise self._unknown(name)
        known = Catalog({}, dynamic=self._catalog.dynamic)
        return convert(self._resolved(known, said).added[name].value, ANY)

    def _unknown(self, name: str) -> ConfigError:
        from hprun.values.unknown import unknown_parameter

        error = unknown_parameter(name, "", self._catalog)
        advice = error.advice
        if name.startswith("oc.env:"):
            advice = f"write ${{{name.removeprefix('oc.')}}}"
        elif "did you mean" not in advice:
            advice = "a reference is a parameter, or ${env:NAME}; $${ is the text ${"
        return ConfigError(f"${{{name}}} is no parameter", advice=advice)

    def _resolved(
        self, catalog: Catalog, said: Iterable[tuple[Layer, list[Assignment]]]
    ) -> Resolution:
        """Return what assignments come to, references in them followed."""
        layers = [
            Layer(layer.source, [self._followed(each, layer) for each in assignments])
            for layer, assignments in said
        ]
        resolution = resolve(catalog, layers)
        if resolution.mistakes:
            raise _Elsewhere
        return resolution

    def _followed(self, each: Assignment, layer: Layer) -> Assignment:
        try:
            return self.filled(each) if layer.source == FILE else each
        except ConfigError as error:
            if error.origin:
                raise
            raise _Elsewhere from None

    def _concerning(self, key: str, path: tuple[str, ...]) -> list[tuple[Layer, list[Assignment]]]:
        """Return the assignments that decide what stands at a place, layer by layer.

        What one that says it all has under it decides nothing.
        """
        takes_dict = as_dict(self._catalog.parameters[key].type) is not None
        kept: list[tuple[Layer, list[Assignment]]] = []
        for layer in reversed(self._layers):
            found = [
                narrowed
                for each in layer.assignments
                for narrowed in self._of_place(each, key, path)
            ]
            kept.append((layer, found))
            if any(_covers(each, self._catalog, path, takes_dict=takes_dict) for each in found):
                break
        return kept[::-1]

    def _of_place(self, each: Assignment, key: str, path: tuple[str, ...]) -> Iterator[Assignment]:
        """Yield what an assignment says of a place: a part of it, or that a value is dropped."""
        place = place_of(self._catalog, each.name)
        if each.change == DROP:
            above = key.startswith(f"{each.name}.")
            if above or (place and place[0] == key):
                yield each.replace(lenient=True)
        elif place and place[0] == key:
            yield from _narrowed(each, place[1], path)


def _narrowed(each: Assignment, at: tuple[str, ...], path: tuple[str, ...]) -> Iterator[Assignment]:
    """Yield the part of an assignment that concerns a path, nothing where there is none.

    What is no tree (a text in braces, a list) is yielded whole.
    """
    shared = min(len(at), len(path))
    if at[:shared] != path[:shared]:
        return
    inside = each.value
    if len(at) >= len(path) or not isinstance(inside, Tree):
        yield each
        return
    rest = path[len(at) :]
    for given in inside.entries:
        parts = tuple(given.name.split("."))
        if parts[: len(rest)] == rest[: len(parts)]:
            inner = each.replace(
                name=f"{each.name}.{given.name}", value=given.value, origin=given.origin
            )
            yield from _narrowed(inner, (*at, *parts), path)


def _covers(each: Assignment, catalog: Catalog, path: tuple[str, ...], *, takes_dict: bool) -> bool:
    """Return whether an assignment leaves nothing of what is under it."""
    place = place_of(catalog, each.name)
    above = place is not None and len(place[1]) <= len(path)
    entries = isinstance(each.value, Tree | dict) or str(each.value)[:1] in ("{", "$")
    return above and not each.change and (each.literal or not takes_dict or not entries)


def _as_text(value: object) -> str:
    return str(value) if isinstance(value, str) else show(value)

"""Layer 1: values from everywhere, laid over one another: the last word wins, and none is lost.

The order is: default in the code, files from left to right, the environment, the command line. A
run imports this, so what only some need (entries of dicts, files, the environment, the words of an
error) stands in modules that are imported when they are met.
"""

from __future__ import annotations

from hprun.assigning import DROP
from hprun.convert import convert
from hprun.errors import ConfigError, HprunError, InvalidValue, Mistakes, NameClash, UsageError
from hprun.model import (
    CONSTANTS,
    DEFAULT,
    FILE,
    LATE,
    Catalog,
    Constant,
    Parameter,
    Resolved,
    Value,
)
from hprun.values.layer import (
    Assignment,
    Layer,
    Resolution,
    dynamic_of,
    invalid,
    literal_of,
    place_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from hprun.model import Source

    Place = tuple[str, tuple[str, ...]]


def resolve(catalog: Catalog, layers: Iterable[Layer]) -> Resolution:
    """Return the value of every parameter, with where it comes from and whom it beat.

    `layers` come in order, the later wins. What cannot be settled is in its `mistakes`:
    UnknownParameter, InvalidValue, NameClash, and UsageError or ConfigError for a name that is
    given twice in one place.
    """
    settling = _Settling(catalog)
    ignored: list[str] = []
    for layer in layers:
        settling.mistakes += layer.mistakes
        settling.lay(layer)
        ignored += layer.ignored
    resolved = {
        key: Resolved(
            key, parameter, history[-1] if history else None, tuple(history[-2::-1]), (), ""
        )
        for (key, parameter), history in zip(
            catalog.parameters.items(), settling.histories.values(), strict=True
        )
    }
    for key, (by, values) in settling.dropped.items():
        resolved[key] = resolved[key].replace(dropped=values, dropped_by=by)
    if any(key in resolved and resolved[key].given for key in catalog.constants):
        from hprun.values.following import following

        resolved = following(resolved)
    return Resolution(resolved, settling.added, tuple(ignored), tuple(settling.mistakes))


def sound(resolution: Resolution) -> Resolution:
    """Return a resolution without mistakes. Raises what they are, all of them at once."""
    refuse(resolution.mistakes)
    return resolution


def ready(resolution: Resolution, catalog: Catalog) -> None:
    """Refuse a run that lacks a value, or whose names are at odds.

    Raises the mistakes of the resolution, NameClash, ConflictingDefaults and MissingValue, all of
    them at once.
    """
    mistakes = [*resolution.mistakes]
    odd = [problem for problem in catalog.problems if problem.kind in ("clash", "conflict")]
    missing = [each for each in resolution.parameters.values() if is_missing(each)]
    if odd or missing:
        from hprun.values.refusal import refusals

        mistakes += refusals(resolution, odd, missing)
    refuse(mistakes)


def refuse(mistakes: Iterable[Exception]) -> None:
    """Raise a mistake, or several as one, the worst first."""
    found = [*mistakes]
    if len(found) > 1:
        from hprun.values.refusal import worst_first

        raise Mistakes(worst_first(found))
    for mistake in found:
        raise mistake


def is_missing(resolved: Resolved) -> bool:
    """Return whether the code demands a value that nothing but the user could give.

    Words that the script's own parser demands are for that to ask for.
    """
    parameter = resolved.parameter
    writes = any(each.role == "write" for each in parameter.definitions)
    ours = parameter.delivery is None and not writes
    return resolved.winner is None and parameter.required and ours


def _default(parameter: Parameter) -> list[Value]:
    default = parameter.default
    if default is None or not default.known:
        return []
    return [Value(default.value, DEFAULT, str(parameter.location), "")]


class _Settling:
    """Layers laid over one another: for each key the values so far, the last one on top."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.histories = {key: _default(parameter) for key, parameter in catalog.parameters.items()}
        self.added: dict[str, Value] = {}
        self.dropped: dict[str, tuple[str, tuple[Value, ...]]] = {}
        self.mistakes: list[HprunError] = []
        self._first: dict[Place, str] = {}
        self._wholes: dict[Place, str] = {}

    def lay(self, layer: Layer) -> None:
        """Lay one layer over those below. Whole values come first, then what is inside of them."""
        self._first, self._wholes = {}, {}
        entries: list[tuple[Place, Assignment]] = []
        for each in layer.assignments:
            try:
                if each.change == DROP:
                    from hprun.values.changes import drop

                    given = self.histories, self.added
                    self.dropped |= drop(each, layer.source, self.catalog, *given)
                    continue
                for place, part in self._parts(each):
                    if each.change:
                        entries.append((place, part))
                        continue
                    self._note(place, part, layer.source)
                    if place[1]:
                        entries.append((place, part))
                    else:
                        self._set(place[0], part, layer.source)
            except HprunError as error:
                self._refuse(error, each)
        for (key, path), each in sorted(entries, key=lambda entry: len(entry[0][1])):
            try:
                self._set_entry(key, path, each, layer.source)
            except HprunError as error:
                self._refuse(error, each)

    def _refuse(self, error: HprunError, each: Assignment) -> None:
        """Take note of a mistake, which shows no secret."""
        from hprun.values.masking import discreet

        self.mistakes.append(discreet(error, each, self.catalog))

    def _parts(self, each: Assignment) -> Iterable[tuple[Place, Assignment]]:
        """Return where an assignment belongs: a dict sets its entries, unless it is a literal."""
        place = place_of(self.catalog, each.name)
        if place is None:
            return [((self._slot_of_added(each), ()), each)]
        key, path = place
        if self.catalog.parameters[key].manager == CONSTANTS:
            _refuse_a_rebound(each, self.catalog.parameters[key])
        if (
            each.change
            or each.literal
            or self.catalog.parameters[key].type.kind not in ("dict", "union")
        ):
            return [(place, each)]
        from hprun.values.entries import parts

        return parts(self.catalog.parameters[key], key, path, each)

    def _note(self, place: Place, each: Assignment, source: Source) -> None:
        """Raise where the same is given twice in one place, in whatever spelling."""
        spots = [(place, each)]
        if _may_be_dict(each.value):
            from hprun.values.entries import leaves

            spots = [*leaves(place, each)]
        if place in self._wholes:
            raise _twice(each, self._wholes[place], source)
        for spot, part in spots:
            before = self._noted(*spot)
            if before:
                raise _twice(part, before, source)
        self._wholes[place] = each.origin
        self._first |= {spot: part.origin for spot, part in spots}

    def _noted(self, key: str, path: tuple[str, ...]) -> str | None:
        """Return where an entry, one above it or one below it was given in this place."""
        if not path:
            return self._first.get((key, ()))
        for (other, inner), origin in self._first.items():
            shorter = min(len(inner), len(path))
            if other == key and inner and inner[:shorter] == path[:shorter]:
                return origin
        return None

    def _set(self, key: str, each: Assignment, source: Source) -> None:
        if key in self.histories:
            value = _converted(each, self.catalog.parameters[key])
            self.histories[key].append(Value(value, source, each.origin, each.written))
        else:
            self.added[key] = Value(self._of_added(each), source, each.origin, each.written)

    def _of_added(self, each: Assignment) -> object:
        """Return the value of a name that is not in the catalog; a pattern may know its type."""
        dynamic = dynamic_of(self.catalog, each.name)
        if each.literal:
            return literal_of(each)
        try:
            return convert(each.value, dynamic.type if dynamic and dynamic.type else LATE)
        except InvalidValue as error:
            assert dynamic is not None  # noqa: S101 - LATE takes anything
            raise invalid(each, error, dynamic) from None

    def _set_entry(self, key: str, path: tuple[str, ...], each: Assignment, source: Source) -> None:
        if key not in self.histories:
            raise UsageError(
                f"{key!r} is not in the code, so nothing can be added to it",
                origin=each.origin,
                advice=f"-D +{key}=VALUE sets it",
            )
        value = literal_of(each) if each.literal else each.value
        parameter = self.catalog.parameters[key]
        history = self.histories[key]
        if each.change:
            from hprun.values.changes import appended

            changed = appended(parameter, history, path, each, value)
        else:
            from hprun.values.entries import with_entry

            changed = with_entry(parameter, history, path, each, value)
        whole = Value(changed, source, each.origin, each.written)
        if history and (history[-1].source, history[-1].origin) == (source, each.origin):
            history.pop()  # another entry of the same dict
        history.append(whole)

    def _slot_of_added(self, each: Assignment) -> str:
        """Return the slot of a name that is not in the catalog; where it was not meant, raise."""
        if not each.added and dynamic_of(self.catalog, each.name) is None:
            from hprun.values.unknown import unknown_parameter

            raise unknown_parameter(each.name, each.origin, self.catalog)
        slot = each.name.removeprefix("_:")
        known = (parameter.slot for parameter in self.catalog.parameters.values())
        for other in (*known, *self.added):
            if slot.startswith(f"{other}.") or other.startswith(f"{slot}."):
                raise NameClash(
                    f"{slot!r} and {other!r} cannot both have a value",
                    origin=each.origin,
                    advice="a name is either a parameter or the prefix of others",
                )
        return slot


def _refuse_a_rebound(each: Assignment, parameter: Parameter) -> None:
    """Raise where the program binds a constant a second time, and a value would not stay."""
    to = parameter.delivery
    if isinstance(to, Constant) and to.also:
        places = " and ".join(map(str, (parameter.location, *to.also)))
        raise UsageError(
            f"{each.name!r} cannot be set: the code binds it at {places}",
            origin=each.origin,
            advice="a constant that can be set is bound once",
        )


def _converted(each: Assignment, parameter: Parameter) -> object:
    if each.literal:
        return literal_of(each)
    try:
        return convert(each.value, parameter.type)
    except InvalidValue as error:
        if each.lenient:
            return each.value
        raise invalid(each, error, parameter) from None


def _may_be_dict(value: object) -> bool:
    return value[:1].strip() in ("", "{") if isinstance(value, str) else isinstance(value, dict)


def _twice(each: Assignment, before: str, source: Source) -> HprunError:
    kind = ConfigError if source == FILE else UsageError
    return kind(f"{each.name!r} is given twice", origin=f"{before}, {each.origin}")

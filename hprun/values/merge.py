"""Layer 1: values from everywhere, laid over one another: the last word wins, and none is lost.

The order is: default in the code, files from left to right, the environment, the command line. A
run imports this, so what only some need (entries of dicts, files, the environment, the words of an
error) stands in modules that are imported when they are met.
"""

from __future__ import annotations

from hprun.convert import convert
from hprun.errors import ConfigError, HprunError, InvalidValue, NameClash, UsageError
from hprun.frozen import Record
from hprun.literal import NotLiteralError, Text, decided, literal, shortened
from hprun.model import (
    COMMAND_LINE,
    DEFAULT,
    ENVIRONMENT,
    FILE,
    LATE,
    Catalog,
    Parameter,
    Resolved,
    Source,
    Value,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hprun.model import Type
    from hprun.values.overrides import Override
    from hprun.values.tree import Given

PREFIX = "HPRUN_"
_RESERVED = frozenset(("HPRUN_SCOPE",))


class Resolution(Record):
    """Every parameter of a catalog with its value, and the values of names that are not in it.

    `parameters` has the keys of the catalog in their order; `added` is by slot. `ignored` are the
    variables ``HPRUN_…`` of the environment that name no parameter: another script may want them.
    """

    parameters: Mapping[str, Resolved]
    added: Mapping[str, Value]
    ignored: tuple[str, ...] = ()

    def root(self) -> dict[str, object]:
        """Return what is installed for a run, by slot: all values that are not defaults.

        A default is installed too where the code may ask for it, ``_("lr")``, before it has come to
        the place that gives it.
        """
        given = {
            each.parameter.slot: each.winner.value
            for each in self.parameters.values()
            if each.winner is not None
            and each.parameter.delivery is None
            and (each.winner.source != DEFAULT or _is_asked_for(each.parameter))
        }
        return given | {name: each.value for name, each in self.added.items()}

    def unchanged(self) -> frozenset[str]:
        """Return the slots of what is installed though it is a default."""
        parameters = self.parameters.values()
        known = (each for each in parameters if each.winner and each.winner.source == DEFAULT)
        return frozenset(each.parameter.slot for each in known)


class Assignment(Record):
    """One value for one name, wherever it comes from, before its parameter is known.

    A `literal` is taken whatever the type; an `added` name need not be in the catalog. Where it is
    `lenient`, a value that does not fit stays as it was written: somebody else will judge it.
    """

    name: str
    value: object
    origin: str
    literal: bool = False
    added: bool = False
    lenient: bool = False


def resolve(
    catalog: Catalog,
    files: Sequence[Sequence[Given]],
    environ: Mapping[str, str],
    overrides: Sequence[Override],
    said: Sequence[Assignment] = (),
) -> Resolution:
    """Return the value of every parameter, with where it comes from and whom it beat.

    Raises UnknownParameter, InvalidValue, NameClash, and UsageError or ConfigError for a name that
    is given twice in one place.
    """
    histories = {key: _default(parameter) for key, parameter in catalog.parameters.items()}
    added: dict[str, Value] = {}
    for file in files:
        _lay(catalog, FILE, _of_file(file, catalog), histories, added)
    variables = [name for name in environ if name.startswith(PREFIX) and name not in _RESERVED]
    ignored: tuple[str, ...] = ()
    if variables:
        from hprun.values.environment import assignments

        found, ignored = assignments({name: environ[name] for name in variables}, catalog)
        _lay(catalog, ENVIRONMENT, found, histories, added)
    typed = [*map(_of_override, overrides), *said]
    _lay(catalog, COMMAND_LINE, typed, histories, added)
    resolved = {
        key: Resolved(key, parameter, history[-1] if history else None, tuple(history[-2::-1]))
        for (key, parameter), history in zip(
            catalog.parameters.items(), histories.values(), strict=True
        )
    }
    return Resolution(resolved, added, ignored)


def ready(resolution: Resolution, catalog: Catalog) -> None:
    """Refuse a run that lacks a value, or whose names are at odds.

    Raises NameClash, ConflictingDefaults or MissingValue, one for all names concerned.
    """
    odd = [problem for problem in catalog.problems if problem.kind in ("clash", "conflict")]
    missing = [each for each in resolution.parameters.values() if _is_missing(each)]
    if odd or missing:
        from hprun.values.refusal import refuse

        refuse(resolution, odd, missing)


def key_of(catalog: Catalog, name: str) -> str | None:
    """Return the key of the parameter that the user calls `name`, with its manager or without."""
    if name in catalog.parameters:
        return name
    manager, colon, rest = name.partition(":")
    for key, parameter in catalog.parameters.items() if colon else ():
        if (parameter.manager, parameter.name) == (manager, rest):
            return key
    return None


def as_dict(to: Type) -> Type | None:
    """Return the type of dicts that a parameter takes; None if it takes none."""
    if to.kind == "union":
        return next((member for member in to.args if member.kind == "dict"), None)
    return to if to.kind == "dict" else None


def _is_missing(resolved: Resolved) -> bool:
    """Return whether nothing but the user could give a value: no default, no write."""
    writes = any(each.role == "write" for each in resolved.parameter.definitions)
    parameter = resolved.parameter
    ours = parameter.delivery is None and not writes
    return resolved.winner is None and parameter.default is None and ours


def _is_asked_for(parameter: Parameter) -> bool:
    """Return whether some place reads the one default that the others give."""
    roles = {each.role for each in parameter.definitions}
    given = {repr(each.default) for each in parameter.definitions if each.role == "default"}
    return "read" in roles and len(given) == 1


def _default(parameter: Parameter) -> list[Value]:
    default = parameter.default
    if default is None or not default.known:
        return []
    return [Value(default.value, DEFAULT, str(parameter.location))]


def _of_override(override: Override) -> Assignment:
    text, operator = Text(override.text), override.operator
    return Assignment(
        override.name, text, override.origin, operator.endswith(":="), operator.startswith("+")
    )


def _of_file(givens: Iterable[Given], catalog: Catalog, above: str = "") -> Iterator[Assignment]:
    """Yield the values of a file, trees taken apart down to what is a parameter's."""
    from hprun.values.tree import Tree, plain

    for given in givens:
        spelled = f"{above}.{given.name}" if above else given.name
        is_literal = spelled.endswith(":=") and key_of(catalog, spelled) is None
        name = spelled.removesuffix(":=") if is_literal else spelled
        is_added = name.startswith("+") and key_of(catalog, name) is None
        name = name.removeprefix("+") if is_added else name
        known = _place(catalog, name) is not None
        if isinstance(given.value, Tree) and given.value.entries and not known:
            yield from _of_file(given.value.entries, catalog, spelled)
        elif known or is_added or not _is_empty_group(name, given.value, catalog):
            yield Assignment(name, plain(given.value), given.origin, is_literal, is_added)


def _is_empty_group(name: str, value: object, catalog: Catalog) -> bool:
    """Return whether a file has the prefix of parameters with nothing below it."""
    from hprun.values.tree import Tree

    empty = value is None or (isinstance(value, Tree) and not value.entries)
    return empty and any(key.startswith(f"{name}.") for key in catalog.parameters)


def _place(catalog: Catalog, name: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the key that a name means, and the path to an entry inside of it if it is a dict."""
    key = key_of(catalog, name)
    if key is not None:
        return key, ()
    cut = name.rfind(".")
    while cut > 0:
        key = key_of(catalog, name[:cut])
        if key is not None and as_dict(catalog.parameters[key].type):
            return key, tuple(name[cut + 1 :].split("."))
        cut = name.rfind(".", 0, cut)
    return None


def _lay(
    catalog: Catalog,
    source: Source,
    assignments: Iterable[Assignment],
    histories: dict[str, list[Value]],
    added: dict[str, Value],
) -> None:
    """Lay one layer over those below. Whole values come first, then entries of dicts."""
    first: dict[tuple[str, tuple[str, ...]], str] = {}
    entries = []
    for each in assignments:
        place = _place(catalog, each.name)
        if place is None:
            place = _slot_of_added(each, catalog, added), ()
        if place in first:
            raise _twice(each, first[place], source)
        first[place] = each.origin
        key, path = place
        if path:
            entries.append((path, key, each))
        elif key in histories:
            value = _converted(each, catalog.parameters[key])
            histories[key].append(Value(value, source, each.origin))
        else:
            value = _literal(each) if each.literal else convert(each.value, LATE)
            added[key] = Value(value, source, each.origin)
    if entries:
        from hprun.values.entries import with_entry

        for path, key, each in sorted(entries, key=lambda entry: len(entry[0])):
            value = _literal(each) if each.literal else each.value
            whole = with_entry(catalog.parameters[key], histories[key], path, each, value)
            histories[key].append(Value(whole, source, each.origin))


def _slot_of_added(each: Assignment, catalog: Catalog, added: Mapping[str, Value]) -> str:
    """Return the slot of a name that is not in the catalog; where it was not meant, raise."""
    if not each.added:
        from hprun.values.unknown import unknown_parameter

        raise unknown_parameter(each.name, each.origin, catalog)
    slot = each.name.removeprefix("_:")
    for other in (*(parameter.slot for parameter in catalog.parameters.values()), *added):
        if slot.startswith(f"{other}.") or other.startswith(f"{slot}."):
            raise NameClash(
                f"{slot!r} and {other!r} cannot both have a value",
                origin=each.origin,
                advice="a name is either a parameter or the prefix of others",
            )
    return slot


def _converted(each: Assignment, parameter: Parameter) -> object:
    if each.literal:
        return _literal(each)
    try:
        return convert(each.value, parameter.type)
    except InvalidValue as error:
        if each.lenient:
            return each.value
        raise invalid(each, error, parameter) from None


def invalid(each: Assignment, error: InvalidValue, parameter: Parameter) -> InvalidValue:
    """Return the error of a value, with the name, its place, and where the value came from."""
    return InvalidValue(
        f"parameter {each.name!r} ({parameter.location}): {error.what}",
        origin=each.origin,
        advice=error.advice,
    )


def _literal(each: Assignment) -> object:
    try:
        return literal(each.value) if isinstance(each.value, str) else decided(each.value)
    except NotLiteralError:
        raise InvalidValue(
            f"parameter {each.name!r}: {shortened(str(each.value))!r} is not a literal",
            origin=each.origin,
            advice=f"a text stands in quotes: {each.name}:='\"TEXT\"'",
        ) from None


def _twice(each: Assignment, before: str, source: Source) -> HprunError:
    kind = ConfigError if source == FILE else UsageError
    return kind(f"{each.name!r} is given twice", origin=f"{before}, {each.origin}")

"""Layer 1: what one place says: the values of a file, the environment, or the command line."""

from __future__ import annotations

from hprun.assigning import DROP, taken_apart
from hprun.errors import InvalidValue, UsageError
from hprun.frozen import Record
from hprun.literal import NotLiteralError, Text, decided, literal, shortened
from hprun.model import DEFAULT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hprun.errors import HprunError
    from hprun.model import Catalog, Dynamic, Parameter, Resolved, Source, Type, Value


class Assignment(Record):
    """One value for one name, wherever it comes from, before its parameter is known.

    A `literal` is taken whatever the type; an `added` name need not be in the catalog. Where it is
    `lenient`, a value that does not fit stays as it was written: somebody else will judge it.
    `written` is the text of a value that refers to others, before they are put in. `change` is how
    the word changes what is there, empty where it sets a value.
    """

    name: str
    value: object
    origin: str
    literal: bool = False
    added: bool = False
    lenient: bool = False
    written: str = ""
    change: str = ""


class Layer(Record):
    """All that one place says, and what it says that nobody takes (`ignored`, by name).

    `mistakes` are what makes a part of it, or all, no assignment.
    """

    source: Source
    assignments: Iterable[Assignment]
    ignored: tuple[str, ...] = ()
    mistakes: tuple[HprunError, ...] = ()


class Resolution(Record):
    """Every parameter of a catalog with its value, and the values of names that are not in it.

    `parameters` has the keys of the catalog in their order; `added` is by slot. `ignored` are names
    that somebody sets and no parameter has: variables of the environment, since another script may
    want them, and in a lax run keys of files. `mistakes` is what could not be settled.
    """

    parameters: Mapping[str, Resolved]
    added: Mapping[str, Value]
    ignored: tuple[str, ...] = ()
    mistakes: tuple[Exception, ...] = ()

    def root(self) -> dict[str, object]:
        """Return what is installed for a run, by slot: all values that are not defaults."""
        given = {
            each.parameter.slot: each.given.value
            for each in self.parameters.values()
            if each.given is not None and each.parameter.delivery is None
        }
        return given | {name: each.value for name, each in self.added.items()}

    def defaults(self) -> dict[str, object]:
        """Return the defaults, by slot, that the code asks for without giving them itself.

        ``_("lr")`` may stand before the place that gives the default is come to.
        """
        return {
            each.parameter.slot: each.winner.value
            for each in self.parameters.values()
            if each.winner is not None
            and each.winner.source == DEFAULT
            and each.parameter.delivery is None
            and _is_asked_for(each.parameter)
        }


def _is_asked_for(parameter: Parameter) -> bool:
    """Return whether some place reads the one default that the others give."""
    roles = {each.role for each in parameter.definitions}
    given = {repr(each.default) for each in parameter.definitions if each.role == "default"}
    return not roles.isdisjoint(("read", "demand")) and len(given) == 1


def assigned(word: str) -> Assignment:
    """Return what a word after ``-D`` assigns: ``lr=0.1``, ``lr:=LITERAL``, ``+lr=0.1``.

    ``names+=x`` adds to a list, and ``~lr`` drops what is below. The text is kept byte for byte.
    Raises UsageError where there is no value, or no name.
    """
    written = taken_apart(word)
    shown = shortened(word)
    if not written.name:
        raise UsageError(f"-D {shown}: no name", advice="write -D NAME=VALUE")
    if written.change == DROP:
        if written.text is not None:
            raise UsageError(f"-D {shown}: ~ takes no value", advice=f"write -D ~{written.name}")
        return Assignment(written.name, None, f"-D {shown}", change=DROP)
    if written.text is None:
        name, colon, text = shown.strip().partition(":")
        text = _unless_secret(name, text)
        shown = f"{name}:{text}" if colon else shown
        meant = f"{name}={text.strip()}" if colon and text.strip() else f"{shown.strip()}=VALUE"
        raise UsageError(f"-D {shown}: no value", advice=f"write -D {meant}")
    return Assignment(
        written.name,
        Text(written.text),
        f"-D {shown}",
        written.literal,
        written.added,
        change=written.change,
    )


def _unless_secret(name: str, text: str) -> str:
    from hprun.secret import MASK, is_secret

    return MASK if text and is_secret(name) else text


def key_of(catalog: Catalog, name: str) -> str | None:
    """Return the key of the parameter that the user calls `name`, with its manager or without."""
    if name in catalog.parameters:
        return name
    manager, colon, rest = name.partition(":")
    for key, parameter in catalog.parameters.items() if colon else ():
        if (parameter.manager, parameter.name) == (manager, rest):
            return key
    return None


def place_of(catalog: Catalog, name: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the key that a name means, and the path to what stands inside of a dict or list."""
    key = key_of(catalog, name)
    if key is not None:
        return key, ()
    cut = name.rfind(".")
    while cut > 0:
        key = key_of(catalog, name[:cut])
        path = tuple(name[cut + 1 :].split("."))
        if key is not None and has_inside(catalog.parameters[key].type, path[0]):
            return key, path
        cut = name.rfind(".", 0, cut)
    return None


def dynamic_of(catalog: Catalog, name: str) -> Dynamic | None:
    """Return the computed name that one is an instance of; None where it is none."""
    return next((each for each in catalog.dynamic if each.fits(name)), None)


def as_dict(to: Type) -> Type | None:
    """Return the type of dicts that a parameter takes; None if it takes none."""
    if to.kind == "union":
        return next((member for member in to.args if member.kind == "dict"), None)
    return to if to.kind == "dict" else None


def as_list(to: Type) -> Type | None:
    """Return the type of lists, tuples or sets that a parameter takes; None if it takes none."""
    if to.kind == "union":
        return next((member for member in to.args if as_list(member)), None)
    return to if to.kind in ("list", "tuple", "product", "set", "frozenset") else None


def has_inside(to: Type, part: str) -> bool:
    """Return whether a name may go on behind that of a parameter: an entry, or an index."""
    is_index = part.removeprefix("-").isdecimal()
    return as_dict(to) is not None or (is_index and as_list(to) is not None)


def literal_of(each: Assignment) -> object:
    """Return the value of an assignment that is a literal. Raises InvalidValue."""
    try:
        return literal(each.value) if isinstance(each.value, str) else decided(each.value)
    except NotLiteralError:
        raise InvalidValue(
            f"parameter {each.name!r}: {shortened(str(each.value))!r} is not a literal",
            origin=each.origin,
            advice=f"a text stands in quotes: {each.name}:='\"TEXT\"'",
        ) from None


def invalid(each: Assignment, error: InvalidValue, parameter: Parameter | Dynamic) -> InvalidValue:
    """Return the error of a value, with the name, its place, and where the value came from."""
    return InvalidValue(
        f"parameter {each.name!r} ({parameter.location}): {error.what}",
        origin=each.origin,
        advice=error.advice,
    )

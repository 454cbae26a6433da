"""Layer 1: from definitions, one at each place, to parameters, one for each name."""

from __future__ import annotations

from hprun.model import ANY, LATE, Parameter, Problem, Type, Words, slot
from hprun.scan.dialects import ANY_TEXT_IS_TRUE, ONE_DEFAULT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hprun.model import Default, Definition

    Owned = tuple[str, str]

_READING = ("read", "demand")
_SIMPLE = frozenset(("int", "float", "str", "bool"))


def gathered(
    definitions: Iterable[Definition],
) -> tuple[dict[str, Parameter], tuple[Problem, ...]]:
    """Return the parameters by key, and where their definitions contradict each other."""
    named: dict[Owned, list[Definition]] = {}
    for each in definitions:
        named.setdefault((each.manager, each.name), []).append(each)
    computed = {owned[0]: named.pop(owned) for owned in [*named] if not owned[1]}
    branches = {branch for owned in named for branch in _branches(owned)}
    read = {
        owned: _parameter([*found, *_possible(computed.get(owned[0], []), found)])
        for owned, found in named.items()
        if any(each.role != "write" for each in found)
        and not (owned in branches and _only_read(found))
    }
    keys = _keys(read)
    problems = [*_conflicts(read, keys), *_clashes(read, keys), *_truths(read, keys)]
    if any(each.type.range or each.type.args for each in read.values()):
        from hprun.scan.misfits import misfits

        problems += misfits({keys[owned]: each for owned, each in read.items()})
    return {keys[owned]: parameter for owned, parameter in read.items()}, tuple(problems)


def _possible(computed: list[Definition], found: list[Definition]) -> list[Definition]:
    """Return the writes under unknown names that a name may depend on.

    It does where nothing else gives it a value: then it is not for us to demand one.
    """
    if not computed or any(each.role not in _READING for each in found):
        return []
    return [each.replace(name=found[0].name) for each in computed]


def _branches(owned: Owned) -> Iterable[Owned]:
    manager, name = owned
    return [(manager, name[:at]) for at, character in enumerate(name) if character == "."]


def _only_read(found: Iterable[Definition]) -> bool:
    """Return whether a name is asked for and never told: ``_("net")`` reads a branch."""
    return all(each.role in _READING and each.dialect in ONE_DEFAULT for each in found)


def _keys(owned: Iterable[Owned]) -> dict[Owned, str]:
    """Return what the user types for each parameter: its name alone, where that says enough."""
    managers: dict[str, int] = {}
    for _, name in owned:
        managers[name] = managers.get(name, 0) + 1
    return {
        (manager, name): name if managers[name] == 1 else slot(name, manager)
        for manager, name in owned
    }


def _parameter(found: list[Definition]) -> Parameter:
    """Put together what all definitions of one name say; where they differ, the first counts."""
    first = found[0]
    default = next((each.default for each in found if each.default), None)
    declared = next((each.type for each in found if each.type), None)
    return Parameter(
        first.name,
        declared or _natural(default),
        default,
        next((each.help for each in found if each.help), ""),
        tuple(found),
        first.manager,
    )


def _natural(default: Default | None) -> Type:
    """Return the type that a default declares."""
    if default is None or (default.known and default.value is None):
        return ANY
    if not default.known:
        return LATE
    if type(default.value).__name__ in _SIMPLE:
        return Type(type(default.value).__name__)
    from hprun.convert import type_of

    return type_of(default.value)


def _conflicts(read: Mapping[Owned, Parameter], keys: Mapping[Owned, str]) -> Iterable[Problem]:
    """Yield the names with different defaults.

    A manager has one value for a name, and nothing tells which is meant. A function, or a read of a
    scope, keeps its own.
    """
    for owned, parameter in read.items():
        giving: dict[object, Definition] = {}
        for each in parameter.definitions:
            if each.default:
                giving.setdefault(_identity(each.default), each)
        if len(giving) < 2:  # noqa: PLR2004 - two differ
            continue
        shown = " and ".join(
            f"{each.default.text} ({each.location})" for each in giving.values() if each.default
        )
        conflict = any(each.dialect in ONE_DEFAULT for each in giving.values())
        rest = "" if conflict else ": each keeps its own"
        message = f"{keys[owned]!r} has different defaults: {shown}{rest}"
        places = tuple(each.location for each in giving.values())
        yield Problem("conflict" if conflict else "defaults", message, places, keys[owned])


def _identity(default: Default) -> object:
    """Return what is equal for equal defaults: 1, 1.0 and True are three."""
    if not default.known:
        return default.text
    return type(default.value), repr(default.value)


def _clashes(read: Mapping[Owned, Parameter], keys: Mapping[Owned, str]) -> Iterable[Problem]:
    """Yield the names of a manager that are parameters and the prefix of others, too."""
    for (manager, name), parameter in read.items():
        for branch in _branches((manager, name)):
            leaf = read.get(branch)
            if leaf is None or not (_is_managed(leaf) or _is_managed(parameter)):
                continue
            places = (leaf.location, parameter.location)
            key = keys[manager, leaf.name]
            message = (
                f"{key!r} ({places[0]}) is a parameter, and the prefix of"
                f" {keys[manager, name]!r} ({places[1]})"
            )
            yield Problem("clash", message, places, key)


def _is_managed(parameter: Parameter) -> bool:
    return any(each.dialect in ONE_DEFAULT for each in parameter.definitions)


def _truths(read: Mapping[Owned, Parameter], keys: Mapping[Owned, str]) -> Iterable[Problem]:
    """Yield the options for which their parser takes every text for true, ``False`` as well."""
    for owned, parameter in read.items():
        first, key = parameter.definitions[0], keys[owned]
        way = first.delivery
        if (
            first.dialect in ANY_TEXT_IS_TRUE
            and parameter.type.kind == "bool"
            and isinstance(way, Words)
            and way.arity != "0"
        ):
            option = way.options[-1] if way.options else key
            message = (
                f"{key!r} ({first.location}) has type=bool: to its parser every text is true, also"
                f" in {option} False; -D {key}=false says it as the empty text"
            )
            yield Problem("truth", message, (first.location,), key)

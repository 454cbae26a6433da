"""Layer 1: what the user may have meant. Imported when there is something to explain."""

from __future__ import annotations

from types import MappingProxyType

from hprun.convert import choices_of
from hprun.errors import UnknownParameter
from hprun.literal import shortened
from hprun.model import ANY, CONSTANTS, LATE, WORDS, Catalog, Parameter, Words
from hprun.ranged_types import range_of
from hprun.secret import MASK, is_kept, masked
from hprun.show import braced, spelled_default
from hprun.values.nearest import folded, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MOST = 3


def unknown_parameter(name: str, origin: str, catalog: Catalog) -> UnknownParameter:
    """Return the error for a name that the scan did not find, with what it may have been."""
    return UnknownParameter(
        f"unknown parameter {shortened(name)!r}",
        origin=origin,
        advice=_advice(name, origin, catalog),
    )


def describe(key: str, parameter: Parameter) -> str:
    """Return a parameter as messages show it: ``'lr' (float, default 0.1, train.py:4)``."""
    choices = choices_of(parameter.type)
    if choices:
        kind = shortened(braced(choices))
    else:
        kind = "" if parameter.type in (ANY, LATE) else str(parameter.type)
    within = range_of(parameter.type)
    default = parameter.default
    missing = "required" if parameter.required else "no default"
    said = spelled_default(default, parameter.type) if default else ""
    if default and masked(key, default.value, secret=is_kept(key, parameter)) != default.value:
        said = MASK
    value = f"default {shortened(said, 40)}" if default else missing
    facts = (kind, str(within or ""), value, str(parameter.location))
    return f"{key!r} ({', '.join(filter(None, facts))})"


def _advice(name: str, origin: str, catalog: Catalog) -> str:
    parameters = catalog.parameters
    children = [key for key in parameters if key.startswith(f"{name}.")]
    if children:
        return f"it is the prefix of {_listed(children, catalog, 'and')}"
    anyway = _anyway(name, origin)
    owner = next((key for key in parameters if name.startswith(f"{key}.")), None)
    if owner is not None:
        return _of_owner(owner, name, catalog, anyway)
    cut = next((key for key in parameters if key.startswith(f"{name}=")), None)
    if cut is not None and origin.startswith("-D"):
        return f"a name with = in it stands in quotes: -D '\"{cut}\"=VALUE'"
    options = _options(catalog)
    near = _apart(nearest(name, (*parameters, *options)), options)
    if near:
        return f"did you mean {_listed(near, catalog, 'or', options)}?"
    if not parameters:
        return "the scan found no parameters: what the script reads itself goes after --"
    return "; ".join(filter(None, ("--help lists all", _besides(name, catalog, anyway))))


def _options(catalog: Catalog) -> dict[str, tuple[str, str]]:
    """Return the options of the script's that are not called like what they set.

    They stand there by what is left without their dashes, as option and parameter; those of one
    letter are left out.
    """
    found: dict[str, tuple[str, str]] = {}
    for key, parameter in catalog.parameters.items():
        for each in parameter.definitions:
            way = each.delivery
            if not isinstance(way, Words):
                continue
            above = "".join(f"{word}." for word in way.command)
            for option in (*way.options, *way.off):
                bare = above + option.lstrip("-+")
                if len(option) > 2 and folded(bare) != folded(key):  # noqa: PLR2004 - a dash and a letter
                    found.setdefault(bare, (option, key))
    return found


def _apart(names: Iterable[str], options: Mapping[str, tuple[str, str]]) -> list[str]:
    """Return names and options with just one of each parameter's, the first."""
    found: dict[str, str] = {}
    for each in names:
        found.setdefault(options[each][1] if each in options else each, each)
    return [*found.values()]


def _besides(name: str, catalog: Catalog, anyway: str) -> str:
    """Return how to set a name that is nothing known; empty where nobody would read it."""
    parsers = catalog.parsers
    if any(each.openings for each in parsers) and parsers[0].style != "hydra":
        return f"what its parser may take besides is typed behind the target: --{name} VALUE"
    managers = {each.manager for each in catalog.parameters.values()}
    read = managers - {WORDS, CONSTANTS} or catalog.dynamic
    return anyway if read or any(each.style == "hydra" for each in parsers) else ""


def _of_owner(owner: str, name: str, catalog: Catalog, anyway: str) -> str:
    """Return the advice for a name below that of a parameter."""
    parameter = catalog.parameters[owner]
    if not _chooses(parameter):
        return f"{describe(owner, parameter)} is no dict"
    other = f"if another config of {owner!r} has it, {anyway}"
    near = [each for each in nearest(name, catalog.parameters) if each.startswith(f"{owner}.")]
    return f"did you mean {_listed(near, catalog, 'or')}? ({other})" if near else other


def _chooses(parameter: Parameter) -> bool:
    """Return whether a parameter chooses a config of a group, which decides on further names."""
    way = parameter.delivery
    return isinstance(way, Words) and way.element == "group"


def _anyway(name: str, origin: str) -> str:
    spelled = f"-D +{name}=VALUE" if origin.startswith("-") else f"+{name}"
    return f"{spelled} sets it all the same"


def _listed(
    keys: list[str],
    catalog: Catalog,
    joint: str,
    options: Mapping[str, tuple[str, str]] = MappingProxyType({}),
) -> str:
    described = [
        describe(key, catalog.parameters[key])
        if key in catalog.parameters
        else _by_option(*options[key], catalog)
        for key in keys[:_MOST]
    ]
    if len(keys) > _MOST:
        return f"{', '.join(described)} and {len(keys) - _MOST} more"
    *some, last = described
    return f"{', '.join(some)} {joint} {last}" if some else last


def _by_option(option: str, key: str, catalog: Catalog) -> str:
    name, facts = describe(key, catalog.parameters[key]).split(" (", 1)
    return f"{name} ({option}, {facts}"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())

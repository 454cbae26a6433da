"""Layer 1: what the user may have meant. Imported when there is something to explain."""

from __future__ import annotations

from difflib import get_close_matches

from hprun.convert import choices_of
from hprun.errors import UnknownParameter
from hprun.literal import shortened
from hprun.model import ANY, LATE, Catalog, Parameter, Words
from hprun.ranged_types import range_of
from hprun.secret import MASK, is_kept, masked
from hprun.show import braced, spelled_default

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

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


def nearest(name: str, keys: Iterable[str]) -> list[str]:
    """Return the keys that a name may stand for, at most three, the likeliest first.

    Those that differ by case, dashes or the manager alone are surer than those with the same last
    part, and these than those that look alike.
    """
    known = list(keys)
    same = [key for key in known if _folded(key) == _folded(name)]
    if same:
        return same[:_MOST]
    last = [key for key in known if _last(key) == _last(name)]
    spellings = dict.fromkeys(map(_folded, known))
    alike = get_close_matches(_folded(shortened(name)), spellings, n=_MOST, cutoff=0.65)
    looking = [key for each in alike for key in known if _folded(key) == each]
    return list(dict.fromkeys((*last, *looking)))[:_MOST]


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
    near = nearest(name, parameters)
    if near:
        return f"did you mean {_listed(near, catalog, 'or')}?"
    if not parameters:
        return "the scan found no parameters: what the script reads itself goes after --"
    return f"--help lists all; {anyway}"


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


def _listed(keys: list[str], catalog: Catalog, joint: str) -> str:
    described = [describe(key, catalog.parameters[key]) for key in keys[:_MOST]]
    if len(keys) > _MOST:
        return f"{', '.join(described)} and {len(keys) - _MOST} more"
    *some, last = described
    return f"{', '.join(some)} {joint} {last}" if some else last


def _last(name: str) -> str:
    return _folded(name).rpartition(".")[2]


def _folded(name: str) -> str:
    return name.rpartition(":")[2].replace("-", "_").casefold()


def _on_one_line(text: str) -> str:
    return " ".join(text.split())

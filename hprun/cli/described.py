"""Layer 5: one description of a parameter, for help, tables and messages alike."""

from __future__ import annotations

from hprun.convert import choices_of
from hprun.model import ANY, Parameter, Type
from hprun.ranged_types import range_of
from hprun.show import braced, spelled_default

_LONGEST = 62


def type_of(parameter: Parameter) -> str:
    """Return the type as it is shown: choices are one, ``{adam,sgd}``."""
    return shown_type(parameter.type)


def shown_type(to: Type) -> str:
    """Return a type as it is shown, with its choices in braces."""
    choices = choices_of(to)
    if choices:
        listed = braced(choices)
        if len(listed) <= _LONGEST:
            return listed
    if to == ANY:
        return "any"
    return str(to)


def missing(parameter: Parameter) -> str:
    """Return what is said in the place of a default that nobody gives."""
    if any(each.role == "caller" for each in parameter.definitions):
        return "from the caller"
    return "required" if parameter.required else "no default"


def facts_of(parameter: Parameter) -> list[str]:
    """Return what is said of a parameter in a line: default, choices that are many, place."""
    default, choices = parameter.default, choices_of(parameter.type)
    facts = [
        f"default {spelled_default(default, parameter.type)}" if default else missing(parameter)
    ]
    if choices and not shown_type(parameter.type).startswith("{"):
        facts.append(braced(choices))
    return [*facts, *filter(None, (shown_range(parameter.type),)), str(parameter.location)]


def shown_range(to: Type) -> str:
    """Return the numbers that a type takes, ``1e-5 to 0.1``; empty where it sets no limit."""
    found = range_of(to)
    return str(found or "")

"""Layer 1: ranges in the code that are none, and defaults that lie outside of theirs."""

from __future__ import annotations

from hprun.convert import convert
from hprun.errors import InvalidValue
from hprun.model import Problem
from hprun.ranged_types import range_of, without_range

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hprun.model import Location, Parameter, Type


def misfits(parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    """Yield a problem of the kind ``range`` for each; none of them stops a run."""
    for key, parameter in parameters.items():
        within = range_of(parameter.type)
        flaw = within.flaw() if within else ""
        if flaw:
            yield _problem(key, parameter.location, f"{key!r} ({parameter.location}): {flaw}")
        for each in () if flaw or not within else parameter.definitions:
            default = each.default
            said = misfit(default.value, parameter.type) if default and default.known else ""
            if said:
                message = f"the default of {key!r} ({each.location}): {said}"
                yield _problem(key, each.location, message)


def misfit(value: object, to: Type) -> str:
    """Return how a value lies outside of the range of a type, empty if it does not."""
    try:
        convert(value, to)
    except InvalidValue as error:
        try:
            convert(value, without_range(to))
        except InvalidValue:
            return ""
        return error.what
    return ""


def _problem(key: str, place: Location, message: str) -> Problem:
    return Problem("range", message, (place,), key)

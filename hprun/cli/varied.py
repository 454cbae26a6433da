"""Layer 5: what ``--over`` says of the parameters of the target at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hprun.cli.grammar import Plan
from hprun.errors import HprunError, UsageError
from hprun.literal import Text
from hprun.model import ANY, LATE, Type
from hprun.secret import is_secret
from hprun.sweeps.space import Dimension, dimension, dimension_of_type
from hprun.values.entries import entry_of
from hprun.values.layer import Assignment, dynamic_of, place_of
from hprun.values.merge import refuse
from hprun.values.unknown import unknown_parameter


def are_known(plan: Plan) -> bool:
    """Return whether all names that shall be varied have been found so far."""
    names = (_apart(word)[0] for word in plan.invocation.texts("over"))
    return all(
        name.startswith("+")
        or place_of(plan.catalog, name) is not None
        or dynamic_of(plan.catalog, name) is not None
        for name in names
    )


def space_of(plan: Plan) -> tuple[Dimension, ...]:
    """Return what is varied. Raises HprunError for all that is wrong with it, at once."""
    found: dict[str, Dimension] = {}
    mistakes: list[HprunError] = []
    words = plan.invocation.texts("over")
    if not words:
        raise UsageError(
            "nothing is varied", advice="say what, for example --over lr=0.1,0.01,0.001"
        )
    for word in words:
        name, spec = _apart(word)
        try:
            if not name:
                raise UsageError(f"--over {word}: no name", advice="write --over NAME=A,B,C")
            if name in found:
                raise UsageError(f"{name!r} is varied twice", origin=f"--over {word}")
            found[name] = _dimension(name, spec, word, plan)
        except HprunError as error:
            mistakes.append(error)
    refuse(mistakes)
    return tuple(found.values())


def _apart(word: str) -> tuple[str, str | None]:
    name, equals, spec = word.partition("=")
    return name.strip(), spec if equals else None


def _dimension(name: str, spec: str | None, word: str, plan: Plan) -> Dimension:
    to = _type(name, word, plan)
    if is_secret(name):
        raise UsageError(f"{name!r} is a secret, and is not varied", origin=f"--over {name}")
    return dimension_of_type(name, to) if spec is None else dimension(name, spec, to)


def _type(name: str, word: str, plan: Plan) -> Type:
    """Return the type of what is varied. Raises HprunError where nothing has the name."""
    if name.startswith("+"):
        return ANY
    place = place_of(plan.catalog, name)
    if place is None:
        dynamic = dynamic_of(plan.catalog, name)
        if dynamic is None:
            raise unknown_parameter(name, f"--over {word}", plan.catalog)
        return dynamic.type or ANY
    key, path = place
    if not path:
        found = plan.catalog.parameters[key].type
        return ANY if found == LATE else found
    entry = entry_of(plan.resolution, plan.catalog, name)
    return entry.parameter.type if entry else ANY


def assignments(values: Mapping[str, str]) -> Iterator[Assignment]:
    """Yield the values of a trial as they are set."""
    for name, text in values.items():
        plain = name.removeprefix("+")
        yield Assignment(plain, Text(text), f"--over {name}", added=plain != name)

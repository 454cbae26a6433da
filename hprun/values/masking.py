"""Layer 1: what is shown of values where secrets are not: all of it, with these masked.

A run has the values themselves. What is shown of them, anywhere, is what one of these returns.
"""

from __future__ import annotations

from hprun.errors import HprunError
from hprun.model import Catalog, Default, Parameter, Resolved, Value
from hprun.secret import (
    MASK,
    Masked,
    is_kept,
    is_secret,
    masked,
    masked_origin,
    masked_words,
    quoted_without,
)
from hprun.show import as_literal, show
from hprun.values.layer import Assignment, Resolution, place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from hprun.model import Problem


def without_secrets(resolution: Resolution) -> Resolution:
    """Return the resolution with its secrets masked, and what refers to one."""
    kept = {key for key, each in resolution.parameters.items() if is_kept(key, each.parameter)}
    return resolution.replace(
        parameters={key: _resolved(each, kept) for key, each in resolution.parameters.items()},
        added={name: _value(name, value, secret=None) for name, value in resolution.added.items()},
    )


def catalog_without_secrets(catalog: Catalog) -> Catalog:
    """Return the catalog with the defaults that are secrets masked, in problems too."""
    return catalog.replace(
        parameters={key: _parameter(key, each) for key, each in catalog.parameters.items()},
        constants={key: _parameter(key, each) for key, each in catalog.constants.items()},
        problems=tuple(_problem(each, catalog) for each in catalog.problems),
    )


def lines_with_secrets(catalog: Catalog) -> set[tuple[str, int]]:
    """Return the lines of code, by path and number, in which a default stands that is a secret."""
    return {
        (each.location.path, line)
        for key, parameter in catalog.parameters.items()
        if _has_masked(parameter) or _parameter(key, parameter) is not parameter
        for each in parameter.definitions
        for line in range(each.location.line, max(each.location.line, each.location.end_line) + 1)
    }


def _has_masked(parameter: Parameter) -> bool:
    """Return whether a parameter is one in which a default has been masked."""
    default = parameter.default
    return default is not None and default.value != written_without_secrets(default.value)


def _resolved(each: Resolved, kept: Container[str]) -> Resolved:
    secret = is_kept(each.key, each.parameter)

    def shown(value: Value) -> Value:
        return _value(each.key, value, secret=secret or _refers_to_one(value, kept))

    return each.replace(
        parameter=_parameter(each.key, each.parameter),
        winner=each.winner and shown(each.winner),
        losers=tuple(map(shown, each.losers)),
        dropped=tuple(map(shown, each.dropped)),
    )


def _refers_to_one(value: Value, kept: Container[str]) -> bool:
    """Return whether a reference to a secret has gone into a value: ``https://${token}@host``."""
    if not value.written:
        return False
    from hprun.values.references import names_in

    return any(
        name in kept or is_secret(name.removeprefix("env:")) for name in names_in(value.written)
    )


def _value(name: str, value: Value, *, secret: bool | None) -> Value:
    shown = masked(name, value.value, secret=secret)
    if shown is value.value or shown == value.value:
        return value
    return value.replace(value=shown, origin=masked_origin(value.origin), written="")


def _parameter(key: str, parameter: Parameter) -> Parameter:
    default = parameter.default
    if default is None or not default.known:
        return parameter
    shown = masked(key, default.value, secret=is_kept(key, parameter))
    if shown == default.value:
        return parameter
    text = MASK if isinstance(shown, Masked) else as_literal(shown)
    return parameter.replace(default=Default(text, shown, known=True))


def _problem(problem: Problem, catalog: Catalog) -> Problem:
    """Return a problem that quotes no default which is a secret."""
    parameter = catalog.parameters.get(problem.key)
    if parameter is None or not is_kept(problem.key, parameter):
        return problem
    message = problem.message
    for each in parameter.definitions:
        message = message.replace(each.default.text, MASK) if each.default else message
    return problem.replace(message=message)


def has_secret(slot: str, resolution: Resolution) -> bool:
    """Return whether the value in a slot, or of a key, is a secret or has one inside."""
    shown = without_secrets(resolution)
    for key, each in resolution.parameters.items():
        if slot in (key, each.parameter.slot):
            return shown.parameters[key].winner != each.winner
    return slot in shown.added and shown.added[slot] != resolution.added[slot]


def words_without_secrets(words: Iterable[str], resolution: Resolution) -> Iterator[str]:
    """Yield the script's words with the secrets among its parameters masked."""
    secrets = {
        key: each.winner
        for key, each in resolution.parameters.items()
        if is_kept(key, each.parameter)
    }
    values = [show(each.value) for each in secrets.values() if each and each.value]
    for word in masked_words([*words], secrets):
        name, equals, text = word.partition("=")
        if word in values:
            yield MASK
        else:
            yield f"{name}={MASK}" if equals and text in values else word


def written_without_secrets(value: object) -> object:
    """Return a value without what is masked: who reads it back keeps what there is."""
    if not isinstance(value, dict):
        return None if isinstance(value, Masked) else value
    return {
        key: written_without_secrets(each)
        for key, each in value.items()
        if not isinstance(each, Masked)
    }


def discreet(error: HprunError, each: Assignment, catalog: Catalog) -> HprunError:
    """Return the error of an assignment as it may be shown: without the value, if it is secret.

    A name that nobody has may be a slip of one that is.
    """
    if not _is_kept(each, catalog):
        return error
    written = str(each.value) if isinstance(each.value, str) else show(each.value)
    first = error.origin.removesuffix(each.origin).removesuffix(", ")
    origins = filter(None, (first, each.origin if error.origin else ""))
    return type(error)(
        quoted_without(written, error.what),
        origin=", ".join(map(masked_origin, origins)),
        advice=quoted_without(written, error.advice),
        frames=error.frames,
    )


def _is_kept(each: Assignment, catalog: Catalog) -> bool:
    place = place_of(catalog, each.name)
    if place is not None and not place[1]:
        key = place[0]
        secret = is_kept(key, catalog.parameters[key])
        return masked(key, each.value, secret=secret) != each.value
    if is_secret(each.name) or masked(each.name, each.value) != each.value:
        return True
    if place is not None:
        return False
    from hprun.values.nearest import nearest

    meant = nearest(each.name, catalog.parameters)
    return any(is_kept(key, catalog.parameters[key]) for key in meant)

"""Layer 5: where a value comes from, told line by line, for the terminal and for a running script.

First comes the value that won, then those it beat, each with its text as it is written. Under a
value that refers to others stand these, and at the end the other places of the code.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator

from hprun.cli.frames import line_at
from hprun.frozen import Record
from hprun.model import DEFAULT, Catalog, Definition, Location, Parameter, Resolved, Value
from hprun.secret import MASK, Masked, is_secret
from hprun.show import show, spelled_default
from hprun.values.entries import entry_of
from hprun.values.layer import Resolution
from hprun.values.masking import lines_with_secrets
from hprun.values.references import names_in

_DEEPEST = 5
_ROLES = {
    "default": "gives it too",
    "read": "reads it",
    "demand": "demands it",
    "caller": "is passed it",
    "write": "sets it",
}

Place = tuple[str, int]


class Line(Record):
    """A line of a story: a value, where it was given, by what, what became of it, and its text.

    `depth` is how many references stand between it and the name that the story is about.
    """

    value: str
    origin: str
    source: str
    fate: str
    text: str = ""
    depth: int = 0


class Told(Record):
    """What stories are told from: values without the secrets among them, and lines to be hidden."""

    resolution: Resolution
    catalog: Catalog
    hidden: Container[Place] = frozenset()


def told(resolution: Resolution, catalog: Catalog) -> Told:
    """Return what stories are told from; `resolution` and `catalog` have their secrets masked."""
    hidden = lines_with_secrets(catalog)
    for each in resolution.parameters.values():
        hidden |= {_place(value) for value in _values(each) if _holds_a_secret(value.value)}
    return Told(resolution, catalog, hidden)


def lines(resolved: Resolved, known: Told) -> Iterator[Line]:
    """Yield the story of a parameter, or of an entry of one."""
    for value in (resolved.winner, *resolved.losers):
        if value is not None:
            fate = "wins" if value is resolved.winner else "beaten"
            yield _line(value, resolved.parameter, fate, known)
            yield from _references(value, known, 1)
    for value in resolved.dropped:
        yield _line(value, resolved.parameter, f"dropped, {resolved.dropped_by}", known)
    yield from _in_the_code(resolved, known)


def _values(resolved: Resolved) -> Iterator[Value]:
    yield from filter(None, (resolved.winner, *resolved.losers, *resolved.dropped))


def _holds_a_secret(value: object) -> bool:
    inside = value.values() if isinstance(value, dict) else ()
    return isinstance(value, Masked) or any(map(_holds_a_secret, inside))


def _line(value: Value, parameter: Parameter, fate: str, known: Told, depth: int = 0) -> Line:
    shown = spelled(value, parameter) or repr("")
    text = _text(value, known)
    return Line(shown, value.origin, str(value.source), fate, text, depth)


def spelled(value: Value, parameter: Parameter) -> str:
    """Return a value as a user would type it, the default as the code has it."""
    default = parameter.default
    if value.source == DEFAULT and default is not None:
        return spelled_default(default, parameter.type)
    return show(value.value, parameter.type)


def _place(value: Value) -> Place:
    """Return the file and the line that a value stands on; nothing of that for a typed one."""
    path, _, number = value.origin.rpartition(":")
    return (path, int(number)) if number.isdecimal() else ("", 0)


def _text(value: Value, known: Told) -> str:
    """Return the line that a value stands on, as it is written."""
    return line_at(*_place(value), known.hidden)


# What a value refers to


def _references(value: Value, known: Told, depth: int) -> Iterator[Line]:
    for name in dict.fromkeys(names_in(value.written)) if depth <= _DEEPEST else ():
        if name.startswith("env:"):
            yield _variable(name, depth)
            continue
        resolved = known.resolution.parameters.get(name) or entry_of(
            known.resolution, known.catalog, name
        )
        found = resolved.winner if resolved else known.resolution.added.get(name)
        if found is None:
            continue
        shown = spelled(found, resolved.parameter) if resolved else show(found.value)
        text = _text(found, known)
        yield Line(f"${{{name}}} {shown}", found.origin, str(found.source), "goes in", text, depth)
        yield from _references(found, known, depth + 1)


def _variable(name: str, depth: int) -> Line:
    variable = name.removeprefix("env:")
    shown = MASK if is_secret(variable) else os.environ.get(variable, "")
    return Line(f"${{{name}}} {shown}", f"env {variable}", "environment", "goes in", "", depth)


# What the code says besides


def _in_the_code(resolved: Resolved, known: Told) -> Iterator[Line]:
    """Yield the other places at which the code names a parameter."""
    seen = {value.origin for value in _values(resolved)}
    for each in resolved.parameter.definitions:
        if str(each.location) not in seen:
            seen.add(str(each.location))
            yield _occurrence(each, known)


def _occurrence(each: Definition, known: Told) -> Line:
    location: Location = each.location
    shown = "?" if each.role == "write" else each.default.text if each.default else ""
    text = line_at(location.path, location.line, known.hidden)
    if (location.path, location.line) in known.hidden and shown:
        shown = MASK
    return Line(" ".join(shown.split()), str(location), "script", _ROLES[each.role], text)


def in_columns(story: Iterable[Line]) -> list[tuple[str, Line]]:
    """Return all of a line but its text in columns, beside the line."""
    found = [*story]
    rows = [("  " * (each.depth + 1) + each.value, each.origin, each.source) for each in found]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    fates = max((len(each.fate) for each in found if each.text), default=0)
    return [
        (
            "  ".join(
                (
                    *(cell.ljust(width) for cell, width in zip(row, widths, strict=True)),
                    each.fate.ljust(fates if each.text else 0),
                )
            ),
            each,
        )
        for row, each in zip(rows, found, strict=True)
    ]


def laid_out(story: Iterable[Line]) -> str:
    """Return a story as text, for a running script."""
    return "\n".join(f"{said}  {each.text}".rstrip() for said, each in in_columns(story))

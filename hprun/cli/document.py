"""Layer 5: results as plain JSON, for other programs; never cut, never coloured."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from hprun.convert import choices_of
from hprun.ipynb import file_of
from hprun.model import (
    NONE,
    Catalog,
    Constant,
    Definition,
    Location,
    Parameter,
    Parser,
    Resolved,
    Type,
    Value,
    Words,
)
from hprun.ranged_types import range_of
from hprun.values.data import data_of

_SEVERAL = ("list", "tuple", "set", "frozenset")


def write_json(document: object) -> None:
    """Write a document to standard output."""
    try:
        sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    except UnicodeEncodeError:
        sys.stdout.write(json.dumps(document, indent=2) + "\n")


def inspection(
    chosen: Mapping[str, Resolved], added: Mapping[str, Value], catalog: Catalog
) -> dict[str, object]:
    """Return all that is known of the chosen parameters, and what the scan did."""
    return {
        "parameters": [_resolved(key, each) for key, each in chosen.items()],
        "added": [{"name": name} | value_of(value) for name, value in added.items()],
        "dynamic": [
            {"pattern": each.pattern, "place": _place(each.location)} for each in catalog.dynamic
        ],
        "problems": [
            {
                "kind": each.kind,
                "message": each.message,
                "places": [_place(location) for location in each.locations],
            }
            for each in catalog.problems
        ],
        "parsers": [_parser(each) for each in catalog.parsers],
        "files": list(catalog.files),
    }


def _resolved(key: str, each: Resolved) -> dict[str, object]:
    parameter = each.parameter
    return {
        "name": key,
        "type": str(parameter.type),
        "choices": [data_of(choice) for choice in _choices(parameter.type)],
        "range": _range(parameter.type),
        "required": parameter.required,
        "help": parameter.help,
        "default": _default(parameter),
        "known": each.winner is not None,
        **(
            value_of(each.winner)
            if each.winner
            else {"value": None, "source": None, "origin": None}
        ),
        "beaten": [value_of(loser) for loser in each.losers],
        "dropped": [value_of(value) | {"by": each.dropped_by} for value in each.dropped],
        "delivery": _delivery(parameter.definitions[0].delivery),
        "place": _place(parameter.location),
        "occurrences": [_occurrence(one) for one in parameter.definitions],
    }


def _occurrence(one: Definition) -> dict[str, object]:
    return {
        "role": one.role,
        "dialect": one.dialect,
        "delivery": _delivery(one.delivery),
        "conditional": one.conditional,
        "place": _place(one.location),
    }


def _delivery(delivery: Words | Constant | None) -> dict[str, object]:
    """Return how a value reaches the program."""
    match delivery:
        case Words():
            return {"kind": "words"} | _words(delivery)
        case Constant():
            return {"kind": "assignment"}
    return {"kind": "scope"}


def _words(words: Words) -> dict[str, object]:
    return {
        "options": list(words.options),
        "arity": words.arity,
        "says": data_of(words.says),
        "off": list(words.off),
        "command": list(words.command),
        "separator": words.separator,
        "adds": words.adds,
        "element": words.element,
    }


def _parser(parser: Parser) -> dict[str, object]:
    """Return a command line of the script's own; `open` are the places that cannot be read."""
    return {
        "style": parser.style,
        "name": parser.name,
        "aliases": list(parser.aliases),
        "description": parser.description,
        "place": _place(parser.location),
        "open": [
            {"place": _place(each.location), "reason": each.reason} for each in parser.openings
        ],
        "others": [_words(each) for each in parser.others],
        "commands": [_parser(each) for each in parser.commands],
    }


def _choices(to: Type) -> tuple[object, ...]:
    """Return all values that the type allows, or that it allows of an element."""
    if to.kind in _SEVERAL and to.args:
        return _choices(to.args[0])
    inner = [_choices(arg) for arg in to.args if arg != NONE] if to.kind == "union" else []
    return choices_of(to) or (tuple(each for one in inner for each in one) if all(inner) else ())


def _range(to: Type) -> dict[str, object] | None:
    """Return what the numbers of a type lie between; an end that is null sets no limit."""
    within = range_of(to)
    return {"low": within.low, "high": within.high, "log": within.log} if within else None


def _default(parameter: Parameter) -> dict[str, object] | None:
    default = parameter.default
    if default is None:
        return None
    value = {"value": data_of(default.value)} if default.known else {}
    return {"text": default.text, "known": default.known} | value


def value_of(value: Value) -> dict[str, object]:
    """Return a value with where it comes from."""
    written = {"written": value.written} if value.written else {}
    return {
        "value": data_of(value.value),
        "source": str(value.source),
        "origin": value.origin,
    } | written


def _place(location: Location) -> dict[str, object]:
    path, cell = file_of(location.path)
    place = {"path": path, "cell": cell} if cell else {"path": path}
    return {**place, "line": location.line, "column": location.column}

"""Layer 4: results as plain JSON, for other programs; never cut, never coloured."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from math import isfinite

from hprun.convert import choices_of, show
from hprun.model import Catalog, Location, Parameter, Resolved, Value


def write_json(document: object) -> None:
    """Write a document to standard output."""
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def inspection(
    chosen: Mapping[str, Resolved], added: Mapping[str, Value], catalog: Catalog
) -> dict[str, object]:
    """Return all that is known of the chosen parameters, and what the scan did."""
    return {
        "parameters": [_resolved(key, each) for key, each in chosen.items()],
        "added": [{"name": name} | _value(value) for name, value in added.items()],
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
        "files": list(catalog.files),
    }


def _resolved(key: str, each: Resolved) -> dict[str, object]:
    parameter = each.parameter
    return {
        "name": key,
        "type": str(parameter.type),
        "choices": [_data(choice) for choice in choices_of(parameter.type)],
        "required": parameter.default is None,
        "help": parameter.help,
        "default": _default(parameter),
        "known": each.winner is not None,
        **(_value(each.winner) if each.winner else {"value": None, "source": None, "origin": None}),
        "beaten": [_value(loser) for loser in each.losers],
        "place": _place(parameter.location),
        "occurrences": [
            {"role": one.role, "dialect": one.dialect, "place": _place(one.location)}
            for one in parameter.definitions
        ],
    }


def _default(parameter: Parameter) -> dict[str, object] | None:
    default = parameter.default
    if default is None:
        return None
    value = {"value": _data(default.value)} if default.known else {}
    return {"text": default.text, "known": default.known} | value


def _value(value: Value) -> dict[str, object]:
    return {"value": _data(value.value), "source": str(value.source), "origin": value.origin}


def _place(location: Location) -> dict[str, object]:
    return {"path": location.path, "line": location.line, "column": location.column}


def _data(value: object) -> object:
    """Return the value as JSON can hold it: what it has no word for is the text of it."""
    match value:
        case float() if not isfinite(value):
            return show(value)
        case list() | tuple():
            return [_data(each) for each in value]
        case set() | frozenset():
            return sorted((_data(each) for each in value), key=repr)
        case dict():
            return {
                key if isinstance(key, str) else show(key): _data(v) for key, v in value.items()
            }
        case str():
            return str(value)
    return value

"""Layer 1: JSON, with the line of every key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from hprun.errors import ConfigError
from hprun.flow import Text
from hprun.values.given import DEEPEST, Given, Tree

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"(\s*:)?', re.DOTALL)


class _Pairs(list[tuple[str, object]]):
    """The entries of an object, doubles and all."""


def read(text: str, path: str) -> object:
    """Return what a document holds: `Tree`, list, str, bool, None, and `Text` for a number.

    None stands for an empty document. Raises ConfigError, with line and column.
    """
    if not text.strip():
        return None
    try:
        document = json.loads(
            text, parse_int=Text, parse_float=Text, parse_constant=Text, object_pairs_hook=_Pairs
        )
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}:{error.colno}"
        raise ConfigError(f"not JSON: {error.msg.lower()}", origin=place) from None
    except RecursionError:
        raise ConfigError(f"it nests deeper than {DEEPEST}", origin=path) from None
    return _value(document, _places(text, path), path)


def _places(text: str, path: str) -> Iterator[str]:
    """Yield the place of every key, in the order of the text.

    In a document that is valid a string is a key if and only if a colon follows.
    """
    line, counted = 1, 0
    for match in _STRING.finditer(text):
        if match[1]:
            line += text.count("\n", counted, match.start())
            counted = match.start()
            yield f"{path}:{line}"


def _value(value: object, places: Iterator[str], above: str, depth: int = 0) -> object:
    """Return the value with its objects as trees; places come in the order of the walk."""
    if depth > DEEPEST:
        raise ConfigError(f"it nests deeper than {DEEPEST}", origin=above)
    if isinstance(value, _Pairs):
        return Tree(tuple(_entries(value, places, depth)))
    if isinstance(value, list):
        return [_value(each, places, above, depth + 1) for each in value]
    return value


def _entries(pairs: _Pairs, places: Iterator[str], depth: int) -> Iterator[Given]:
    first: dict[str, str] = {}
    for key, value in pairs:
        place = next(places)
        if key in first:
            raise ConfigError(f"{key!r} stands twice", origin=f"{first[key]}, {place}")
        first[key] = place
        yield Given(key, _value(value, places, place, depth + 1), place)

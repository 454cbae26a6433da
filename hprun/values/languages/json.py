"""Layer 1: JSON, read with the line of every key; it has no comments and no infinity."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from math import isfinite

from hprun.errors import ConfigError
from hprun.literal import Text
from hprun.values.languages.layout import Entry, Language, is_live
from hprun.values.tree import DEEPEST, Given, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.values.languages.layout import Group

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


# Writing


def spell(value: object, quoted: bool) -> str:  # noqa: ARG001, FBT001 - the same for every language
    """Return the value on one line. Raises ValueError."""
    return json.dumps(_simple(value), ensure_ascii=not _is_printable(value))


def _simple(value: object) -> object:
    """Return the value in JSON's own types; a float that is not finite is a string."""
    match value:
        case float() if not isfinite(value):
            return repr(value)
        case None | bool() | int() | float() | str():
            return value
        case list() | tuple():
            return [_simple(each) for each in value]
        case set() | frozenset():
            return sorted((_simple(each) for each in value), key=repr)
        case dict():
            return {_key(key): _simple(each) for key, each in value.items()}
    raise ValueError(value)


def _key(key: object) -> str:
    simple = _simple(key)
    return simple if isinstance(simple, str) else json.dumps(simple)


def _is_printable(value: object) -> bool:
    return repr(value).isprintable() and "\\" not in repr(value)


def document(group: Group) -> str:
    """Return the text of a file, nested by indentation; what has no value is left out."""
    return f"{_object(group, '')}\n"


def _object(group: Group, indent: str) -> str:
    inner = f"{indent}  "
    lines = [
        f"{inner}{spell(name, True)}: "  # noqa: FBT003 - a key is quoted
        + (item.text or "" if isinstance(item, Entry) else _object(item, inner))
        for name, item in group.items()
        if is_live(item)
    ]
    return "{{\n{}\n{}}}".format(",\n".join(lines), indent) if lines else "{}"


JSON = Language("json", spell, document, '{{"x": {}}}')

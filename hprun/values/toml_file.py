"""Layer 1: TOML, with the line of every key that stands at the beginning of one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping

from hprun.errors import ConfigError
from hprun.flow import Text
from hprun.values.given import DEEPEST, Given, Tree

_PART = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)"""
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_TABLE = re.compile(rf"[ \t]*\[\[?[ \t]*({_KEY})[ \t]*\]")
_ENTRY = re.compile(rf"[ \t]*({_KEY})[ \t]*=")
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

_Name = tuple[str, ...]


def read(text: str, path: str) -> object:
    """Return what a document holds, a `Tree`; numbers and dates are `Text`.

    Raises ConfigError, with line and column.
    """
    try:
        document = tomllib.loads(text, parse_float=Text)
    except (tomllib.TOMLDecodeError, ValueError) as error:
        at = _AT.search(str(error))
        place = f"{path}:{at[1]}:{at[2]}" if at and at[1] else path
        what = _AT.sub("", str(error))
        raise ConfigError(f"not TOML: {what[:1].lower()}{what[1:]}", origin=place) from None
    except RecursionError:
        raise ConfigError(f"it nests deeper than {DEEPEST}", origin=path) from None
    return _tree(document, (), path, _lines(text))


def _tree(table: Mapping[str, object], above: _Name, path: str, lines: Mapping[_Name, int]) -> Tree:
    """Return the table as a tree; an entry without a line of its own has that of its table."""
    entries = []
    for key, value in table.items():
        name = (*above, key)
        known = (lines[name[:end]] for end in range(len(name), 0, -1) if name[:end] in lines)
        place = f"{path}:{next(known, 1)}"
        entries.append(Given(key, _value(value, name, path, lines), place))
    return Tree(tuple(entries))


def _value(value: object, name: _Name, path: str, lines: Mapping[_Name, int]) -> object:
    if len(name) > DEEPEST:
        raise ConfigError(f"it nests deeper than {DEEPEST}", origin=path)
    if isinstance(value, dict):
        return _tree(value, name, path, lines)
    if isinstance(value, list):
        return [_value(each, (*name, ""), path, lines) for each in value]
    return value if isinstance(value, str | bool) else Text(value)


def _lines(text: str) -> dict[_Name, int]:
    """Return the line on which each table and each key first stands.

    Lines inside of a text over several lines are passed over: quotes in threes are counted.
    """
    found: dict[_Name, int] = {}
    table: _Name = ()
    closing = ""
    for number, line in enumerate(text.split("\n"), 1):
        if closing:
            closing = "" if line.count(closing) % 2 else closing
            continue
        if header := _TABLE.match(line):
            table = _name(header[1])
            found.setdefault(table, number)
        elif entry := _ENTRY.match(line):
            name = (*table, *_name(entry[1]))
            for end in range(len(table) + 1, len(name) + 1):
                found.setdefault(name[:end], number)
        closing = next((three for three in ('"""', "'''") if line.count(three) % 2), "")
    return found


def _name(key: str) -> _Name:
    """Return the parts of a key, as TOML itself takes them apart."""

    def parts(table: object) -> Iterator[str]:
        while isinstance(table, dict):
            [(part, table)] = table.items()
            yield part

    return tuple(parts(tomllib.loads(f"{key} = 0")))

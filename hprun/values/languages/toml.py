"""Layer 1: TOML, read with the line of every key that begins one; it has no word for None."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping

from hprun.errors import ConfigError
from hprun.literal import Text
from hprun.values.languages.layout import Entry, Language, escaped, is_live
from hprun.values.tree import DEEPEST, Given, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.values.languages.layout import Group

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


# Writing

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def spell(value: object, quoted: bool) -> str:  # noqa: FBT001 - the same for every language
    """Return the value on one line. Raises ValueError."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return escaped(value)
        case list() | tuple():
            return f"[{', '.join(spell(each, quoted) for each in value)}]"
        case set() | frozenset():
            return f"[{', '.join(sorted(spell(each, quoted) for each in value))}]"
        case dict():
            pairs = (f"{_key(key)} = {spell(each, quoted)}" for key, each in value.items())
            return f"{{{', '.join(pairs)}}}"
    raise ValueError(value)


def document(group: Group) -> str:
    """Return the lines of a file: the names without a prefix, then a table for each prefix."""
    lines = list(_table(group, ()))
    return "".join(f"{line}\n" for line in lines[not lines or not lines[0] :])


def _table(group: Group, above: tuple[str, ...]) -> Iterator[str]:
    entries = {name: item for name, item in group.items() if isinstance(item, Entry)}
    if above and entries:
        yield ""
        yield f"{'' if is_live(entries) else '# '}[{'.'.join(map(_key, above))}]"
    for name, entry in entries.items():
        dead = "" if is_live(entry) else "# "
        yield f"# {entry.comment}"
        yield f"{dead}{_key(name)} = {entry.source if dead else entry.text}".rstrip()
    for name, item in group.items():
        if not isinstance(item, Entry):
            yield from _table(item, (*above, name))


def _key(key: object) -> str:
    if not isinstance(key, str):
        key = spell(key, True)  # noqa: FBT003 - the text of a key that is no text
    return str(key) if _BARE.fullmatch(key) else escaped(key)


TOML = Language("toml", spell, document, "x = {}\n")

"""Layer 1: YAML, read by the core schema of version 1.2 and written so that all readers agree.

**Reading.** PyYAML decides by the look of a text what it means, and by version 1.1: ``on`` is True,
``012`` is 10, ``1:30`` is 90 and ``1e-4`` is a text. So only its parser is used, the fast one
written in C where it was built: it yields events, and nothing in them is resolved. An unquoted
scalar stays `Text` for its parameter to decide on. Tags construct nothing.

**Writing.** A plain word is written only where no reader of version 1.1 or 1.2 takes it for
anything but a string: not ``on``, ``no``, ``012``, ``1:30`` or ``2024-01-01``. A float has a point
even before an exponent (``1.0e-05``), or readers of version 1.1 would take it for a string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from hprun.errors import ConfigError
from hprun.frozen import Record
from hprun.literal import Text
from hprun.values.languages.layout import Entry, Language, escaped, is_live
from hprun.values.tree import DEEPEST, Given, Tree

_MOST_REPEATED = 100_000
"""Values that aliases may stand for; beyond, a short file can be made to fill the memory."""

_MARK = "\ufeff"
_CORE = "tag:yaml.org,2002:"
_TAGS = {
    yaml.ScalarEvent: ("str", "int", "float", "bool", "null"),
    yaml.SequenceStartEvent: ("seq",),
    yaml.MappingStartEvent: ("map",),
}


TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from hprun.values.languages.layout import Group

    _Valued: TypeAlias = yaml.ScalarEvent | yaml.CollectionStartEvent

LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(text: str, path: str, loader: type[yaml.SafeLoader | yaml.CSafeLoader] = LOADER) -> object:
    """Return what a document holds: `Tree`, list, `Text`, str, or None where it is empty.

    Raises ConfigError, with line and column.
    """
    text = text.lstrip(_MARK)
    if _MARK in text:  # the two parsers do not agree on it
        raise _refused(_MARK, text, path)
    try:
        return _Document(yaml.parse(text, Loader=loader), path).value()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else path
        line = text.split("\n")[mark.line : mark.line + 1] if mark else []
        advice = (
            'in brackets a reference stands in quotes: "${name}"' if "${" in "".join(line) else ""
        )
        what = f"not YAML: {error.problem or error.context}"
        raise ConfigError(what, origin=place, advice=advice) from None
    except yaml.reader.ReaderError as error:
        raise _refused(chr(error.character), text, path) from None


def _refused(character: str, text: str, path: str) -> ConfigError:
    """Return the error for a character, at its first place in the text.

    The two parsers count positions in different units, bytes and characters.
    """
    line = text.count("\n", 0, max(0, text.find(character))) + 1
    return ConfigError(f"not YAML: it holds the character {character!r}", origin=f"{path}:{line}")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Node(Record):
    """A value, and how many values it holds."""

    value: object
    size: int


class _Document:
    """The events of a document, put together again; one object for each file."""

    def __init__(self, events: Iterator[yaml.Event], path: str) -> None:
        self._events = events
        self._path = path
        self._anchored: dict[str, _Node | None] = {}
        self._repeated = 0

    def value(self) -> object:
        """Return the value of the only document."""
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        node = self._node(next(self._events), 0)
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._error("a second document begins", after, "keep one in a file")
        return node.value

    def _node(self, event: yaml.Event, depth: int) -> _Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        assert isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)  # noqa: S101 - for mypy
        self._check(event, depth)
        if event.anchor:
            self._anchored[event.anchor] = None
        if isinstance(event, yaml.ScalarEvent):
            node = _Node(self._scalar(event), 1)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(depth)
        else:
            node = self._mapping(depth)
        if event.anchor:
            self._anchored[event.anchor] = node
        return node

    def _check(self, event: _Valued, depth: int) -> None:
        if depth > DEEPEST:
            raise self._error(f"it nests deeper than {DEEPEST}", event)
        tag = (event.tag or "!").removeprefix(_CORE)
        if tag != "!" and tag not in _TAGS[type(event)]:
            raise self._error(f"the tag {event.tag} is refused", event, "a file constructs nothing")

    def _alias(self, event: yaml.AliasEvent) -> _Node:
        if event.anchor not in self._anchored:
            raise self._error(f"*{event.anchor} has no anchor before it", event)
        node = self._anchored[event.anchor]
        if node is None:
            raise self._error(f"*{event.anchor} stands inside of its own anchor", event)
        self._repeated += node.size
        if self._repeated > _MOST_REPEATED:
            raise self._error(f"aliases stand for more than {_MOST_REPEATED} values", event)
        return node

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        if any("\ud800" <= character <= "\udfff" for character in event.value):
            raise self._error("half of a surrogate pair stands for no character", event)
        quoted = event.style not in (None, "")
        if quoted or event.tag in ("!", f"{_CORE}str"):
            return str(event.value)
        return Text(event.value) if event.value else None

    def _sequence(self, depth: int) -> _Node:
        nodes = []
        while not isinstance(inner := next(self._events), yaml.SequenceEndEvent):
            nodes.append(self._node(inner, depth + 1))
        size = 1 + sum(node.size for node in nodes)
        return _Node([node.value for node in nodes], size)

    def _mapping(self, depth: int) -> _Node:
        entries: dict[str, Given] = {}
        merged: list[Given] = []
        size = 1
        while not isinstance(written := next(self._events), yaml.MappingEndEvent):
            key = self._node(written, depth + 1)
            node = self._node(next(self._events), depth + 1)
            size += node.size
            if key.value == "<<" and isinstance(key.value, Text):
                merged += self._merged(node, written)
                continue
            entry = Given(self._key(key, written), node.value, self._place(written))
            if entry.name in entries:
                first = entries[entry.name].origin
                raise ConfigError(f"{entry.name!r} stands twice", origin=f"{first}, {entry.origin}")
            entries[entry.name] = entry
        for entry in merged:
            entries.setdefault(entry.name, entry)
        return _Node(Tree(tuple(entries.values())), size)

    def _key(self, key: _Node, event: yaml.Event) -> str:
        if key.value is None or isinstance(key.value, str):
            return key.value or ""
        raise self._error("a key is a list or a mapping", event, "a key is a name")

    def _merged(self, node: _Node, event: yaml.Event) -> list[Given]:
        """Return the entries that ``<<: *base`` brings in; the first of several has them."""
        bases = node.value if isinstance(node.value, list) else [node.value]
        trees = [base for base in bases if isinstance(base, Tree)]
        if len(trees) < len(bases):
            raise self._error("<< takes a mapping or a list of them", event)
        return [entry for tree in trees for entry in tree.entries]

    def _place(self, event: yaml.Event) -> str:
        return f"{self._path}:{_line(event)}"

    def _error(self, what: str, event: yaml.Event, advice: str = "") -> ConfigError:
        return ConfigError(what, origin=self._place(event), advice=advice)


# Writing

_WORD = re.compile(r"[A-Za-z_/][\w./-]*(?: [\w./-]+)*", re.ASCII)
_RESERVED = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan"))


def spell(value: object, quoted: bool) -> str:  # noqa: FBT001, PLR0911 - one for each shape
    """Return the value on one line, containers in flow style. Raises ValueError."""
    match value:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case int():
            return repr(value)
        case float():
            return _float(value)
        case str():
            plain = not quoted and not isinstance(value, Text) and _is_word(value)
            return str(value) if plain else _quoted(value)
        case list() | tuple():
            return f"[{', '.join(spell(each, quoted) for each in value)}]"
        case set() | frozenset():
            return f"[{', '.join(sorted(spell(each, quoted) for each in value))}]"
        case dict():
            pairs = (f"{spell(key, quoted)}: {spell(each, quoted)}" for key, each in value.items())
            return f"{{{', '.join(pairs)}}}"
    raise ValueError(value)


def document(group: Group) -> str:
    """Return the lines of a file, nested by indentation; a blank line sets groups apart."""
    lines = list(_lines(group, ""))
    return "".join(f"{line}\n" for line in lines[not lines or not lines[0] :])


def _lines(group: Group, indent: str) -> Iterator[str]:
    after_group = False
    for name, item in group.items():
        key = name if _is_word(name) and " " not in name else _quoted(name)
        is_group = not isinstance(item, Entry)
        if not indent and (is_group or after_group):
            yield ""
        after_group = is_group
        dead = "" if is_live(item) else "# "
        if isinstance(item, Entry):
            yield f"{indent}# {item.comment}"
            yield f"{indent}{dead}{key}: {item.source if dead else item.text}".rstrip()
        else:
            yield f"{indent}{dead}{key}:"
            yield from _lines(item, f"{indent}  ")


def _is_word(text: str) -> bool:
    return _WORD.fullmatch(text) is not None and text.casefold() not in _RESERVED


def _float(value: float) -> str:
    if value != value or abs(value) == float("inf"):  # noqa: PLR0124 - NaN
        return repr(value).replace("inf", ".inf").replace("nan", ".nan")
    mantissa, exponent, power = repr(value).partition("e")
    point = ".0" if exponent and "." not in mantissa else ""
    return f"{mantissa}{point}{exponent}{power}"


def _quoted(text: str) -> str:
    if text.isprintable():
        return "'{}'".format(text.replace("'", "''"))
    return escaped(text)


YAML = Language("yaml", spell, document, "x: {}\n")

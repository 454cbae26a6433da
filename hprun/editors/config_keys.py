"""Layer 4: where the keys of a file of values stand, as far as it can be read."""

from __future__ import annotations

import re
import tomllib

from hprun.editors.spots import Span
from hprun.frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hprun.editors.documents import Document

_PIECE = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_PART = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)"""
_KEYS = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_TABLE = re.compile(rf"[ \t]*\[\[?[ \t]*(?P<key>{_KEYS})[ \t]*\]")
_ENTRY = re.compile(rf"[ \t]*(?P<key>{_KEYS})[ \t]*=[ \t]*(?P<value>[^#]*)")
_THREES = ('"""', "'''")


class Key(Record):
    """A key of a file: its `text`, the full `name` with the keys `above` it, and where it stands.

    `value` is where what it gives stands, if that is on one line, and no mapping.
    """

    name: str
    text: str
    above: str
    span: Span
    value: Span | None = None


def keys_of(document: Document, language: str) -> list[Key]:
    """Return the keys of a file in their order; of one that cannot be read, those before that."""
    if language == "json":
        return [*_of_json(document)]
    if language == "toml":
        return [*_of_toml(document)]
    return [*_of_yaml(document)]


def _joined(above: str, text: str) -> str:
    return f"{above}.{text}" if above else text


def _of_yaml(document: Document) -> Iterator[Key]:
    import yaml

    from hprun.values.languages.yaml import LOADER

    events = yaml.parse(document.text, Loader=LOADER)
    stack: list[tuple[bool, str]] = []
    waiting: Key | None = None
    try:
        for event in events:
            if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                if waiting is not None:
                    yield waiting
                above = waiting.name if waiting else (stack[-1][1] if stack else "")
                stack.append((isinstance(event, yaml.MappingStartEvent), above))
                waiting = None
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                stack.pop()
            elif isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
                span = _marked(event, document)
                if waiting is not None:
                    yield waiting.replace(value=span)
                    waiting = None
                elif stack and stack[-1][0] and isinstance(event, yaml.ScalarEvent) and span:
                    above = stack[-1][1]
                    text = event.value
                    waiting = Key(_joined(above, text), text, above, _inside(span, document))
    except yaml.YAMLError:
        if waiting is not None:
            yield waiting


def _marked(event: object, document: Document) -> Span | None:
    start, end = getattr(event, "start_mark", None), getattr(event, "end_mark", None)
    if start is None or end is None or start.line != end.line:
        return None
    return Span(document.path, start.line, start.column, end.column)


def _inside(span: Span, document: Document) -> Span:
    """Return a span without the quotes around it."""
    piece = document.lines[span.line][span.start : span.end]
    quoted = len(piece) > 1 and piece[0] == piece[-1] and piece[0] in "'\""
    return span.replace(start=span.start + 1, end=span.end - 1) if quoted else span


def _of_json(document: Document) -> Iterator[Key]:
    stack: list[tuple[str, str]] = []
    waiting: Key | None = None
    lines = enumerate(document.lines)
    pieces = [(number, match) for number, line in lines for match in _PIECE.finditer(line)]
    for at, (number, match) in enumerate(pieces):
        piece = match[0]
        follows = pieces[at + 1][1][0] if at + 1 < len(pieces) else ""
        span = Span(document.path, number, match.start(), match.end())
        if piece in "{[":
            if waiting is not None:
                yield waiting
            above = waiting.name if waiting else (stack[-1][1] if stack else "")
            stack.append((piece, above))
            waiting = None
        elif piece in "}]":
            if stack:
                stack.pop()
        elif follows == ":" and piece[0] == '"' and stack and stack[-1][0] == "{":
            above, text = stack[-1][1], piece[1:-1]
            waiting = Key(_joined(above, text), text, above, _inside(span, document))
        elif piece not in ",:" and waiting is not None:
            yield waiting.replace(value=span)
            waiting = None
    if waiting is not None:
        yield waiting


def _of_toml(document: Document) -> Iterator[Key]:
    table, closing = "", ""
    for number, line in enumerate(document.lines):
        if closing:
            closing = "" if line.count(closing) % 2 else closing
            continue
        if match := _TABLE.match(line):
            table = _plain(match["key"])
            span = Span(document.path, number, match.start("key"), match.end("key"))
            yield Key(table, table, "", _inside(span, document))
        elif match := _ENTRY.match(line):
            text = _plain(match["key"])
            span = Span(document.path, number, match.start("key"), match.end("key"))
            end = match.start("value") + len(match["value"].rstrip())
            value = Span(document.path, number, match.start("value"), end)
            yield Key(_joined(table, text), text, table, _inside(span, document), value)
        closing = next((three for three in _THREES if line.count(three) % 2), "")


def _plain(key: str) -> str:
    """Return a key without quotes: its parts, joined."""
    try:
        found: object = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return key
    parts = []
    while isinstance(found, dict):
        [(part, found)] = found.items()
        parts.append(part)
    return ".".join(parts)

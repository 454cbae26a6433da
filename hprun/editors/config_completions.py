"""Layer 4: the names and values that may stand at a place of a file of values.

The file is being written and may not be one yet: what stands above a line is read by its looks.
"""

from __future__ import annotations

import re

from hprun.convert import choices_of
from hprun.editors.completions import Completion
from hprun.editors.config_keys import keys_of
from hprun.editors.spots import Span
from hprun.frozen import Record
from hprun.show import show
from hprun.values.files import language_of
from hprun.values.layer import key_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hprun.editors.documents import Document
    from hprun.model import Catalog, Parameter

_REFERENCE = re.compile(r"(?<!\$)\$\{(?P<text>[\w.:]*)$")
_YAML_KEY = re.compile(r"^(?P<indent>\s*)(?P<quote>[\"']?)(?P<text>[\w.:]*)$")
_YAML_VALUE = re.compile(
    r"^(?P<indent>\s*)[\"']?(?P<key>[\w.:]+?)[\"']?:\s+[\"']?(?P<text>[^\s\"'#{\[]*)$"
)
_YAML_ABOVE = re.compile(r"^(?P<indent>\s*)[\"']?(?P<key>[\w.:]+?)[\"']?:\s*(?:#.*)?$")
_TOML_TABLE = re.compile(r"^\s*\[(?P<key>[\w.\"]+)\]")
_TOML_KEY = re.compile(r"^\s*(?P<text>[\w.]*)$")
_TOML_HEAD = re.compile(r"^\s*\[(?P<text>[\w.]*)$")
_TOML_VALUE = re.compile(r"^\s*(?P<key>[\w.]+)\s*=\s*[\"']?(?P<text>[^\s\"']*)$")
_JSON_PIECE = re.compile(r'"((?:[^"\\\n]|\\.)*)"|[{}\[\],:]|[^\s{}\[\],:"]+')
_JSON_OPEN = re.compile(r'"(?P<text>[\w.:]*)$')


class Place(Record):
    """What is being written: the beginning of a name below others, or of the value of a name."""

    text: str
    above: str = ""
    key: str = ""
    groups: bool = False
    references: bool = False


def completions(
    document: Document, line: int, column: int, catalogs: Iterable[Catalog]
) -> list[Completion]:
    """Return what may be written at a place of a file that is for some programs."""
    lines = document.lines[: line + 1]
    before = lines[-1][:column] if line < len(document.lines) else ""
    place = _place(before, lines[:-1], language_of(document.path))
    if place is None:
        return []
    if not (place.key or place.groups or place.references):
        place = _below(place)
    span = Span(document.path, line, column - len(place.text), column)
    taken = _taken(document, place, span)
    found: dict[str, Completion] = {}
    for catalog in catalogs:
        for each in _offered(place, span, catalog):
            if place.key or place.references or each.label not in taken:
                found.setdefault(each.label, each)
    return [*found.values()]


def _below(place: Place) -> Place:
    """Return a place at which the last part of a name with dots is written."""
    group, dot, last = place.text.rpartition(".")
    above = f"{place.above}.{group}" if place.above else group
    return place.replace(text=last, above=above) if dot else place


def _taken(document: Document, place: Place, span: Span) -> set[str]:
    """Return the names that stand beside the one that is being written."""
    keys = keys_of(document, language_of(document.path))
    above = f"{place.above}." if place.above else ""
    others = (key for key in keys if not key.span.holds(span.line, span.end))
    full = (f"{key.above}.{key.text}" if key.above else key.text for key in others)
    return {name.removeprefix(above) for name in full if name.startswith(above)}


def _offered(place: Place, span: Span, catalog: Catalog) -> Iterator[Completion]:
    if place.key:
        name = f"{place.above}.{place.key}" if place.above else place.key
        key = key_of(catalog, name)
        if key is not None:
            for text in _values(catalog.parameters[key]):
                yield Completion(span, text, key, None)
        return
    above = f"{place.above}." if place.above else ""
    for key, parameter in catalog.parameters.items():
        if not key.startswith(above):
            continue
        rest = key.removeprefix(above)
        if place.references:
            yield Completion(span, rest, key, parameter)
            continue
        label, dot, _ = rest.partition(".")
        if place.groups:
            group = rest.rpartition(".")[0]
            if group:
                yield Completion(span, group, key, None)
        else:
            yield Completion(span, label, key, None if dot else parameter)


def _values(parameter: Parameter) -> list[str]:
    choices = choices_of(parameter.type)
    if choices:
        return [show(each) for each in choices]
    return ["true", "false"] if parameter.type.kind == "bool" else []


def _place(before: str, above: Sequence[str], language: str) -> Place | None:
    if match := _REFERENCE.search(before):
        return Place(match["text"], references=True)
    if language == "json":
        return _in_json(before, above)
    return _in_toml(before, above) if language == "toml" else _in_yaml(before, above)


def _in_yaml(before: str, above: Sequence[str]) -> Place | None:
    key, value = _YAML_KEY.match(before), _YAML_VALUE.match(before)
    if key is not None:
        return Place(key["text"], _above_in_yaml(len(key["indent"]), above))
    if value is not None:
        parents = _above_in_yaml(len(value["indent"]), above)
        return Place(value["text"], parents, value["key"])
    return None


def _above_in_yaml(indent: int, lines: Sequence[str]) -> str:
    parts: list[str] = []
    for line in reversed(lines):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _YAML_ABOVE.match(line)
        own = len(line) - len(line.lstrip())
        if own < indent:
            if match is None:
                break
            parts.insert(0, match["key"])
            indent = own
        if indent == 0:
            break
    return ".".join(parts)


def _in_toml(before: str, above: Sequence[str]) -> Place | None:
    if match := _TOML_HEAD.match(before):
        return Place(match["text"], groups=True)
    heads = (match["key"] for line in reversed(above) if (match := _TOML_TABLE.match(line)))
    table = next(heads, "").replace('"', "")
    if match := _TOML_KEY.match(before):
        return Place(match["text"], table)
    if match := _TOML_VALUE.match(before):
        return Place(match["text"], table, match["key"])
    return None


def _in_json(before: str, above: Sequence[str]) -> Place | None:
    """Take what stands before the text in quotes that is open, bracket by bracket."""
    opened = _JSON_OPEN.search(before)
    if opened is None:
        return None
    stack: list[str] = []
    key, colon = "", False
    for match in _JSON_PIECE.finditer("\n".join((*above, before[: opened.start()]))):
        piece = match[0]
        if piece in "{[":
            stack.append(key if colon else "")
            key, colon = "", False
        elif piece in "}]":
            if stack:
                stack.pop()
            key, colon = "", False
        elif piece == ",":
            key, colon = "", False
        elif piece == ":":
            colon = True
        elif not colon:
            key = match[1] or ""
    parents = ".".join(filter(None, stack))
    return Place(opened["text"], parents, key if colon else "") if stack else None

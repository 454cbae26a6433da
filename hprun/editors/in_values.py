"""Layer 4: what stands in a file of values: the parameters of its keys, and what is wrong."""

from __future__ import annotations

import os
import re

from hprun.editors.config_keys import Key, keys_of
from hprun.editors.findings import Finding
from hprun.editors.renames import parted
from hprun.editors.spots import Span, Spot
from hprun.editors.symbols import Symbol
from hprun.errors import ConfigError, HprunError, UnknownParameter
from hprun.values.configuration import layers, taken_apart
from hprun.values.files import language_of, layer, parse
from hprun.values.interpolation import interpolated
from hprun.values.layer import place_of
from hprun.values.merge import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hprun.editors.documents import Document
    from hprun.model import Catalog

_REFERENCE = re.compile(r"\$?\$\{\s*([^{}\s]+)\s*\}")
_KINDS = {"UnknownParameter": "unknown", "InvalidValue": "invalid", "NameClash": "clash"}


def symbol_at(
    document: Document, line: int, column: int, catalogs: Iterable[Catalog]
) -> Symbol | None:
    """Return the parameter whose name stands at a place of a file: as a key, or in ``${name}``."""
    for name, spot in _names(document, line):
        if spot.span.holds(line, column):
            for catalog in catalogs:
                place = place_of(catalog, name)
                if place is not None:
                    key = place[0]
                    return Symbol(key, catalog.parameters[key], catalog, spot)
    return None


def _names(document: Document, line: int) -> Iterator[tuple[str, Spot]]:
    """Yield the names on a line, in full, each with where it stands."""
    for key in keys_of(document, language_of(document.path)):
        if key.span.line == line:
            before, bare, _ = parted(key.text)
            manager = bare.rpartition(":")[0]
            start = key.span.start + len(before) + (len(manager) + 1 if manager else 0)
            text = bare.rpartition(":")[2]
            span = key.span.replace(start=start, end=start + len(text))
            full = f"{key.above}.{bare}" if key.above else bare
            yield full, Spot(span, text, is_quoted=True)
    for match in _REFERENCE.finditer(document.lines[line] if line < len(document.lines) else ""):
        if not match[0].startswith("$$"):
            span = Span(document.path, line, match.start(1), match.end(1))
            yield match[1], Spot(span, match[1], is_quoted=True)


def findings(document: Document, catalogs: Sequence[Catalog], *, lax: bool) -> list[Finding]:
    """Return what is wrong in a file that is for some programs: what is so for all of them.

    In a `lax` project, names that no parameter has are let through.
    """
    found: list[dict[tuple[Span, str], Finding]] = []
    for catalog in catalogs:
        each = {(one.span, one.kind): one for one in _findings(document, catalog, lax=lax)}
        found.append(each)
    if not found:
        return []
    first, *others = found
    return [each for place, each in first.items() if all(place in other for other in others)]


def _findings(document: Document, catalog: Catalog, *, lax: bool) -> Iterator[Finding]:
    path = _typed(document.path)
    keys = keys_of(document, language_of(path))
    for error in _mistakes(document, path, catalog, lax=lax):
        for line in _lines(error.origin, path):
            span = _span(error, line, keys, document)
            advice = f"; {error.advice}" if error.advice else ""
            kind = _KINDS.get(type(error).__name__, "values")
            yield Finding(span, kind, f"{error.what}{advice}", is_error=True)


def _mistakes(
    document: Document, path: str, catalog: Catalog, *, lax: bool
) -> Sequence[HprunError]:
    try:
        givens, bases = taken_apart(parse(document.text, path, language_of(path)), path, catalog)
    except ConfigError as error:
        return [error if error.origin else ConfigError(error.what, origin=f"{path}:1")]
    below = [*layers((base for base, _ in bases), catalog, "", lax=True)]
    laid = interpolated([*below, layer(givens, catalog, lax=lax)], catalog)
    mistakes = resolve(catalog, laid).mistakes
    return [each for each in mistakes if isinstance(each, HprunError)]


def _lines(origin: str, path: str) -> list[int]:
    """Return the lines of a file that the origin of an error names, counted from 0."""
    found = re.findall(rf"(?:^|, ){re.escape(path)}:(\d+)", origin)
    return [int(each) - 1 for each in found]


def _span(error: HprunError, line: int, keys: Sequence[Key], document: Document) -> Span:
    """Return what is underlined: a key that is unknown, a value that does not fit, or a line."""
    here = [key for key in keys if key.span.line == line]
    named = [key for key in here if f"'{parted(key.name)[1]}'" in error.what] or here
    if named:
        key = named[0]
        is_name = isinstance(error, UnknownParameter) or key.value is None
        return key.span if is_name or key.value is None else key.value
    text = document.lines[line] if line < len(document.lines) else ""
    return Span(document.path, line, len(text) - len(text.lstrip()), len(text.rstrip()))


def _typed(path: str) -> str:
    short = os.path.relpath(path)
    return path if short.startswith(os.pardir) else short

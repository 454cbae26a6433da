"""Layer 4: parameters by the places at which they stand."""

from __future__ import annotations

import os

from hprun.editors.spots import Spot, spot
from hprun.frozen import Record
from hprun.model import Definition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hprun.editors.documents import Document, Documents
    from hprun.model import Catalog, Location, Parameter


class Symbol(Record):
    """A parameter of a program, come to by a place where it stands."""

    key: str
    parameter: Parameter
    catalog: Catalog
    spot: Spot


def symbol_at(
    document: Document, line: int, column: int, catalogs: Iterable[Catalog]
) -> Symbol | None:
    """Return the parameter whose name stands at a place of a file, if any does."""
    for catalog in catalogs:
        for key, parameter, found in on_line(catalog, document.path, line):
            where = spot(found, document)
            if where.span.holds(line, column):
                return Symbol(key, parameter, catalog, where)
    return None


def on_line(catalog: Catalog, path: str, line: int) -> Iterator[tuple[str, Parameter, Definition]]:
    """Yield what a line of a file, counted from 0, has a part in defining."""
    for key, parameter in catalog.parameters.items():
        for each in parameter.definitions:
            place = each.location
            if place.line - 1 <= line < max(place.end_line, place.line) and is_at(place, path):
                yield key, parameter, each


def is_at(place: Location, path: str) -> bool:
    """Return whether a place is in the file of an absolute path."""
    return os.path.basename(place.path) == os.path.basename(path) and (
        os.path.abspath(place.path) == path
    )


def same(symbol: Symbol, catalogs: Iterable[Catalog]) -> Iterator[tuple[str, Parameter, Catalog]]:
    """Yield the parameters of all programs that share a place of definition with one."""
    places = {_place(each) for each in symbol.parameter.definitions}
    for catalog in catalogs:
        for key, parameter in catalog.parameters.items():
            named = (parameter.manager, parameter.name)
            if named == (symbol.parameter.manager, symbol.parameter.name) and any(
                _place(each) in places for each in parameter.definitions
            ):
                yield key, parameter, catalog


def _place(each: Definition) -> tuple[str, int, int]:
    return os.path.abspath(each.location.path), each.location.line, each.location.column


def occurrences(
    symbol: Symbol, catalogs: Iterable[Catalog], documents: Documents
) -> Iterator[tuple[Definition, Spot]]:
    """Yield every place at which a parameter stands in code, each once."""
    seen: set[object] = set()
    for _, parameter, _ in same(symbol, catalogs):
        for each in parameter.definitions:
            document = documents.at(os.path.abspath(each.location.path))
            where = spot(each, document) if document else None
            if where is not None and where.span not in seen:
                seen.add(where.span)
                yield each, where

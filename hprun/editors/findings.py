"""Layer 4: what is wrong in a file, as `hprun check` says it, at the places where it stands."""

from __future__ import annotations

import os

from hprun.editors.spots import Span, spot
from hprun.editors.symbols import is_at, on_line
from hprun.frozen import Record
from hprun.values.masking import catalog_without_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hprun.editors.documents import Document, Documents
    from hprun.model import Catalog, Location, Problem

ERRORS = ("conflict", "clash")
"""The problems that stop a run; others are warnings."""


class Finding(Record):
    """A problem at a place; `related` are further places that have a part in it."""

    span: Span
    kind: str
    message: str
    is_error: bool = False
    related: tuple[Span, ...] = ()


def in_code(document: Document, catalogs: Iterable[Catalog], documents: Documents) -> list[Finding]:
    """Return what is wrong with the parameters in a Python file, in any of its programs."""
    found: dict[object, Finding] = {}
    for catalog in catalogs:
        problems = catalog_without_secrets(catalog).problems if catalog.problems else ()
        for problem in problems:
            for each in _at_its_places(problem, document, catalog, documents):
                found.setdefault((each.span, each.message), each)
    return [*found.values()]


def _at_its_places(
    problem: Problem, document: Document, catalog: Catalog, documents: Documents
) -> Iterator[Finding]:
    for place in problem.locations:
        if is_at(place, document.path):
            others = (each for each in problem.locations if each != place)
            related = tuple(_span(each, catalog, documents) for each in others)
            span = _span(place, catalog, documents)
            is_error = problem.kind in ERRORS
            yield Finding(span, problem.kind, problem.message, is_error, related)


def _span(place: Location, catalog: Catalog, documents: Documents) -> Span:
    path = os.path.abspath(place.path)
    document = documents.at(path)
    for _, _, found in on_line(catalog, path, place.line - 1) if document else ():
        if found.location == place and document is not None:
            return spot(found, document).span
    return Span(path, place.line - 1, place.column - 1, place.column - 1)

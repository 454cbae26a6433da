"""Layer 4: a script as a list of what can be set in it, and the line that it begins to run at."""

from __future__ import annotations

import os
import re

from hprun.convert import choices_of
from hprun.editors.descriptions import default_of, kind_of
from hprun.editors.spots import Span, spot
from hprun.frozen import Record
from hprun.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.editors.documents import Document, Documents
    from hprun.model import Catalog, Parameter

_ENTRY = re.compile(r"if\s+__name__\s*==\s*[\"']__main__[\"']")


class Listed(Record):
    """A parameter as a list shows it, all in words; `span` is where it is defined."""

    key: str
    type: str
    default: str
    required: bool
    help: str
    choices: tuple[str, ...]
    span: Span


class Script(Record):
    """A script, the line of its entry, counted from 0, and what can be set in it."""

    path: str
    entry: int
    parameters: tuple[Listed, ...]


def script_of(document: Document, catalog: Catalog, documents: Documents) -> Script | None:
    """Return a script as a list; None where there is nothing to set."""
    listed = tuple(
        _listed(key, each, documents)
        for key, each in catalog.parameters.items()
        if any(found.role != "caller" for found in each.definitions)
    )
    if not listed:
        return None
    entries = (at for at, line in enumerate(document.lines) if _ENTRY.match(line))
    return Script(document.path, next(entries, 0), listed)


def _listed(key: str, parameter: Parameter, documents: Documents) -> Listed:
    place = parameter.location
    found = next(each for each in parameter.definitions if each.location == place)
    path = os.path.abspath(place.path)
    document = documents.at(path)
    span = spot(found, document).span if document else Span(path, place.line - 1, 0, 0)
    choices = tuple(show(each) for each in choices_of(parameter.type) or ())
    default = default_of(key, parameter)
    return Listed(
        key, kind_of(parameter), default, parameter.required, parameter.help, choices, span
    )

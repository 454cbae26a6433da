"""Layer 4: files of values in a workspace: which programs they are for, and what they set there."""

from __future__ import annotations

import json
import os
import re

from hprun.editors.config_keys import keys_of
from hprun.editors.descriptions import Setting
from hprun.editors.documents import Document, Known
from hprun.errors import HprunError
from hprun.values.configuration import EXTENDS, SCHEMA
from hprun.values.files import LANGUAGES, layer, parse
from hprun.values.layer import place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hprun.model import Catalog

_NAMES_SCHEMA = re.compile(
    r"^\s*(?:#\s*yaml-language-server:\s*\$schema=|#:schema\s+|\"\$schema\"\s*:\s*\")([^\s\"]+)",
    re.MULTILINE,
)
_TITLE = "Values for "
_HEAD = 5
_ENOUGH = 0.5
"""The share of the names of a file that a program has to know, where nothing says whose it is."""


def is_config(path: str) -> bool:
    """Return whether a path is that of a file of values."""
    return os.path.splitext(path)[1].lower() in LANGUAGES


def read(document: Document) -> Known:
    """Return what a text says, and the schema that it names; mistakes are told elsewhere."""
    if document.known is not None:
        return document.known
    language = LANGUAGES[os.path.splitext(document.path)[1].lower()]
    head = "\n".join(document.lines[:_HEAD])
    named = _NAMES_SCHEMA.search(head)
    schema = named[1] if named else ""
    try:
        givens = parse(document.text, document.path, language)
    except HprunError:
        keys = keys_of(document, language)
        names = tuple(key.name for key in keys if key.value is not None)
        document.known = Known((), schema, names)
    else:
        said = (each for each in givens if each.name not in (EXTENDS, SCHEMA))
        document.known = Known(tuple(said), schema)
    return document.known


def entry_of(schema: str, path: str, folder: str) -> str:
    """Return the script whose schema a file names, as an absolute path; empty if none is found."""
    beside = os.path.dirname(path)
    place = os.path.normpath(os.path.join(beside, schema))
    try:
        with open(place, "rb") as file:
            title = json.load(file)["title"]
    except (OSError, ValueError, LookupError, TypeError):
        return ""
    if not isinstance(title, str) or not title.startswith(_TITLE):
        return ""
    word = title.removeprefix(_TITLE)
    for start in (folder, os.path.dirname(place), beside):
        entry = os.path.normpath(os.path.join(start, word))
        if os.path.isfile(entry):
            return entry
    return ""


def fitting(known: Known, catalogs: Mapping[str, Catalog]) -> list[str]:
    """Return the scripts whose parameters fit the names of a file best, by their entries.

    Constants do not count: many files happen to have names of some.
    """
    scores = {entry: _score(known, catalog) for entry, catalog in catalogs.items()}
    best = max(scores.values(), default=0.0)
    return [entry for entry, score in scores.items() if score == best and score >= _ENOUGH]


def _score(known: Known, catalog: Catalog) -> float:
    laid = layer(known.givens, catalog, lax=True)
    names = (*(each.name for each in laid.assignments), *known.names)
    places = (place_of(catalog, name) for name in names)
    found = sum(1 for place in places if place and place[0] not in catalog.constants)
    count = len(names) + len(laid.ignored)
    return found / count if count else 0.0


def settings(known: Known, path: str, catalog: Catalog) -> Iterator[tuple[str, Setting]]:
    """Yield what a file sets in a program, by key."""
    for each in layer(known.givens, catalog, lax=True).assignments:
        place = place_of(catalog, each.name)
        line = each.origin.rpartition(":")[2]
        if place is not None:
            number = int(line) if line.isdecimal() else 1
            yield place[0], Setting(path, number, each.value)

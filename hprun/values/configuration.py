"""Layer 1: the files that a run is configured by: those that are named, and those they extend.

``extends: base.yaml`` at the top of a file lays that file below it; a list lays several, the later
over the earlier. A file that several extend is laid once, below all of them. The places of the
values stay what they are: each file is a layer of its own.
"""

from __future__ import annotations

import os

from hprun.errors import ConfigError
from hprun.model import FILE
from hprun.values.files import layer, load
from hprun.values.layer import Layer
from hprun.values.presets import find
from hprun.values.references import in_environment
from hprun.values.tree import Given

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hprun.model import Catalog

EXTENDS = "extends"
"""The key that names other files; a parameter of the program that is called so goes before it."""
SCHEMA = "$schema"
"""The key by which editors find the schema of a JSON file; it says nothing to us."""


def layers(
    named: Iterable[str | list[Given]], catalog: Catalog, presets: str, *, lax: bool = False
) -> Iterator[Layer]:
    """Yield what files say, one layer for each, in the order in which they are laid.

    `named` are paths, ``-`` for standard input, and ``+name`` for a preset in the folder `presets`;
    what is given already stands for itself. A file that cannot be read is a layer too, with the
    mistake in it.
    """
    reading = _Reading(catalog)
    for word in named:
        for found in reading.named(word, presets) if isinstance(word, str) else (word,):
            if isinstance(found, ConfigError):
                yield Layer(FILE, (), mistakes=(found,))
            else:
                yield layer(found, catalog, lax=lax)


def taken_apart(
    givens: list[Given], path: str, catalog: Catalog
) -> tuple[list[Given], list[tuple[str, str]]]:
    """Return what a file gives to names, and the files that it extends with their places.

    Raises ConfigError where it extends what is no file.
    """
    return _Reading(catalog).taken_apart(givens, path)


class _Reading:
    """Reads files and those that they extend, each of these once."""

    def __init__(self, catalog: Catalog) -> None:
        keys = catalog.parameters
        self._has_schema = SCHEMA in keys
        self._reserved = not any(key == EXTENDS or key.startswith(f"{EXTENDS}.") for key in keys)
        self._laid: set[str] = set()

    def named(self, word: str, presets: str) -> Iterator[list[Given] | ConfigError]:
        """Yield what a file gives that is named on the command line, after those it extends."""
        try:
            path = find(word[1:], presets) if word.startswith("+") else word
        except ConfigError as error:
            yield error
        else:
            yield from self._extended(path, "", ())

    def _extended(
        self, path: str, place: str, above: tuple[str, ...]
    ) -> Iterator[list[Given] | ConfigError]:
        """Yield what a file gives, after those it extends; `above` are those that extend it."""
        real = os.path.realpath(path)
        reals = [os.path.realpath(each) for each in above]
        if real in reals:
            circle = " → ".join((*above[reals.index(real) :], path))
            advice = f"take one {EXTENDS} out"
            yield ConfigError(f"files extend each other: {circle}", origin=place, advice=advice)
            return
        if real in self._laid and above:
            return
        try:
            givens, bases = self.taken_apart(load(path), path)
        except ConfigError as error:
            yield ConfigError(error.what, origin=error.origin or place, advice=error.advice)
            return
        for base, written in bases:
            yield from self._extended(base, written, (*above, path))
        self._laid.add(real)
        yield givens

    def taken_apart(
        self, givens: list[Given], path: str
    ) -> tuple[list[Given], list[tuple[str, str]]]:
        """Return what a file gives to names, and the files that it extends with their places."""
        if not self._has_schema:
            givens = [each for each in givens if each.name != SCHEMA]
        if not self._reserved:
            return givens, []
        rest = [each for each in givens if each.name != EXTENDS]
        bases = [
            (_beside(path, base), given.origin)
            for given in givens
            if given.name == EXTENDS
            for base in _paths(given)
        ]
        return rest, bases


def _paths(given: Given) -> list[str]:
    """Return the paths that ``extends`` names. Raises ConfigError."""
    listed = given.value if isinstance(given.value, list) else [given.value]
    if not listed or not all(isinstance(each, str) and each for each in listed):
        raise ConfigError(
            f"{EXTENDS} names no file",
            origin=given.origin,
            advice=f"write {EXTENDS}: base.yaml, or a list of files",
        )
    try:
        return [in_environment(str(each)) for each in listed]
    except ConfigError as error:
        raise ConfigError(error.what, origin=given.origin, advice=error.advice) from None


def _beside(path: str, base: str) -> str:
    """Return the path of a file that another names, as short as it may be written."""
    joined = os.path.join(os.path.dirname(path), base)
    short = os.path.normpath(joined)
    return short if os.path.realpath(short) == os.path.realpath(joined) else joined

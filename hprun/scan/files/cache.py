"""Layer 1: scans remembered in files, so that a program that did not change is not read again.

What a scan found is kept in the user's cache folder, one file for each program, together with the
state of everything that it was found in: of each file the size, the times and the number of its
inode; of each folder which of the modules that were looked for it holds. A folder in which
something else was written since is still good. The content of a source that was given along is
compared itself.
"""

from __future__ import annotations

import os
import sys
from marshal import dumps, loads
from time import time_ns

from hprun import kept
from hprun.frozen import Record
from hprun.literal import Text
from hprun.model import (
    Catalog,
    Constant,
    Default,
    Definition,
    Dynamic,
    Location,
    Opening,
    Parameter,
    Parser,
    Problem,
    Type,
    Words,
)
from hprun.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from hprun.model import Entry
    from hprun.scan.files.program import Program

    State = tuple[int, ...] | None
    Folder = tuple[str, State, tuple[str, ...], tuple[str, ...] | None]

_VERSIONS = 3
_SETTLED = 2 * 10**9
"""Nanoseconds after which a change of a file is sure to have another time: two seconds for some."""

_RECORDS: tuple[type[Record], ...] = (
    *(Catalog, Parameter, Definition, Default, Location, Type, Dynamic, Problem),
    *(Words, Constant, Parser, Opening),
)
_TUPLE, _TEXT, _RANGE = -1, -2, -3
_PLAIN = frozenset((str, int, float, bool, type(None)))
_DEEP: frozenset[object] = frozenset((tuple, dict, list, set, frozenset))


def scan(  # noqa: PLR0913 - all that a scan depends on
    entries: Sequence[Entry],
    search: Sequence[str],
    extra: Sequence[str] = (),
    *,
    cached: bool = True,
    thorough: bool = False,
    constants: bool = False,
) -> Catalog:
    """Return what `hprun.scan.scan` does, from the cache if nothing has changed since.

    Raises SourceError as that does. What is not `cached`, or `thorough`, is neither looked up nor
    kept.
    """
    if extra:
        from hprun.scan.pipeline import expanded

        extra = tuple(expanded(extra))
    key: tuple[object, ...] = ()
    path = ""
    if cached and not thorough:
        try:
            key = _key(entries, search, extra)
            key = (*key, "constants") if constants else key
            path = _path(key)
        except OSError:  # the current folder is gone
            path = ""
    known = _recalled(path, key) if path else None
    if known is not None:
        return known
    from hprun.scan.pipeline import surveyed

    started = time_ns()
    program, catalog = surveyed(entries, search, extra, thorough=thorough, constants=constants)
    if path and not sys.dont_write_bytecode:
        _keep(path, key, program, catalog, started)
    return catalog


def _key(
    entries: Sequence[Entry], search: Sequence[str], extra: Sequence[str]
) -> tuple[object, ...]:
    """Return all that a scan depends on beside files, as `marshal` can write it."""
    given = tuple(
        (each.path, each.package, each.source and (len(each.source), kept.digest(each.source)))
        for each in entries
    )
    versions = (VERSION, sys.hexversion, sys.implementation.cache_tag)
    return (*versions, os.getcwd(), given, tuple(search), tuple(extra))


def _path(key: tuple[object, ...]) -> str:
    """Return the file of a program, whatever its source says; empty where there is no folder."""
    versions, (here, given, search, extra, *more) = key[:_VERSIONS], key[_VERSIONS:]
    names = [each[:2] for each in given]  # type: ignore[attr-defined]  # as `_key` makes it
    return kept.place(([*versions], here, names, search, extra, *more))


# Recalling


def _recalled(path: str, key: tuple[object, ...]) -> Catalog | None:
    content = kept.read(path)
    if content is None:
        return None
    known, files, folders, catalog = loads(content)  # noqa: S302 - our own, and whole
    if known != key:
        return None
    if all(_state(each) == state for each, state in files) and all(map(_is_same, folders)):
        return unpacked(catalog)  # type: ignore[no-any-return]  # as it was packed
    return None


def _state(path: str) -> State:
    """Return what changes when a file does; None where there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)


def _is_same(folder: Folder) -> bool:
    """Return whether the modules that were looked for in a folder are there, or not, as before."""
    path, state, asked, present = folder
    if state is not None and _state(path) == state:
        return True
    try:
        names = frozenset(os.listdir(path))
    except (OSError, ValueError):
        return present is None
    return _present(names, asked) == present


def _present(names: frozenset[str] | None, asked: Iterable[str]) -> tuple[str, ...] | None:
    """Return which of the names in a folder matter to who looked for some modules."""
    if names is None:
        return None
    files = (name for each in asked for name in (each, f"{each}.py"))
    return tuple(name for name in ("__init__.py", *files) if name in names)


# Keeping


def _keep(
    path: str, key: tuple[object, ...], program: Program, catalog: Catalog, started: int
) -> None:
    read = [each for each, is_given in program.read.items() if not is_given]
    files = [(each, _state(each)) for each in read]
    if any(_is_fresh(state, started) for _, state in files):
        return
    folders = []
    for folder, names in program.finder.listed.items():
        shown, asked = folder or ".", tuple(program.finder.asked.get(folder, ()))
        state = _state(shown)
        certain = None if _is_fresh(state, started) else state
        folders.append((shown, certain, asked, _present(names, asked)))
    held: Any = (key, files, folders, packed(catalog))
    try:
        content = dumps(held)
    except ValueError:  # a default that only its class can write
        return
    kept.write(path, content)


def _is_fresh(state: State, started: int) -> bool:
    """Return whether something may have changed since it was read, and its times not tell."""
    return state is not None and max(state[1:3]) > started - _SETTLED


# A catalog as values that `marshal` can write, and back


def packed(value: Any) -> Any:  # noqa: ANN401 - of any type
    """Return a value with records, texts and tuples as tuples that begin with what they were."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if isinstance(value, Record):
        fields = [getattr(value, field) for field in kind._fields]
        known = kind in _RECORDS
        return (_RECORDS.index(kind) if known else _RANGE, *map(packed, fields))
    if kind is Text:
        return _TEXT, str(value)
    if kind is tuple:
        return (_TUPLE, *map(packed, value))
    if kind is dict:
        return {packed(key): packed(each) for key, each in value.items()}
    return kind(map(packed, value)) if kind in _DEEP else value


def unpacked(value: Any) -> Any:  # noqa: ANN401 - of any type
    """Return what `packed` was given."""
    kind = value.__class__
    if kind is tuple:
        what, *parts = value
        if what == _TEXT:
            return Text(parts[0])
        parts = [part if part.__class__ in _PLAIN else unpacked(part) for part in parts]
        if what >= 0:
            return _RECORDS[what](*parts)
        if what == _TUPLE:
            return tuple(parts)
        from hprun.ranges import Range

        return Range(*parts)
    if isinstance(value, dict):
        return {unpacked(key): unpacked(each) for key, each in value.items()}
    return kind(map(unpacked, value)) if kind in _DEEP else value

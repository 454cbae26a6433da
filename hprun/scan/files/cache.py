"""Layer 1: scans remembered in files, so that a program that did not change is not read again.

What a scan found is kept in the user's cache folder (``$XDG_CACHE_HOME/hprun``, else
``~/.cache/hprun``), one file for each program, together with the state of everything that it was
found in: of each file the size, the times and the number of its inode; of each folder which of the
modules that were looked for it holds. A folder in which something else was written since is still
good. The content of a source that was given along is compared itself.

It is a cache: what cannot be read, is damaged or belongs to somebody else is not there, and what
cannot be written is not kept. A file is written under another name and renamed, so that a process
that reads sees all of it or nothing. As with compiled code, nothing is written if python was asked
not to (``-B``).
"""

from __future__ import annotations

import os
import sys
from _imp import source_hash
from marshal import dumps, loads
from time import time_ns

from hprun.model import Catalog
from hprun.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from hprun.model import Entry
    from hprun.scan.files.program import Program

    State = tuple[int, ...] | None
    Folder = tuple[str, State, tuple[str, ...], tuple[str, ...] | None]

_KEY = 1
"""Of the hash, and the version of what a file holds."""
_DIGEST = 8
_SETTLED = 2 * 10**9
"""Nanoseconds after which a change of a file is sure to have another time: two seconds for some."""
_MOST = 1000
"""Files in the folder; when there are more, the older half is removed."""


def scan(
    entries: Sequence[Entry],
    search: Sequence[str],
    extra: Sequence[str] = (),
    *,
    cached: bool = True,
    thorough: bool = False,
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
            path = _path(key)
        except OSError:  # the current folder is gone
            path = ""
    known = _recalled(path, key) if path else None
    if known is not None:
        return known
    from hprun.scan.pipeline import surveyed

    started = time_ns()
    program, catalog = surveyed(entries, search, extra, thorough=thorough)
    if path and not sys.dont_write_bytecode:
        _keep(path, key, program, catalog, started)
    return catalog


def _key(
    entries: Sequence[Entry], search: Sequence[str], extra: Sequence[str]
) -> tuple[object, ...]:
    """Return all that a scan depends on beside files, as `marshal` can write it."""
    given = tuple(
        (each.path, each.package, each.source and (len(each.source), _digest(each.source)))
        for each in entries
    )
    versions = (VERSION, sys.hexversion, sys.implementation.cache_tag)
    return (*versions, os.getcwd(), given, tuple(search), tuple(extra))


def _path(key: tuple[object, ...]) -> str:
    """Return the file of a program, whatever its source says; empty where there is no folder."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.expanduser("~/.cache")
        if base[0] == "~":
            return ""
    *versions, here, given, search, extra = key
    names = [each[:2] for each in given]  # type: ignore[attr-defined]  # as `_key` makes it
    name = _digest(repr((versions, here, names, search, extra)).encode())
    return os.path.join(base, "hprun", name.hex())


def _digest(data: bytes) -> bytes:
    return source_hash(_KEY, data)


# Recalling


def _recalled(path: str, key: tuple[object, ...]) -> Catalog | None:
    try:
        with open(path, "rb") as file:
            if hasattr(os, "geteuid") and os.fstat(file.fileno()).st_uid != os.geteuid():
                return None
            content = file.read()
    except (OSError, ValueError):
        return None
    if content[:_DIGEST] != _digest(content[_DIGEST:]):
        return None
    known, files, folders, catalog = loads(content[_DIGEST:])  # noqa: S302 - our own, and whole
    if known != key:
        return None
    if all(_state(each) == state for each, state in files) and all(map(_is_same, folders)):
        from hprun.scan.files.cache_format import unpacked

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
    from hprun.scan.files.cache_format import packed

    held: Any = (key, files, folders, packed(catalog))
    try:
        content = dumps(held)
    except ValueError:  # a default that only its class can write
        return
    _write(path, _digest(content) + content)


def _is_fresh(state: State, started: int) -> bool:
    """Return whether something may have changed since it was read, and its times not tell."""
    return state is not None and max(state[1:3]) > started - _SETTLED


def _write(path: str, content: bytes) -> None:
    folder = os.path.dirname(path)
    draft = f"{path}.{os.getpid()}-{os.urandom(4).hex()}"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:
            file.write(content)
        os.replace(draft, path)
        names = os.listdir(folder)
        if len(names) > _MOST:
            _thin_out(folder, names)
    except OSError:
        return


def _thin_out(folder: str, names: list[str]) -> None:
    """Remove the older half of what is kept, leftovers of processes that died included."""
    paths = [os.path.join(folder, name) for name in names]
    for each in sorted(paths, key=os.path.getmtime)[: len(paths) // 2]:
        os.unlink(each)

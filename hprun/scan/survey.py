"""Layer 1: the scan itself.

Each rung adds one effect: `scan_source` is pure, `scan_file` reads a file, `scan` follows imports.

A file goes through three steps. `scopes` reads its statements: what is bound where, what is
imported. `walk` finds, in the files where that can matter, every use of a name that may be ours.
`dialects` says what such a use defines, once `names` has told what the name means. At the end
`gather` makes parameters of all definitions.
"""

from __future__ import annotations

import _ast
import gc

from hprun.errors import SourceError
from hprun.model import Catalog, Dynamic, Entry, Location, Problem
from hprun.scan.dialects import recognised
from hprun.scan.gather import gathered
from hprun.scan.names import ANCESTORS, OURS, names_in
from hprun.scan.program import Program
from hprun.scan.scopes import STAR
from hprun.scan.source import UnreadableError
from hprun.scan.walk import uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hprun.model import Definition
    from hprun.scan.program import Module
    from hprun.scan.scopes import Target

__all__ = ["scan", "scan_file", "scan_source"]


def scan_source(source: bytes, path: str = "<source>") -> Catalog:
    """Return what one source says by itself; `path` is what its places are called.

    Raises SourceError where it is not Python.
    """
    return scan([Entry(path, source)], ())


def scan_file(path: str) -> Catalog:
    """Return what one file says by itself. Raises SourceError where it cannot be read as Python."""
    return scan([Entry(path)], ())


def scan(
    entries: Sequence[Entry],
    search: Sequence[str],
    extra: Sequence[str] = (),
    *,
    thorough: bool = False,
) -> Catalog:
    """Return what can be set in a program that executes `entries`.

    Imports are looked for in the folders `search`, in their order; ``""`` is the current one. What
    is found there is scanned as well, and so are the files `extra`, which may be glob patterns.
    Parameters come in the order of the code: the entries, the modules they import, those that
    these import, and so on, then the extra files with theirs.

    Raises SourceError where an entry cannot be read as Python. Any other file of that sort is a
    problem of the kind ``unread``. In a large program that takes a `thorough` scan if the file can
    hold no parameter: it is not parsed otherwise.
    """
    return surveyed(entries, search, tuple(expanded(extra)), thorough=thorough)[1]


def surveyed(
    entries: Sequence[Entry],
    search: Sequence[str],
    extra: Sequence[str],
    *,
    thorough: bool = False,
) -> tuple[Program, Catalog]:
    """Return what `scan` does, and the program that it has read. `extra` are paths.

    A tree is many objects and no garbage: to look for some in it again and again, as Python does
    while they are made, takes as long as the scan itself.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _surveyed(Program(search, thorough=thorough), entries, extra)
    finally:
        if collecting:
            gc.enable()


def _surveyed(
    program: Program, entries: Sequence[Entry], extra: Sequence[str]
) -> tuple[Program, Catalog]:
    for entry in entries:
        try:
            program.enter(entry.path, entry.source, entry.package)
        except UnreadableError as error:
            raise _source_error(entry.path, error) from None
    program.follow()
    for path in extra:
        program.add(path)
    program.follow()
    concerned = program.concerned()
    found = [each for module in program.files if module in concerned for each in _found_in(module)]
    parameters, problems = gathered(each for each in found if not isinstance(each, Dynamic))
    unread = tuple(_unread(path, error) for path, error in program.unread)
    dynamic = tuple(each for each in found if isinstance(each, Dynamic))
    broken = {path for path, _ in program.unread}
    files = tuple(path for module in program.files if (path := module.source.path) not in broken)
    ancestors = not all(module.known.isdisjoint(ANCESTORS) for module in program.files)
    return program, Catalog(parameters, dynamic, unread + problems, files, ancestors)


def _found_in(module: Module) -> list[Definition | Dynamic]:
    """Return all that one file says of parameters, in the order of its lines."""
    found = sorted(uses(module.outline, _words(module)), key=lambda use: use.moment)
    return [each for use in found for each in recognised(use)]


def _words(module: Module) -> set[str]:
    """Return the names that may be ours in some scope of a file: imported, or aliases of such."""
    program = module.program
    words: set[str] = set()
    aliases: dict[str, list[str]] = {}
    for scope in module.outline.scopes.values():
        for name, bindings in scope.bindings.items():
            for _, _, target in bindings:
                if isinstance(target, str):
                    words |= _brought(program, name, target)
                elif target is not None and (root := _root(target)):
                    aliases.setdefault(root, []).append(name)
    todo = list(words)
    while todo:
        new = set(aliases.pop(todo.pop(), ())) - words
        words |= new
        todo += new
    return words


def _brought(program: Program, name: str, path: str) -> set[str]:
    """Return the names that an import brings: none from foreign packages, many with a ``*``."""
    package = path.partition(".")[0]
    if package not in OURS and program.module(package) is None:
        return set()
    return {name} if name != STAR else names_in(program, path[:-2])


def _root(target: Target) -> str:
    """Return the name at the bottom of an expression that can be an alias."""
    while isinstance(target, _ast.Attribute | _ast.Subscript | _ast.Call):
        target = target.func if isinstance(target, _ast.Call) else target.value
    return target.id if isinstance(target, _ast.Name) else ""


def expanded(patterns: Sequence[str]) -> Iterator[str]:
    """Yield the files that paths and glob patterns mean."""
    for pattern in patterns:
        if not any(character in pattern for character in "*?["):
            yield pattern
            continue
        from glob import glob

        yield from sorted(glob(pattern, recursive=True))


def _source_error(path: str, error: UnreadableError) -> SourceError:
    what = f"cannot be read as Python: {error.reason}"
    return SourceError(what, origin=f"{path}:{error.line}", frames=error.frames)


def _unread(path: str, error: UnreadableError) -> Problem:
    location = Location(path, error.line, max(error.column, 1))
    message = f"{location} cannot be read as Python: {error.reason}; its parameters are not listed"
    return Problem("unread", message, (location,))

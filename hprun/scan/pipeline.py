"""Layer 1: the scan itself.

Each rung adds one effect: `scan_source` is pure, `scan_file` reads a file, `scan` follows imports.

A file goes through three steps. `names.statements` reads what is bound where, and what is imported.
`names.uses` finds every use of a name that may be ours, as `names.reach` knows for each file.
`dialects` say what such a use defines, once `names.meaning` has told what the name means. At the
end `catalog` makes parameters of all definitions.
"""

from __future__ import annotations

import gc
import sys

from hprun.errors import SourceError
from hprun.model import Catalog, Dynamic, Entry, Location, Problem
from hprun.scan.catalog import gathered
from hprun.scan.dialects import DIALECTS, FOREIGN, OURS
from hprun.scan.files.program import Program
from hprun.scan.names.meaning import ours
from hprun.scan.names.reach import Words
from hprun.scan.source import UnreadableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hprun.model import Definition, Parameter, Parser
    from hprun.scan.files.program import Module
    from hprun.scan.names.uses import Use

    Found = Definition | Dynamic


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
    constants: bool = False,
) -> Catalog:
    """Return what can be set in a program that executes `entries`, and if asked its constants.

    Imports are looked for in the folders `search`, in their order; ``""`` is the current one. What
    is found there is scanned as well, and so are the files `extra`, which may be glob patterns.
    Parameters come in the order of the code: the entries, the modules they import, those that
    these import, and so on, then the extra files with theirs.

    Raises SourceError where an entry cannot be read as Python. Any other file of that sort is a
    problem of the kind ``unread``. In a large program that takes a `thorough` scan if the file can
    hold no parameter: it is not parsed otherwise.
    """
    files = tuple(expanded(extra))
    return surveyed(entries, search, files, thorough=thorough, constants=constants)[1]


def surveyed(
    entries: Sequence[Entry],
    search: Sequence[str],
    extra: Sequence[str],
    *,
    thorough: bool = False,
    constants: bool = False,
) -> tuple[Program, Catalog]:
    """Return what `scan` does, and the program that it has read. `extra` are paths.

    A tree is many objects and no garbage: to look for some in it again and again, as Python does
    while they are made, takes as long as the scan itself.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        program, catalog = _surveyed(Program(search, thorough=thorough), entries, extra)
        if constants and entries:
            catalog = catalog.replace(constants=constants_of(program, len(entries), catalog))
        return program, catalog
    finally:
        if collecting:
            gc.enable()


def _surveyed(
    program: Program, entries: Sequence[Entry], extra: Sequence[str]
) -> tuple[Program, Catalog]:
    read_all(program, entries, extra)
    words = Words(program)
    found = [each for module in program.files for each in spoken(words, module)]
    parsers, said = commanded(program, len(entries))
    return program, cataloged(program, [*found, *said], parsers)


def read_all(program: Program, entries: Sequence[Entry], extra: Sequence[str]) -> None:
    """Read all files of a program. Raises SourceError for an entry that is not Python."""
    for entry in entries:
        try:
            program.enter(entry.path, entry.source, entry.package)
        except UnreadableError as error:
            raise _source_error(entry.path, error) from None
    program.follow()
    for path in extra:
        program.add(path)
    program.follow()
    for path in program.extra:
        program.add(path)
    program.follow()


def spoken(words: Words, module: Module) -> Iterator[Definition | Dynamic]:
    """Yield what a file says by names of ours."""
    for use in words.uses(module):
        yield from recognised(use)


def commanded(program: Program, entries: int) -> tuple[tuple[Parser, ...], list[Found]]:
    """Return the command lines of a program's own, and what they define; `entries` are first."""
    if not any(module.imports_of(FOREIGN) for module in program.files):
        return (), []
    from hprun.scan.flow.command_lines import command_lines

    parsers, said = command_lines(program, entries)
    return parsers, [*said]


def cataloged(program: Program, found: Sequence[Found], parsers: tuple[Parser, ...]) -> Catalog:
    """Return what was found in a program as a catalog."""
    parameters, problems = gathered(each for each in found if not isinstance(each, Dynamic))
    unread = tuple(_unread(path, error) for path, error in program.unread)
    unread += tuple(map(_unfollowed, program.unfollowed))
    dynamic = tuple(each for each in found if isinstance(each, Dynamic))
    broken = {path for path, _ in program.unread}
    files = tuple(path for module in program.files if (path := module.source.path) not in broken)
    imports = _imports(program)
    asks = any(module.is_marked for module in program.files)
    files += tuple(program.configs)
    problems = unread + problems
    return Catalog(parameters, dynamic, problems, files, parsers, imports, {}, asks)


def constants_of(program: Program, entries: int, catalog: Catalog) -> dict[str, Parameter]:
    """Return the constants by key, which names its manager where a parameter has the name."""
    home = next(each.home for each in DIALECTS if each.delivery == "assignment")
    taken = {each.location for every in catalog.parameters.values() for each in every.definitions}
    reader = __import__(home, fromlist=["constants"])
    found, _ = gathered(reader.constants(program, program.files[entries - 1], taken))
    return {each.slot if key in catalog.parameters else key: each for key, each in found.items()}


def _imports(program: Program) -> tuple[tuple[str, str, int], ...]:
    """Return what is imported from elsewhere, with the place of its first import."""
    found: dict[str, tuple[str, str, int]] = {}
    for module in program.files:
        for path in module.imports:
            top = path.partition(".")[0]
            known = top in found or top in OURS or top in sys.stdlib_module_names
            if not known and program.finder.find(top) is None:
                place = module.source.place(module.source.line_of_import(top))
                found[top] = (top, place.path, place.line)
    return tuple(found.values())


def recognised(use: Use) -> Iterator[Definition | Dynamic]:
    """Yield the parameters that a use of a name speaks of; none where the name is not ours.

    Who reads a dialect is imported when the first use of one is met.
    """
    found = ours(use.root, use.attributes, use.scope, use.moment)
    if found is not None:
        dialect, name, rest = found
        reader = __import__(dialect.home, fromlist=["definitions"])
        yield from reader.definitions(use, name, rest)


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
    return SourceError(what, origin=f"{error.path or path}:{error.line}", frames=error.frames)


def _unfollowed(location: Location) -> Problem:
    message = (
        f"{location} changes sys.path by something that only a run knows: "
        "modules from there are not scanned; --scan adds files"
    )
    return Problem("unread", message, (location,))


def _unread(path: str, error: UnreadableError) -> Problem:
    location = Location(error.path or path, error.line, max(error.column, 1))
    message = f"{location} cannot be read as Python: {error.reason}; its parameters are not listed"
    return Problem("unread", message, (location,))

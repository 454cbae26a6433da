"""Layer 4: a program as an editor sees it: scanned as a whole once, then mended by edits."""

from __future__ import annotations

import gc
import os

from hprun.editors.file_scan import FileScan
from hprun.errors import HprunError
from hprun.launch.target import find
from hprun.model import Catalog, Dynamic, Entry
from hprun.scan.catalog import gathered
from hprun.scan.dialects import FOREIGN
from hprun.scan.files.program import Program
from hprun.scan.names.meaning import meanings
from hprun.scan.names.reach import Words
from hprun.scan.names.statements import END
from hprun.scan.pipeline import cataloged, commanded, constants_of, expanded, read_all, spoken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hprun.editors.blocks import Change
    from hprun.editors.documents import Document
    from hprun.launch.target import Target
    from hprun.model import Definition

    Found = Definition | Dynamic
    Part = FileScan | list[Found]

_OF_NAMES = ("conflict", "clash", "defaults", "range", "truth")


class ProgramScan:
    """All that can be set in one program, while some of its files are being edited.

    `entry` is the absolute path of its script. `catalog` is what is known now; it `is_exact` unless
    an edit may have changed more than it was scanned for, which takes a new scan.
    """

    def __init__(
        self, entry: str, shown: Mapping[str, Document], patterns: Sequence[str] = ()
    ) -> None:
        """Scan a script, with the texts that are open for those on disk.

        Raises HprunError where there is nothing to scan.
        """
        self.entry = entry
        target = find(_typed(entry), module=False)
        program = Program(target.search)
        program.given = {path: each.sound for path, each in shown.items() if each.blocks}
        entries = [*_entries(target, program.given)]
        collecting = gc.isenabled()
        gc.disable()
        try:
            self._survey(program, entries, patterns, shown)
        finally:
            if collecting:
                gc.enable()

    def _survey(
        self,
        program: Program,
        entries: Sequence[Entry],
        patterns: Sequence[str],
        shown: Mapping[str, Document],
    ) -> None:
        read_all(program, entries, [*expanded(patterns)])
        words = Words(program)
        program.thorough = True  # what comes from now on are small pieces
        self._words = words
        self._modules = {os.path.abspath(each.source.path): each for each in program.files}
        self._parts: dict[str, Part] = {}
        for path, module in self._modules.items():
            document = shown.get(path)
            self._parts[path] = (
                FileScan(module, words, document.blocks)
                if document and document.blocks
                else [*spoken(words, module)]
            )
        parsers, self._commanded = commanded(program, len(entries))
        self._is_exact = True
        self._last = self._found(shown)
        catalog = cataloged(program, self._last, parsers)
        self._unread = tuple(each for each in catalog.problems if each.kind not in _OF_NAMES)
        foreign = any(module.imports_of(FOREIGN) for module in program.files)
        self._asks_whole = foreign or catalog.is_bare
        if catalog.is_bare and entries:
            catalog = catalog.replace(constants=constants_of(program, len(entries), catalog))
        self._whole = catalog
        self.catalog = catalog.widened()

    @property
    def is_exact(self) -> bool:
        """Whether a scan of the whole program would find the same."""
        parts = (each for each in self._parts.values() if isinstance(each, FileScan))
        return self._is_exact and all(each.is_exact for each in parts)

    def has(self, path: str) -> bool:
        """Return whether a file is one of the program's."""
        return path in self._parts

    @property
    def paths(self) -> Iterable[str]:
        """The absolute paths of the program's files."""
        return self._parts.keys()

    def meaning(self, path: str, name: str) -> str:
        """Return the dotted path of what a name in a file was when that was last read as a whole.

        Empty where it is not known.
        """
        module = self._modules.get(path)
        for scope in module.outline.scopes.values() if module else ():
            for _, _, target in reversed(scope.bindings.get(name, [])):
                if isinstance(target, str):
                    return target
                paths = (each.path for each in meanings(target, (), scope, END))
                path = next(filter(None, paths), "")
                if path:
                    return path
        return ""

    def show(self, document: Document) -> None:
        """Take in that a file is shown from now on, and may be edited."""
        part = self._parts.get(document.path)
        if isinstance(part, list) and document.blocks:
            module = self._modules[document.path]
            if module.source.data == document.sound:
                self._parts[document.path] = FileScan(module, self._words, document.blocks)
            else:
                self._is_exact = False

    def edit(self, change: Change, document: Document, shown: Mapping[str, Document]) -> None:
        """Take in an edit of one of the program's files."""
        part = self._parts.get(document.path)
        if not isinstance(part, FileScan):
            self._is_exact = False
            return
        part.edit(change, document.blocks)
        if self._asks_whole:  # what parsers and constants there are is seen in all of it
            self._is_exact = False
            self._commanded = [_shifted(each, change, document) for each in self._commanded]
        found = self._found(shown)
        if found == self._last:
            return  # nothing that is said is another, or stands elsewhere
        self._last = found
        parameters, problems = gathered(each for each in found if not isinstance(each, Dynamic))
        dynamic = tuple(each for each in found if isinstance(each, Dynamic))
        self.catalog = self._whole.replace(
            parameters=parameters, dynamic=dynamic, problems=self._unread + problems
        ).widened()

    def _found(self, shown: Mapping[str, Document]) -> list[Found]:
        found: list[Found] = []
        for path, part in self._parts.items():
            found += part.found(shown[path].blocks) if isinstance(part, FileScan) else part
        return [*found, *self._commanded]


def _entries(target: Target, given: Mapping[str, bytes]) -> Iterable[Entry]:
    for each in target.entries:
        source = given.get(os.path.abspath(each.path), each.source)
        yield each.replace(source=source)


def _typed(path: str) -> str:
    """Return a path as it is typed in the current folder; a script is never a command's name."""
    short = os.path.relpath(path)
    return path if short.startswith(os.pardir) else short


def _shifted(found: Found, change: Change, document: Document) -> Found:
    """Return something found with its place where an edit has moved it to."""
    place = found.location
    if os.path.abspath(place.path) != document.path:
        return found
    above = sum(len(block.lines) for block in document.blocks[: change.start])
    old, new = (sum(len(each.lines) for each in some) for some in (change.old, change.new))
    if place.line <= above + old:
        return found
    moved = place.replace(line=place.line + new - old, end_line=place.end_line + new - old)
    return found.replace(location=moved)


def scanned(
    entry: str, shown: Mapping[str, Document], patterns: Sequence[str] = ()
) -> ProgramScan | None:
    """Return the program of a script; None where it cannot be scanned."""
    try:
        return ProgramScan(entry, shown, patterns)
    except HprunError:
        return None


def catalog_of(
    entry: str, patterns: Sequence[str] = (), *, constants: bool = False
) -> Catalog | None:
    """Return what a script that nobody edits can be set by, from the cache if it is there.

    Its constants are looked for if they are asked for, and it has nothing else.
    """
    from hprun.scan.files.cache import scan

    try:
        target = find(_typed(entry), module=False)
        catalog = scan(target.entries, target.search, patterns)
        if constants and catalog.is_bare:
            catalog = scan(target.entries, target.search, patterns, constants=True)
    except HprunError:
        return None
    return catalog.widened()

"""Layer 4: all that an editor shows, understood: texts, the programs they are of, and their values.

Nothing here speaks a protocol. Paths are absolute, lines and columns are counted in characters
from 0. What is asked is answered from what is known: an edit mends the programs that have the file
(`programs`), and what it may have changed besides is found by `settle`, when nobody is typing.
"""

from __future__ import annotations

import os

from hprun.editors import (
    config_completions,
    config_files,
    findings,
    in_values,
    renames,
    used_names,
)
from hprun.editors.completions import completions
from hprun.editors.config_files import is_config
from hprun.editors.descriptions import Setting, described
from hprun.editors.documents import Document, Documents, Known, is_python
from hprun.editors.files import files_in
from hprun.editors.programs import ProgramScan, catalog_of, scanned
from hprun.editors.scripts import script_of
from hprun.editors.spots import Span, Spot
from hprun.editors.symbols import Symbol, occurrences, same, symbol_at
from hprun.errors import HprunError, UsageError
from hprun.frozen import Record
from hprun.values.presets import FOLDER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from typing import Protocol

    from hprun.editors.completions import Completion
    from hprun.editors.findings import Finding
    from hprun.editors.renames import Edit
    from hprun.editors.scripts import Script
    from hprun.model import Catalog, Definition

    Asked = tuple[str, tuple[str, ...]]

    class Project(Protocol):
        """What is asked of the settings of a project."""

        @property
        def scan(self) -> tuple[str, ...]: ...  # noqa: D102
        @property
        def config(self) -> tuple[str, ...]: ...  # noqa: D102
        @property
        def presets(self) -> str: ...  # noqa: D102
        @property
        def lax(self) -> bool: ...  # noqa: D102


_MOST_LIVE = 4
"""Programs of one file that are mended with every key; further ones are scanned when it is calm."""


class Hover(Record):
    """What is said of the name at a span, as Markdown."""

    span: Span
    text: str


class Workspace:
    """The folder that an editor shows, and what is known of it."""

    def __init__(self, folder: str, project_of: Callable[[str], Project | None]) -> None:
        self.folder = os.path.abspath(folder)
        self.documents = Documents()
        self._project_of = project_of
        self._live: dict[str, ProgramScan] = {}
        self._around: dict[str, Catalog] = {}

    # What happens

    def open(self, path: str, text: str) -> None:
        """Take in a text that is shown from now on."""
        document = self.documents.open(path, text)
        for program in self._live.values():
            program.show(document)
        if is_python(path):
            self._scan_for(path)

    def change(self, path: str, text: str) -> None:
        """Take in what a text is now."""
        document = self.documents.shown(path)
        if document is None:
            self.open(path, text)
            return
        change = document.edit(text)
        if change is None:
            return
        shown = self._shown
        for program in self._live.values():
            if program.has(path):
                program.edit(change, document, shown)
        if not any(program.has(path) for program in self._live.values()):
            self._scan_for(path)

    def close(self, path: str) -> None:
        """Let the file on disk count again."""
        self.documents.close(path)
        for entry in [*self._live]:
            if not any(self._live[entry].has(each.path) for each in self.documents.all_shown()):
                del self._live[entry]

    def look_around(self) -> Generator[Asked, Catalog | None, None]:
        """Find the other scripts of the folder, and what they can be set by.

        Each step asks for what `catalog_of` says of a script, and is sent it: whoever drives the
        steps may leave that to another process.
        """
        seen: set[str] = set()
        for path in files_in(self.folder, is_python):
            seen.add(path)
            catalog = yield path, self._patterns(path)
            if catalog is not None and (catalog.parameters or catalog.dynamic):
                self._around[path] = catalog
            else:
                self._around.pop(path, None)
        for gone in self._around.keys() - seen:
            del self._around[gone]
        for document in self.documents.all_shown():
            if is_python(document.path):
                self._scan_for(document.path)

    @property
    def is_settled(self) -> bool:
        """Whether a scan of all programs would find nothing else."""
        broken = any(document.is_broken for document in self.documents.all_shown())
        return not broken and all(program.is_exact for program in self._live.values())

    def settle(self, *, everything: bool = False) -> Iterator[None]:
        """Scan the programs anew in which an edit may have changed more than was scanned for.

        Each step takes one of them.
        """
        mended = [each.path for each in self.documents.all_shown() if each.mend()]
        for entry, program in [*self._live.items()]:
            if everything or not program.is_exact or any(map(program.has, mended)):
                made = scanned(entry, self._shown, self._patterns(entry))
                if made is not None and entry in self._live:
                    self._live[entry] = made
                yield

    def _scan_for(self, path: str) -> None:
        """Scan the programs that a file is of: itself, and others that import it."""
        of_file = [path, *(entry for entry in self._around if path in self._files_of(entry))]
        for entry in of_file[:_MOST_LIVE]:
            if entry not in self._live:
                made = scanned(entry, self._shown, self._patterns(entry))
                if made is not None:
                    self._live[entry] = made

    def _files_of(self, entry: str) -> set[str]:
        return {os.path.abspath(each) for each in self._around[entry].files}

    @property
    def _shown(self) -> dict[str, Document]:
        return {each.path: each for each in self.documents.all_shown()}

    # What is known

    def project_of(self, path: str) -> Project | None:
        """Return the settings of the project that a file is in; None where they are wrong."""
        try:
            return self._project_of(os.path.dirname(path))
        except HprunError:
            return None

    def _patterns(self, path: str) -> tuple[str, ...]:
        project = self.project_of(path)
        return project.scan if project else ()

    def catalogs(self) -> dict[str, Catalog]:
        """Return what can be set in every program, by the path of its script."""
        live = {entry: program.catalog for entry, program in self._live.items()}
        return live | {entry: each for entry, each in self._around.items() if entry not in live}

    def catalogs_of(self, path: str) -> list[Catalog]:
        """Return what can be set in the programs that a file is of, its own first."""
        live = [each for entry, each in self._live.items() if each.has(path)]
        live.sort(key=lambda each: each.entry != path)
        others = [
            catalog
            for entry, catalog in self._around.items()
            if entry not in self._live and path in self._files_of(entry)
        ]
        return [*(each.catalog for each in live), *others]

    def symbol_at(self, path: str, line: int, column: int) -> Symbol | None:
        """Return the parameter whose name stands at a place."""
        document = self.documents.at(path)
        if document is None:
            return None
        if is_config(path):
            return in_values.symbol_at(document, line, column, self._catalogs_for(document))
        return symbol_at(document, line, column, self.catalogs_of(path))

    # What is asked

    def findings(self, path: str) -> list[Finding]:
        """Return what is wrong in a file."""
        document = self.documents.at(path)
        if document is None:
            return []
        if is_config(path):
            project = self.project_of(path)
            lax = project is not None and project.lax
            return in_values.findings(document, self._catalogs_for(document), lax=lax)
        return findings.in_code(document, self.catalogs_of(path), self.documents)

    def hover(self, path: str, line: int, column: int) -> Hover | None:
        """Return what there is to say of the name at a place, in the program that knows most."""
        symbol = self.symbol_at(path, line, column)
        if symbol is None:
            return None
        key, parameter = symbol.key, symbol.parameter
        if not is_config(path):
            programs = same(symbol, self.catalogs_of(path))
            key, parameter, _ = max(programs, key=lambda each: len(each[1].definitions))
        said = described(key, parameter, self.settings(symbol), self.folder)
        return Hover(symbol.spot.span, said)

    def definitions(self, path: str, line: int, column: int) -> list[Span]:
        """Return where the parameter at a place is given its default, or is defined otherwise."""
        symbol = self.symbol_at(path, line, column)
        if symbol is None:
            return []
        found = self.occurrences(symbol)
        giving = [where.span for each, where in found if each.role == "default"]
        return giving or [where.span for _, where in found]

    def references(self, path: str, line: int, column: int) -> list[Span]:
        """Return every place in code at which the parameter at a place stands."""
        symbol = self.symbol_at(path, line, column)
        if symbol is None:
            return []
        return [where.span for _, where in self.occurrences(symbol)]

    def occurrences(self, symbol: Symbol) -> list[tuple[Definition, Spot]]:
        """Return every place in code at which a parameter stands, in the order of files."""
        found = [*occurrences(symbol, self.catalogs().values(), self.documents)]
        return sorted(found, key=lambda each: (each[1].span.path, each[1].span.line))

    def renamed(self, path: str, line: int, column: int, text: str) -> list[Edit]:
        """Return what to write where a parameter is to be called otherwise from now on.

        `text` is to stand in the place of the name that stands there. Raises UsageError where it
        cannot be renamed.
        """
        symbol = self.symbol_at(path, line, column)
        if symbol is None:
            raise UsageError("no parameter stands here", advice="rename it where its name stands")
        owners = [*same(symbol, self.catalogs().values())]
        catalogs = [catalog for _, _, catalog in owners]
        to = renames.renaming(symbol.parameter, symbol.spot, text, catalogs)
        places = self.occurrences(symbol)
        edits = [*renames.in_code(places, self._uses(symbol, catalogs), to)]
        for key, _, catalog in owners:
            for document in self._value_documents(catalog, to.old_last):
                edits += renames.in_values(document, to.of_key(key))
        return [*dict.fromkeys(edits)]

    def can_be_renamed(self, path: str, line: int, column: int) -> Span | None:
        """Return the piece of text that another name would stand for; None where there is none."""
        symbol = self.symbol_at(path, line, column)
        if symbol is None or not symbol.spot.is_written or renames.refused(symbol.parameter):
            return None
        return symbol.spot.span

    def _uses(self, symbol: Symbol, catalogs: list[Catalog]) -> list[Span]:
        """Return where code has the name of a parameter without asking for it."""
        paths = {os.path.abspath(each) for catalog in catalogs for each in catalog.files}
        documents = [found for path in sorted(paths) if (found := self.documents.at(path))]
        first = symbol.parameter.definitions[0]
        last = symbol.parameter.name.rpartition(".")[2]
        if first.dialect == "argparse":
            return [*used_names.of_option(last, documents)]
        owners = {each.owner for each in symbol.parameter.definitions if each.owner}
        return [span for owner in owners for span in used_names.of_argument(owner, last, documents)]

    def _value_documents(self, program: Catalog, word: str) -> list[Document]:
        """Return the files of values that are for a program, and have a word."""
        paths = dict.fromkeys(path for path, _, catalog in self._values(word) if catalog is program)
        return [document for path in paths if (document := self.documents.at(path))]

    def explained(self, path: str, key: str) -> str:
        """Return what there is to say of a parameter by its key, in a program of a file."""
        document = self.documents.at(path)
        if document is None:
            return ""
        values = is_config(path)
        catalogs = self._catalogs_for(document) if values else self.catalogs_of(path)
        found = (each.parameters[key] for each in catalogs if key in each.parameters)
        return next((described(key, each, (), self.folder) for each in found), "")

    def script(self, path: str) -> Script | None:
        """Return what can be set in a file as a script; None where there is nothing."""
        document, catalog = self.documents.at(path), self.catalogs().get(path)
        if document is None or catalog is None:
            return None
        return script_of(document, catalog, self.documents)

    def completions(self, path: str, line: int, column: int) -> list[Completion]:
        """Return the names that may be written at a place."""
        document = self.documents.at(path)
        if document is None:
            return []
        if is_config(path):
            return config_completions.completions(
                document, line, column, self._catalogs_for(document)
            )

        def meaning(name: str) -> str:
            programs = (each for each in self._live.values() if each.has(path))
            return next((found for each in programs if (found := each.meaning(path, name))), "")

        return completions(document, line, column, self.catalogs_of(path), meaning)

    def settings(self, symbol: Symbol) -> list[Setting]:
        """Return what files of values set a parameter to."""
        owners = [catalog for _, _, catalog in same(symbol, self.catalogs().values())]
        named = (symbol.parameter.manager, symbol.parameter.name)
        found: dict[Setting, None] = {}
        for path, known, catalog in self._values(symbol.parameter.name.rpartition(".")[2]):
            if any(catalog is each for each in owners):
                for key, setting in config_files.settings(known, path, catalog):
                    parameter = catalog.parameters[key]
                    if (parameter.manager, parameter.name) == named:
                        found[setting] = None
        return [*found]

    def _values(self, word: str) -> Iterator[tuple[str, Known, Catalog]]:
        """Yield the files of values that have a word, each with a program that it is for."""
        for path in files_in(self.folder, is_config):
            document = self.documents.at(path)
            if document is not None and any(word in line for line in document.lines):
                known = config_files.read(document)
                for catalog in self.catalogs_for(path, known).values():
                    yield path, known, catalog

    def catalogs_for(self, path: str, known: Known) -> dict[str, Catalog]:
        """Return the programs that a file of values is for, by the path of their script.

        The schema that it names says so, the settings of its project, or the folder of presets in
        which it is; else it is for those of the folder that know most of its names.
        """
        every = self.catalogs()
        entry = config_files.entry_of(known.schema, path, self.folder) if known.schema else ""
        if entry:
            patterns = self._patterns(entry)
            catalog = every.get(entry) or catalog_of(entry, patterns, constants=True)
            return {entry: catalog} if catalog else {}
        named = {entry: each for entry, each in every.items() if self._is_configured(entry, path)}
        near = {
            entry: each for entry, each in every.items() if self._shows(entry) == self._shows(path)
        }
        fitting = config_files.fitting(known, named or near)
        return {entry: every[entry] for entry in fitting or named}

    def _catalogs_for(self, document: Document) -> list[Catalog]:
        return [*self.catalogs_for(document.path, config_files.read(document)).values()]

    def _shows(self, path: str) -> bool:
        """Return whether a file is in the folder, or else was opened from elsewhere."""
        return path.startswith(self.folder.rstrip(os.sep) + os.sep)

    def _is_configured(self, entry: str, path: str) -> bool:
        project = self.project_of(entry)
        folder = (project.presets if project else "") or os.path.join(
            os.path.dirname(entry), FOLDER
        )
        if path.startswith(os.path.abspath(folder) + os.sep):
            return True
        return project is not None and path in map(os.path.abspath, project.config)

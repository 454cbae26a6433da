"""Layer 1: the files that make up a program: its entries, and all that they import and is local."""

from __future__ import annotations

import os

from hprun.scan.dialects import OURS
from hprun.scan.files.finder import Finder
from hprun.scan.names.statements import STAR, outline
from hprun.scan.source import Source, UnreadableError, parse, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hprun.model import Location
    from hprun.scan.names.statements import Outline, Scope

_NOTHING = b""
_NOTEBOOKS = (".ipynb", "In ")
"""How the paths of notebooks end, as `hprun.ipynb` knows, which most programs do without."""
_PARSED = 2**17
"""Bytes of files that are parsed as they come, broken ones being found; see `Program.lexed`."""


class Module:
    """One file of a program; or a namespace package, as an empty one.

    `names` are the dotted ones that it is imported by. `package` is what relative imports in it
    refer to. `imports` are the dotted paths of what it imports, in order. It `is_marked` if one of
    them is of a package whose names are parameters; a file that is not can only hold a parameter if
    such a name comes to it from another file.
    """

    __slots__ = (
        *("_listed", "_outline", "_starred"),
        *("imports", "is_marked", "names", "package", "program", "source"),
    )

    def __init__(self, program: Program, source: Source, package: str) -> None:
        """Read what the file imports. Raises UnreadableError."""
        self.program = program
        self.source = source
        self.package = package
        self.names: list[str] = []
        self._outline: Outline | None = None
        self._starred: list[str] | None = None
        self._listed: frozenset[str] | None = None
        lexed = program.lexed(source, package)
        self.imports = self._parsed() if lexed is None else lexed
        self.is_marked = any(path.partition(".")[0] in OURS for path in self.imports)
        if not self.is_marked:
            self._outline = None  # a tree takes a hundred times the size of its file

    def imports_of(self, packages: Collection[str]) -> bool:
        """Return whether the file imports one of some packages."""
        return any(path.partition(".")[0] in packages for path in self.imports)

    def _parsed(self) -> list[str]:
        """Return what the file imports, and keep the outline. Raises UnreadableError."""
        data = self.source.data
        self._outline = made = outline(parse(data), self)
        paths = list(dict.fromkeys(path for _, path in made.imports))
        if may_call(data):
            from hprun.scan.files.called_imports import imported

            paths += imported(made)
        return paths

    @property
    def outline(self) -> Outline:
        """What the statements say; made anew where the file seemed to be of no interest."""
        if self._outline is None:
            try:
                tree = parse(self.source.data)
            except UnreadableError as error:  # nobody has parsed it so far
                self.program.unread.append((self.source.path, error))
                tree = parse(_NOTHING)
            self._outline = outline(tree, self)
        return self._outline

    @property
    def scope(self) -> Scope:
        """The module's own scope."""
        return self.outline.scope

    @property
    def starred(self) -> list[str]:
        """The modules that the file imports everything from."""
        if self._starred is None:
            self._starred = [path[:-2] for path in self.imports if path.endswith(f".{STAR}")]
        return self._starred

    def binds(self, name: str) -> bool:
        """Return whether the module itself has a name, other than by ``import *``."""
        return self._mentions(name) and name in self.scope.bindings

    def exports(self, name: str) -> bool:
        """Return whether ``from … import *`` takes a name, if the module has it."""
        if not self._mentions("__all__"):
            return name[:1] != "_"
        if self._listed is None and self._outline is None:
            self._listed = self.program.listed(self.source)
        if self._listed is not None:
            return name in self._listed
        listed = self.scope.bindings.get("__all__", ())
        names = getattr(listed[0][2], "elts", None) if len(listed) == 1 else None
        if names is not None:
            return name in [getattr(each, "value", None) for each in names]
        return bool(listed) or name[:1] != "_"

    def _mentions(self, name: str) -> bool:
        """Return whether a name can stand in the file, without a parse; ``ﬁ`` may spell ``fi``."""
        return name.encode() in self.source.data or not self.source.data.isascii()


class Program:
    """All files of a program by their place in the file system and by the name of their module.

    `unread` are those that could not be read: path, and why; `unfollowed` the places at which the
    search for modules is changed by something computed. `extra` are files that the program itself
    has scanned (``_.parse_file``), `configs` those read that are no modules and hold values. For
    who wants to know whether a scan would still find the same: `read` are the paths of all files,
    and whether their content was given; `finder` has seen the folders. `starred` is what
    `names.meaning` has found out about ``from base import *``, by base and name.

    In a `thorough` program every file is parsed, even if it can hold no parameter. `given` are the
    contents of files, by absolute path, that count instead of what is on disk.
    """

    __slots__ = (
        *("_installed", "_names", "_places", "_size"),
        *(
            "configs",
            "extra",
            "files",
            "finder",
            "given",
            "read",
            "starred",
            "thorough",
            "unfollowed",
            "unread",
        ),
    )

    def __init__(
        self, search: Sequence[str], *, thorough: bool = False, everywhere: bool = False
    ) -> None:
        self.finder = Finder(search, everywhere=everywhere)
        self._installed: dict[tuple[str, ...], Program] = {}
        self.thorough = thorough
        self.starred: dict[tuple[str, str], str | None] = {}
        self._names: dict[str, Module | None] = {}
        self._places: dict[object, Module | None] = {}
        self._size = 0
        self.read: dict[str, bool] = {}
        self.files: list[Module] = []
        self.given: Mapping[str, bytes] = {}
        self.extra: list[str] = []
        self.configs: list[str] = []
        self.unfollowed: list[Location] = []
        self.unread: list[tuple[str, UnreadableError]] = []

    def enter(self, path: str, data: bytes | None, package: str) -> None:
        """Add a file that is executed, unless it is known. Raises UnreadableError."""
        place = _place(path)
        self.read[path] = data is not None
        if place not in self._places:
            source = _source(path, read(path) if data is None else data)
            self._places[place] = module = Module(self, source, package)
            self.files.append(module)
            self._look_further(module)

    def add(self, path: str, package: str = "") -> Module | None:
        """Add a file that may be broken; then it is noted down as unread."""
        place = _place(path)
        self.read.setdefault(path, False)
        if place not in self._places:
            self._places[place] = None
            try:
                source = _source(path, self._content(path))
                self._places[place] = module = Module(self, source, package)
                self.files.append(module)
                self._look_further(module)
                if self._size > _PARSED and not module.is_marked:
                    source.forget()
            except UnreadableError as error:
                self.unread.append((path, error))
        return self._places[place]

    def _content(self, path: str) -> bytes:
        """Return the content of a file, which may be inside of a zip. Raises UnreadableError."""
        if self.given and (given := self.given.get(os.path.abspath(path))) is not None:
            return given
        try:
            return read(path)
        except UnreadableError:
            from hprun.scan.files.zipped import archive_of, content_of

            data = content_of(path)
            if data is None:
                raise
            self.read.setdefault(archive_of(path), False)
            return data

    def _look_further(self, module: Module) -> None:
        """Take the folders into the search that a file adds to `sys.path`."""
        data = module.source.data
        if b"parse_file" in data and module.is_marked:
            from hprun.scan.files.parsed_files import parsed

            self.extra += parsed(module)
        if b"sys" not in data and b"addsitedir" not in data:
            return
        from hprun.scan.files.search_changes import MARKS, changes

        for change in changes(module) if any(mark in data for mark in MARKS) else ():
            if change.folder is None:
                self.unfollowed.append(change.location)
            elif self.finder.extend(typed(os.path.normpath(change.folder)), front=change.front):
                self._names = {name: found for name, found in self._names.items() if found}

    def lexed(self, source: Source, package: str) -> list[str] | None:
        """Return what a file imports without a parse; None where that is no gain, or not sure.

        A file of a large program that is never parsed is not known to be broken, either. It holds
        no parameter, so that nothing is missing without it.
        """
        self._size += len(source.data)
        if self.thorough or self._size <= _PARSED:
            return None
        from hprun.scan.files.quick_imports import UnsureError, calls, imports

        try:
            paths = imports(source.data, package)
            return paths + calls(source.data, paths) if may_call(source.data) else paths
        except UnsureError:
            return None

    def listed(self, source: Source) -> frozenset[str] | None:
        """Return what `__all__` of a file lists, without a parse; None as `lexed` does."""
        if self.thorough or self._size <= _PARSED:
            return None
        from hprun.scan.files.quick_imports import listed

        return listed(source.data)

    def module(self, name: str) -> Module | None:
        """Return the local module of a full dotted name, read if need be; None if there is none.

        A package of ours is never local, even if a folder beside the program has its name.
        """
        if name not in self._names:
            self._names[name] = None
            found = None if name.partition(".")[0] in OURS else self.finder.find(name)
            if found and found.path:
                package = name if found.folders else name.rpartition(".")[0]
                self._names[name] = self.add(found.path, package)
            elif found:
                self._names[name] = Module(self, Source("", _NOTHING), name)
            if module := self._names[name]:
                module.names.append(name)
        return self._names[name]

    def installed(self, search: Sequence[str]) -> Program:
        """Return the program of what is installed, from which single files are read.

        What it has read and looked for counts as this program's.
        """
        key = tuple(search)
        if key not in self._installed:
            self._installed[key] = made = Program(search, everywhere=True)
            made.read = self.read
            made.finder.listed, made.finder.asked = self.finder.listed, self.finder.asked
        return self._installed[key]

    def follow(self) -> None:
        """Read every local module that is imported, directly or not."""
        for module in self.files:
            for path in module.imports:
                if path not in self._names:
                    self._follow(path)

    def _follow(self, path: str) -> None:
        """Read the modules on the way down a dotted path, as far as they are local."""
        end = path.find(".")
        while end >= 0 and self.module(path[:end]) is not None:
            end = path.find(".", end + 1)
        if end >= 0:
            self._names[path] = None
        else:
            self.module(path)

    def reaching(self, packages: Collection[str]) -> set[Module]:
        """Return the files that import one of some packages, or a file that does."""
        importers = self.importers()
        todo = [module for module in self.files if module.imports_of(packages)]
        found: set[Module] = set()
        while todo:
            module = todo.pop()
            if module not in found:
                found.add(module)
                for path, importing in importers.items():
                    if any(f"{path}.".startswith(f"{name}.") for name in module.names):
                        todo += importing
        return found

    def importers(self) -> dict[str, list[Module]]:
        """Return the files that import something, by its dotted path."""
        found: dict[str, list[Module]] = {}
        for module in self.files:
            for path in module.imports:
                found.setdefault(path, []).append(module)
        return found


def _source(path: str, data: bytes) -> Source:
    """Return a file as a source. Raises UnreadableError for a notebook that is none."""
    if not path.endswith(_NOTEBOOKS):
        return Source(path, data)
    from hprun.scan.files.notebooks import NotebookSource

    return NotebookSource(path, data)


def typed(path: str) -> str:
    """Return a path as the user would type it: relative inside the current folder."""
    try:
        here = os.getcwd()
    except OSError:
        return path
    path = os.path.join(here, path)
    return "" if path == here else path.removeprefix(here.rstrip(os.sep) + os.sep)


def may_call(data: bytes) -> bool:
    """Return whether a source can call a function that imports a module."""
    return b"import_module" in data or b"__import__" in data


def _place(path: str) -> object:
    """Return what is the same for all paths to one file; the path itself where there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return path
    return status.st_dev, status.st_ino

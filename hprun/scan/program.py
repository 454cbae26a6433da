"""Layer 1: the files that make up a program: its entries, and all that they import and is local."""

from __future__ import annotations

import os

from hprun.scan.imports import Finder
from hprun.scan.names import OURS
from hprun.scan.scopes import STAR, outline
from hprun.scan.source import Source, UnreadableError, parse, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hprun.scan.scopes import Outline, Scope

_MARKERS = tuple(package.encode() for package in OURS)
_NOTHING = b""


class Module:
    """One file of a program; or a namespace package, as an empty one.

    `package` is what relative imports in it refer to. `imports` are the dotted paths of what it
    imports, in order. `marked` says that the file names a package of ours; one that does not can
    only hold a parameter if a name of ours comes to it from another file.
    """

    __slots__ = ("_outline", "imports", "marked", "package", "program", "source")

    def __init__(self, program: Program, source: Source, package: str) -> None:
        """Read what the file imports. Raises UnreadableError."""
        self.program = program
        self.source = source
        self.package = package
        self.marked = any(marker in source.data for marker in _MARKERS)
        self._outline: Outline | None = None
        made = outline(parse(source.data), self)
        self.imports = list(dict.fromkeys(path for _, path in made.imports))
        if b"import_module" in source.data or b"__import__" in source.data:
            from hprun.scan.indirect import imported

            self.imports += imported(made)
        if self.marked:
            self._outline = made

    @property
    def outline(self) -> Outline:
        """What the statements say; made anew where the file seemed to be of no interest.

        The tree of a file takes a hundred times its size, so not all can be kept.
        """
        if self._outline is None:
            self._outline = outline(parse(self.source.data), self)
        return self._outline

    @property
    def scope(self) -> Scope:
        """The module's own scope."""
        return self.outline.scope

    @property
    def starred(self) -> list[str]:
        """The modules that the file imports everything from."""
        bindings = self.scope.bindings.get(STAR, ())
        return [target[:-2] for _, _, target in bindings if isinstance(target, str)]

    def exports(self, name: str) -> bool:
        """Return whether ``from … import *`` takes a name, if the module has it."""
        listed = self.scope.bindings.get("__all__", ())
        names = getattr(listed[0][2], "elts", None) if len(listed) == 1 else None
        if names is not None:
            return name in [getattr(each, "value", None) for each in names]
        return bool(listed) or name[:1] != "_"


class Program:
    """All files of a program by their place in the file system and by the name of their module.

    `unread` are those that could not be read: path, and why.
    """

    __slots__ = ("_finder", "_names", "_places", "files", "unread")

    def __init__(self, search: Sequence[str]) -> None:
        self._finder = Finder(search)
        self._names: dict[str, Module | None] = {}
        self._places: dict[object, Module | None] = {}
        self.files: list[Module] = []
        self.unread: list[tuple[str, UnreadableError]] = []

    def enter(self, path: str, data: bytes | None, package: str) -> None:
        """Add a file that is executed, unless it is known. Raises UnreadableError."""
        place = _place(path)
        if place not in self._places:
            source = Source(path, read(path) if data is None else data)
            self._places[place] = module = Module(self, source, package)
            self.files.append(module)

    def add(self, path: str, package: str = "") -> Module | None:
        """Add a file that may be broken; then it is noted down as unread."""
        place = _place(path)
        if place not in self._places:
            self._places[place] = None
            try:
                self._places[place] = module = Module(self, Source(path, read(path)), package)
                self.files.append(module)
            except UnreadableError as error:
                self.unread.append((path, error))
        return self._places[place]

    def module(self, name: str) -> Module | None:
        """Return the local module of a full dotted name, read if need be; else None."""
        if name not in self._names:
            self._names[name] = None
            found = self._finder.find(name)
            if found and found.path:
                package = name if found.folders else name.rpartition(".")[0]
                self._names[name] = self.add(found.path, package)
            elif found:
                self._names[name] = Module(self, Source("", _NOTHING), name)
        return self._names[name]

    def follow(self) -> None:
        """Read every local module that is imported, directly or not."""
        for module in self.files:
            for _ in self.imported_by(module):
                pass

    def imported_by(self, module: Module) -> Iterator[Module]:
        """Yield the local modules that a module imports, and the packages that they are in."""
        for path in module.imports:
            if path.partition(".")[0] in OURS:
                continue
            dots = [at for at, character in enumerate(path) if character == "."]
            for end in (*dots, len(path)):
                found = self.module(path[:end])
                if found is None:
                    break
                yield found

    def concerned(self) -> set[Module]:
        """Return the files that a name of ours can have come to: marked, or importing one."""
        importers: dict[Module, list[Module]] = {}
        for module in self.files:
            for imported in self.imported_by(module):
                importers.setdefault(imported, []).append(module)
        todo = [module for module in self.files if module.marked]
        found = set(todo)
        while todo:
            new = set(importers.get(todo.pop(), ())) - found
            found |= new
            todo += new
        return found


def _place(path: str) -> object:
    """Return what is the same for all paths to one file; the path itself where there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return path
    return status.st_dev, status.st_ino

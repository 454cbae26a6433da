"""Layer 1: from the name of a module to its file, without importing anything.

Only what is local is found: modules in the folders of the search, and not what the interpreter has
built in, nor what is installed beside the code.
"""

from __future__ import annotations

import os
import sys
from _imp import is_frozen

from hprun.frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_INSTALLED = frozenset(("site-packages", "dist-packages"))


class Found(Record):
    """Where a module is: its file, empty for a namespace package, and the folders of a package."""

    path: str
    folders: tuple[str, ...]


class Finder:
    """Looks modules up as the import system would; every folder is listed once.

    `listed` has the names in each folder, None where it is none; `asked` the modules that were
    looked for there. What is installed is found only if it looks `everywhere`.
    """

    __slots__ = ("_everywhere", "_found", "_search", "asked", "listed")

    def __init__(self, search: Sequence[str], *, everywhere: bool = False) -> None:
        self._search = tuple(search)
        self._everywhere = everywhere
        self._found: dict[str, Found | None] = {}
        self.listed: dict[str, frozenset[str] | None] = {}
        self.asked: dict[str, dict[str, None]] = {}

    def extend(self, folder: str, *, front: bool) -> bool:
        """Look in one folder more, before the others or behind them; return whether it is new."""
        if folder in self._search:
            return False
        self._search = (folder, *self._search) if front else (*self._search, folder)
        self._found = {name: found for name, found in self._found.items() if found}
        return True

    def find(self, name: str) -> Found | None:
        """Return where the module with a full dotted name is; None if it is not local."""
        if name in self._found:
            return self._found[name]
        dot = name.rfind(".")
        found = self._found.get(name[:dot]) if dot > 0 else None
        folders = found.folders if found else self._search
        dot = dot if found else 0
        while dot >= 0:
            dot = name.find(".", dot + 1)
            path = name if dot < 0 else name[:dot]
            if path not in self._found:
                self._found[path] = self._look(path, folders)
            found = self._found[path]
            if found is None:
                return None
            folders = found.folders
        return found

    def _look(self, path: str, folders: Sequence[str]) -> Found | None:
        """Look in folder after folder for a package, a file; only then for namespace folders."""
        part = path.rpartition(".")[2]
        if path == part and (part in sys.builtin_module_names or is_frozen(part)):
            return None
        portions = []
        for folder in folders:
            names = self._names(folder) or ()
            self.asked.setdefault(folder, {})[part] = None
            if part in names:
                place = os.path.join(folder, part)
                inside = self._names(place)
                if inside and "__init__.py" in inside:
                    return self._local(os.path.join(place, "__init__.py"), place)
                if inside is not None:
                    portions.append(place)
            if f"{part}.py" in names:
                return self._local(os.path.join(folder, f"{part}.py"))
        return self._local("", *portions) if portions else None

    def _names(self, folder: str) -> frozenset[str] | None:
        """Return the names in a folder; None where there is no folder."""
        if folder not in self.listed:
            try:
                self.listed[folder] = frozenset(os.listdir(folder or "."))
            except NotADirectoryError:
                from hprun.scan.files.zipped import names_in

                self.listed[folder] = names_in(folder)
            except (OSError, ValueError):
                self.listed[folder] = None
        return self.listed[folder]

    def _local(self, path: str, *folders: str) -> Found | None:
        places = folders or (path,)
        installed = any(_INSTALLED.intersection(place.split(os.sep)) for place in places)
        return None if installed and not self._everywhere else Found(path, folders)

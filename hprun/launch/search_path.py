"""Layer 3: the module search path of the program that is run.

python puts one entry before all others: the folder of a script, the current directory of a module,
or the folder or zip itself. That entry was made for hprun and has to be made anew for the target.
"""

from __future__ import annotations

import os
import sys

from hprun.launch.interpreter import is_safe_path, started

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    from _typeshed.importlib import PathEntryFinderProtocol

_FOR_OURSELVES = ("hprun.cli.", "hprun.scan.", "hprun.values.")


def absolute(word: str) -> str:
    """Return the path of a target as python makes it: absolute, and otherwise as it was typed."""
    try:
        return os.getcwd() if word == "." else os.path.join(os.getcwd(), word)
    except FileNotFoundError:  # the current directory is gone
        return word


def folder_of_script(word: str) -> str:
    """Return the folder that a script imports from: where the file itself is, links followed.

    A link that leads to no file, such as ``/dev/stdin`` to a pipe, is followed by one step.
    """
    try:
        path = os.path.realpath(word, strict=True)
    except OSError:
        path = word
        if os.path.islink(word):
            path = os.path.join(os.path.dirname(word), os.readlink(word))
    return os.path.dirname(path)


def first_of_script(word: str) -> str | None:
    """Return the first entry of `sys.path` for a script; None where python would add none."""
    return None if is_safe_path() else folder_of_script(word)


def first_of_module() -> str | None:
    """Return the first entry of `sys.path` for ``-m``; None where python would add none."""
    if is_safe_path():
        return None
    try:
        return os.getcwd()
    except FileNotFoundError:
        return None


def without_ours() -> list[str]:
    """Return `sys.path` without the folder of the console script that started us.

    ``python -m hprun`` has taken the current directory off already, as its very first step.
    """
    ours = not sys.flags.safe_path and not started().module
    if ours and sys.path and sys.path[0] == folder_of_script(sys.argv[0]):
        return sys.path[1:]
    return sys.path[:]


def importer(path: str) -> PathEntryFinderProtocol | None:
    """Return what imports from the folder or zip at `path`; None where it is neither."""
    for hook in sys.path_hooks:
        try:
            return hook(path)
        except ImportError:
            continue
    return None


def for_scan(first: str | None) -> tuple[str, ...]:
    """Return the folders in which the scan looks for imports.

    The first is written as the user would type it, empty for the current directory; the others are
    what PYTHONPATH and ``.pth`` files add to the standard library and the installed packages.
    """
    home = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    further = (os.path.abspath(entry) for entry in without_ours())
    local = [entry for entry in further if entry != home and not _is_installed(entry)]
    return tuple(dict.fromkeys([*([] if first is None else [typed(first)]), *local]))


def typed(path: str) -> str:
    """Return `path` as the user would type it: relative inside the current directory."""
    try:
        here = os.getcwd()
    except FileNotFoundError:
        return path
    if path == here:
        return ""
    return path.removeprefix(here.rstrip("/") + "/")


def _is_installed(entry: str) -> bool:
    library = os.path.dirname(os.__file__)
    packaged = entry.endswith(("site-packages", "dist-packages", ".zip"))
    return packaged or entry == library or entry.startswith(library + "/")


def enter(first: str | None, *, ours: bool) -> None:
    """Make `sys.path` the target's, for good; in a process of `ours` forget what we loaded."""
    sys.path[:] = without_ours()
    if first is not None:
        sys.path.insert(0, first)
    if ours:
        _forget(first)


def _forget(first: str | None) -> None:
    """Take out of `sys.modules` what the target would not find there under python.

    The static half of hprun goes. So does a module of the library that has a namesake
    beside the target: a script may have a neighbour called `types.py`, which python would import,
    since nothing loaded the library's own before. What python itself had loaded before hprun
    stays, as it does under python. So does `yaml`, where a file of values needed it: its compiled
    part cannot be imported a second time.
    """
    finder = importer(first) if first is not None else None
    for name in [*_imported_by_us()]:
        top = name.partition(".")[0]
        spec = finder.find_spec(top) if finder and top != "hprun" else None
        if _is_for_ourselves(name) or (spec is not None and spec.loader is not None):
            del sys.modules[name]


def _is_for_ourselves(name: str) -> bool:
    """Whether only the static half needs a module; the run-time half stays for the target."""
    return f"{name}.".startswith(_FOR_OURSELVES)


def _imported_by_us() -> Iterator[str]:
    """Yield the modules that were loaded by or after hprun: `sys.modules` is in order."""
    names = iter([*sys.modules])
    first = "runpy" if started().module == "hprun" else "hprun"
    for name in names:
        if name == first:
            break
    yield from names


# The ancestors

ANCESTORS = ("hpman", "hpargparse", "hyperparameter")
"""The packages that hprun stands in for, or hands its values to."""


def watch() -> None:
    """Have the ancestors served from here on, should the script import one."""
    sys.meta_path.insert(0, Doorkeeper())


class Doorkeeper:
    """Finds nothing itself: when one of the ancestors is imported, it calls for who serves them.

    It stands first on `sys.meta_path`. What the scan saw does not matter: tests that a test runner
    collects, or a plug-in, may import what the target does not.
    """

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return what those who serve the ancestors find, None for any other module."""
        if name.partition(".")[0] not in ANCESTORS:
            return None
        sys.meta_path.remove(self)
        from hprun.compat.serve import serve

        return serve().find_spec(name, path, target)

"""Layer 3: what there is to run, found without importing or executing any of it."""

from __future__ import annotations

import os
import sys
from _frozen_importlib_external import MAGIC_NUMBER

from hprun.errors import TargetError
from hprun.frozen import Record
from hprun.launch import search_path
from hprun.model import Entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec

STDIN = "<stdin>"


class Target(Record):
    """Something to run as ``__main__``.

    - `kind` is ``script``, ``notebook``, ``module``, ``folder`` or ``zip``; `word` is what the user
      typed.
    - `file` is what ``__file__`` will be. It is empty where there is nothing to run: a module that
      does not exist, a folder without ``__main__.py``. Then `run.execute` says what python says.
    - `source` is the content of a script or notebook, read once; None where it is no source
      (compiled code), or not ours to read (a terminal, the inside of a zip).
    - `first` is the first entry of `sys.path`; None where python would add none.
    - `entries` and `search` are what the scan starts from and where it looks for imports.
    """

    kind: str
    word: str
    file: str
    source: bytes | None
    first: str | None
    entries: tuple[Entry, ...]
    search: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The folder that a file stands in; empty, the current one, for anything else."""
        return os.path.dirname(self.file) if self.kind in ("script", "notebook") else ""


def find(word: str, *, module: bool) -> Target:
    """Return what python would run for `word`, a path or, after ``-m``, the name of a module.

    Raises TargetError where there is no such file, or it cannot be read.
    """
    if module:
        return _module(word)
    if word == "-":
        return _standard_input()
    file = search_path.absolute(word)
    importer = search_path.importer(file)
    if importer is None:
        return _script(word, file)
    kind = "folder" if os.path.isdir(file) else "zip"
    spec = importer.find_spec("__main__")
    main = (spec and spec.origin) or ""
    inside = main.removeprefix(file).lstrip("/")
    entries = [*_entries(spec, "", os.path.join(word, inside))]
    search = search_path.for_scan(file)
    return Target(kind, word, main, None, file, tuple(entries), search)


def _script(word: str, file: str) -> Target:
    try:
        with open(file, "rb") as opened:
            source = opened.read()
    except OSError as error:
        what = f"can't open file {file!r}: [Errno {error.errno}] {error.strerror}"
        raise TargetError(what, advice=_near(word)) from None
    first = search_path.first_of_script(word)
    if file.endswith(".pyc") or source[:2] == MAGIC_NUMBER[:2]:
        return Target("script", word, file, None, first, (), search_path.for_scan(first))
    entry = Entry(word, source)
    kind = "notebook" if file.endswith(".ipynb") else "script"
    return Target(kind, word, file, source, first, (entry,), search_path.for_scan(first))


def _standard_input() -> Target:
    """Return the program that stands in standard input; on a terminal it is python's to ask."""
    first = search_path.first_of_script("-")
    search = search_path.for_scan(first)
    if sys.stdin is None or sys.stdin.isatty():
        return Target("script", "-", STDIN, None, first, (), search)
    with open(sys.stdin.fileno(), "rb", closefd=False) as opened:
        source = opened.read()
    return Target("script", "-", STDIN, source, first, (Entry(STDIN, source),), search)


def _near(word: str) -> str:
    """Return advice that names a file beside the missing one, of nearly the same name."""
    from difflib import get_close_matches

    folder, name = os.path.split(word)
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return ""
    near = get_close_matches(
        name, [each for each in names if each.endswith((".py", ".pyz", ".ipynb"))], n=1, cutoff=0.7
    )
    return f"did you mean {os.path.join(folder, near[0])}?" if near else ""


def _module(name: str) -> Target:
    """Find a module step by step, so that no package of it is imported."""
    first = search_path.first_of_module()
    specs = [*_specs(name, first)]
    search = search_path.for_scan(first)
    if len(specs) < name.count(".") + 1:
        return Target("module", name, "", None, first, (), search)
    if specs[-1].submodule_search_locations is not None:
        specs += _specs(f"{name}.__main__", first, specs)
    main = specs[-1]
    file = main.origin if main.loader and main.submodule_search_locations is None else None
    entries = [entry for spec in specs for entry in _entries(spec, _package(spec))]
    return Target("module", name, file or "", None, first, tuple(entries), search)


def _specs(name: str, first: str | None, known: Sequence[ModuleSpec] = ()) -> Iterator[ModuleSpec]:
    """Yield the specs of all packages down to the module `name`, after those already `known`."""
    parts = name.split(".")
    above = known[-1].submodule_search_locations if known else None
    for depth in range(len(known), len(parts)):
        spec = _spec(".".join(parts[: depth + 1]), above, first)
        if spec is None:
            return
        yield spec
        above = spec.submodule_search_locations
        if above is None:
            return


def _spec(name: str, within: Sequence[str] | None, first: str | None) -> ModuleSpec | None:
    """Ask the finders one by one, as import does, but with the target's own `sys.path`."""
    from importlib.machinery import PathFinder

    entries = [*([] if first is None else [first]), *search_path.without_ours()]
    for finder in sys.meta_path:
        spec = finder.find_spec(
            name, entries if finder is PathFinder and within is None else within
        )
        if spec is not None:
            return spec
    return None


def _package(spec: ModuleSpec) -> str:
    return spec.name if spec.submodule_search_locations is not None else spec.parent or ""


def _entries(spec: ModuleSpec | None, package: str, shown: str = "") -> Iterator[Entry]:
    """Yield the file of a module for the scan, if it has source."""
    if spec is None or spec.loader is None or not (spec.origin or "").endswith(".py"):
        return
    origin = spec.origin or ""
    on_disk = os.path.isfile(origin)
    source = None if on_disk else spec.loader.get_data(origin)  # type: ignore[attr-defined]  # zip
    yield Entry(shown or search_path.typed(origin), source, package)

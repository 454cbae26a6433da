"""Layer 2: how a script's ``import hpman`` is answered.

Two finders stand on `sys.meta_path` once a script has imported one of the ancestors. The last
one, `Served`, has hprun's own modules under their names: an installed package always wins. The
first one, `Watch`, finds nothing itself. It asks all others, and where they have the real package,
it sees to it that hprun's values are in that package's store before the script can read.

**Child processes** inherit neither. So what was imported once is left on their doorstep: a folder
with a module of the same name, on `sys.path` for those that multiprocessing starts, and in
PYTHONPATH for those that are started anew. Such a module sets up the finders and steps aside.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType
    from typing import Any, Self

SERVED = {
    "hpman": "hprun.compat.hpman",
    "hpman.m": "hprun.compat.hpman.m",
    "hpman.hpm": "hprun.compat.hpman.hpm",
    "hpman.hpm_db": "hprun.compat.hpman.hpm_db",
    "hpman.primitives": "hprun.compat.hpman.primitives",
    "hpman.source_helper": "hprun.compat.hpman.source_helper",
    "hpargparse": "hprun.compat.hpargparse",
    "hpargparse.config": "hprun.compat.hpargparse",
    "hpargparse.hputils": "hprun.compat.hpargparse",
    "hyperparameter": "hprun.compat.hyperparameter",
    "hyperparameter.api": "hprun.compat.hyperparameter.api",
    "hyperparameter.cli": "hprun.compat.hyperparameter.cli",
    "hyperparameter.librbackend": "hprun.compat.hyperparameter.storage",
    "hyperparameter.loader": "hprun.compat.hyperparameter.loader",
    "hyperparameter.storage": "hprun.compat.hyperparameter.storage",
    "hyperparameter.tune": "hprun.compat.hyperparameter.tune",
}
"""The modules that are served, and where each is."""

_FILLED = {
    "hpman": "hprun.compat.hpman.fill",
    "hyperparameter": "hprun.compat.hyperparameter.fill",
}
"""The packages that have a store of their own, and the module that fills it."""
_PACKAGES = frozenset(name.partition(".")[0] for name in SERVED)
_TAKEN_OVER = ("__all__", "__doc__", "__getattr__", "__version__")
DOORSTEP = os.path.join(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "compat", "doorstep"
)


class Served:
    """Finds hprun's modules under the names of the ancestors'."""

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how a module is to be made, None where it is not one of ours to serve.

        A part of a package that is installed is not.
        """
        parent = name.rpartition(".")[0]
        if name not in SERVED or (parent and not _is_served(sys.modules.get(parent))):
            return None
        loader: Any = Loader(SERVED[name])
        is_package = any(each.startswith(f"{name}.") for each in SERVED)
        return ModuleSpec(name, loader, is_package=is_package)


class Loader:
    """Makes a module that has the names of another."""

    def __init__(self, home: str) -> None:
        self._home = home

    def create_module(self, _spec: ModuleSpec) -> None:
        """Leave it to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Give a module the public names of the one at home."""
        home = import_module(self._home)
        for name, value in vars(home).items():
            if name[:2] != "__" or name in _TAKEN_OVER:
                setattr(module, name, value)
        module.__file__ = home.__file__
        _leave_on_doorstep(len(sys.path))


class Watch:
    """Sees to it that real packages are filled; finds nothing itself."""

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return what the others find, and fill the package after it was loaded."""
        if name not in _PACKAGES:
            return None
        for finder in [each for each in sys.meta_path if each is not self]:
            where = (
                [each for each in sys.path if each != DOORSTEP] if finder is PathFinder else path
            )
            spec = finder.find_spec(name, where, target)
            if spec is not None:
                if name in _FILLED and spec.loader is not None:
                    spec.loader = Filling(spec.loader, spec)  # type: ignore[assignment]  # it has all that a loader has
                return spec
        return None


class Filling:
    """The loader of a real package, which has its store filled at the end."""

    def __init__(self, loader: Any, spec: ModuleSpec) -> None:  # noqa: ANN401 - any loader
        self._loader = loader
        self._spec = spec

    def exec_module(self, module: ModuleType) -> None:
        """Load the package as it would be without us, then fill its store."""
        self._spec.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        if not isinstance(self._loader, Loader) and _fill(module):
            _leave_on_doorstep(_position(module))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as it is
        return getattr(self._loader, name)


class serving:  # noqa: N801 - a participle, as context managers are named
    """Answer imports of the ancestors while the block runs."""

    def __init__(self) -> None:
        self._served, self.watch = Served(), Watch()

    def __enter__(self) -> Self:
        self._before = sys.path[:], os.environ.get("PYTHONPATH")
        sys.meta_path.append(self._served)
        sys.meta_path.insert(0, self.watch)
        return self

    def __exit__(self, *_: object) -> None:
        """Forget the modules that were served, and leave nothing to children."""
        sys.meta_path[:] = [
            each for each in sys.meta_path if each not in (self._served, self.watch)
        ]
        for name in [name for name in SERVED if _is_served(sys.modules.get(name))]:
            del sys.modules[name]
        sys.path[:], search = self._before
        if search is None:
            os.environ.pop("PYTHONPATH", None)
        else:
            os.environ["PYTHONPATH"] = search


def serve() -> Watch:
    """Answer imports of the ancestors from now on; return who watches for them, see `serving`."""
    watch = next((each for each in sys.meta_path if isinstance(each, Watch)), None)
    if watch is None:
        watch = serving().__enter__().watch
    return watch


def resume(name: str) -> None:
    """Make room for the module that a child process means by a name; see above."""
    serve()
    sys.modules.pop(name, None)
    import_module(name)


def _is_served(module: ModuleType | None) -> bool:
    return isinstance(getattr(getattr(module, "__spec__", None), "loader", None), Loader)


def _fill(module: ModuleType) -> bool:
    """Put hprun's values into the store of a package; return whether there are any."""
    from hprun.runtime.root import snapshot

    values = snapshot()
    if values:
        import_module(_FILLED[module.__name__]).fill(module, values)
    return bool(values)


def _position(module: ModuleType) -> int:
    """Return the position on `sys.path` of the folder that a package was found in."""
    folder = os.path.dirname(os.path.dirname(getattr(module, "__file__", None) or ""))
    return sys.path.index(folder) if folder in sys.path else 0


def _leave_on_doorstep(position: int) -> None:
    """Put the doorstep at a position on `sys.path`, and accordingly first or last in PYTHONPATH."""
    before = os.environ.get("PYTHONPATH")
    search = before.split(os.pathsep) if before else []
    if DOORSTEP not in search:
        search.insert(0 if position < len(sys.path) else len(search), DOORSTEP)
        os.environ["PYTHONPATH"] = os.pathsep.join(search)
    if DOORSTEP not in sys.path:
        sys.path.insert(position, DOORSTEP)

"""Layer 3: the ``__main__`` module, handed to the target as python makes it."""

from __future__ import annotations

import sys
from _frozen_importlib import BuiltinImporter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

_WITHOUT_ANNOTATIONS = (3, 14)
_WITHOUT_CACHED = (3, 15)


def take_over() -> dict[str, object]:
    """Make ``__main__`` what it is when python starts, for good, and return its namespace.

    The target gets a module object of its own: python itself, a profiler or a test that runs us
    goes on to use the namespace that we were started in. multiprocessing holds the module under a
    second name; where it was imported before, it is told.
    """
    main, fresh = sys.modules["__main__"], type(sys)("__main__")
    if sys.modules.get("__mp_main__") is main:
        sys.modules["__mp_main__"] = fresh
    sys.modules["__main__"] = fresh
    namespace = fresh.__dict__
    namespace.clear()
    namespace.update(_fresh())
    return namespace


def is_ours() -> bool:
    """Whether this process runs hprun as its program: our caller is what ``__main__`` executes.

    The caller is the console script, or our own `__main__`. It is not in a test that calls us, nor
    under a profiler that executes us in a namespace of its own.
    """
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - cheaper than inspect
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == "hprun":
        frame = frame.f_back
    return frame is not None and frame.f_globals is sys.modules["__main__"].__dict__


def _fresh() -> dict[str, object]:
    """Return the names of ``__main__`` before anything is run in it, in python's order."""
    names: dict[str, object] = {
        "__name__": "__main__",
        "__doc__": None,
        "__package__": None,
        "__loader__": BuiltinImporter,
        "__spec__": None,
    }
    if sys.version_info < _WITHOUT_ANNOTATIONS:
        names["__annotations__"] = {}
    return {**names, "__builtins__": sys.modules["builtins"]}


def name_file(namespace: dict[str, object], file: str, loader: object) -> None:
    """Add what python adds for a script: its file, and the loader that its source comes from."""
    namespace["__file__"] = file
    if sys.version_info < _WITHOUT_CACHED:
        namespace["__cached__"] = None
    if loader is not None:
        namespace["__loader__"] = loader

"""Layer 3: run a target as ``__main__`` in this process, and leave the process as python would.

What python does is written in CPython's ``Modules/main.c`` (`pymain_run_python`) and
``Python/pythonrun.c`` (`_PyRun_SimpleFileObject`, `PyErr_PrintEx`); here it is done again, in
the same order. A module, folder or zip goes through `runpy` by the very call that python makes. A
script does not: `runpy.run_path` would take ``__main__`` away again when its body has ended, under
the feet of threads, exit functions and pickles that still need it.

Changed for good: `sys.argv`, `sys.path`, ``__main__``, and what `search_path.enter` takes out of
`sys.modules`; nothing else.
"""

from __future__ import annotations

import io
import os
import sys
from _frozen_importlib import BuiltinImporter
from _frozen_importlib_external import MAGIC_NUMBER, SourceFileLoader, SourcelessFileLoader
from _warnings import filters
from marshal import dumps, loads

from hprun import kept
from hprun.errors import HprunError
from hprun.launch import search_path
from hprun.launch.interpreter import hand_over
from hprun.launch.target import STDIN
from hprun.launch.uncaught import MISSING, Excepthook, add_place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import CodeType, FrameType
    from typing import Any

    from hprun.launch.target import Target

    Key = tuple[object, ...]

_STREAMS = ("stderr", "stdout")
_WITHOUT_ANNOTATIONS = (3, 14)
_WITHOUT_CACHED = (3, 15)


# fmt: off
def _trampoline(run: Any, words: Any, here: Any, frames: Any, marks: Any, nothing: Any) -> None:  # noqa: ANN401, PLR0913, PLR0917
    frames.append(here()); run(*words); any(map(setattr, frames, marks, nothing))  # noqa: E702
# fmt: on


_TRAMPOLINE = _trampoline.__code__.replace(
    co_filename="<hprun>", co_name="<module>", co_qualname="<module>", co_firstlineno=0
)
"""The frame below the target.

A debugger that the target starts (`breakpoint()`) marks all frames below it to be stopped in. When
the target has ended, our frames lose these marks. That stands on the line of the call and calls no
function of Python, so that the debugger finds no place to stop before it is done.
"""


def execute(  # noqa: C901, PLR0912 - in parts it would be seen
    target: Target,
    argv: Sequence[str],
    *,
    cached: bool = False,
    compiling: Callable[..., CodeType] | None = None,
) -> None:
    """Run `target` with the words `argv`; return when it has come to the end of its last line.

    If `cached`, a script's code may be that of an earlier run, and is kept for the next. What there
    is to be compiled otherwise than python does, `compiling` does in the place of `compile`.

    Passes on whatever the target raises, SystemExit too, for python itself to act upon: to the
    frames below ours nothing happened but an exception. What comes after the target's own code is
    written without a call to a function of Python: the target's trace function would see it.
    """
    is_script = target.kind == "script"
    run, arguments = _prepared(target, argv, compiling, cached=cached and compiling is None)
    is_ours = _is_ours()
    in_a_script = is_ours and _is_a_script()
    namespace = _take_over(target, argv, is_ours=is_ours)
    if run is exec:
        arguments = (*arguments, namespace)
    only_while_it_runs = ("__file__", "__cached__") if is_script else ()
    # python flushes at the end of any script, our console script too, but not of a module.
    flushed = _STREAMS if is_script and not in_a_script else ()
    held = _STREAMS if in_a_script and not is_script else ()
    if held:
        from _functools import partial  # type: ignore[import-not-found]
    shown = Excepthook(_TRAMPOLINE, namespace, only_while_it_runs)
    passing = () if sys.flags.inspect else SystemExit
    tracing = sys.gettrace()
    trampoline = type(execute)(_TRAMPOLINE, {"__name__": "<hprun>"})  # type: ignore[misc]
    frames = _frames_below()
    marks, nothing = (("f_trace",) * (len(frames) + 1), (None,) * (len(frames) + 1))
    try:
        trampoline(run, arguments, sys._getframe, frames, marks, nothing)  # noqa: SLF001 - cheap
        if sys.flags.inspect and in_a_script:  # which ends in a SystemExit, and -i would show it
            shown.theirs, sys.excepthook = getattr(sys, "excepthook", MISSING), shown
    except passing:
        raise
    except HprunError as error:
        add_place(error)
        flushed, held = _STREAMS, ()
        raise
    except BaseException:
        shown.theirs, sys.excepthook = getattr(sys, "excepthook", MISSING), shown
        raise
    finally:
        if sys.excepthook is shown and sys.gettrace() is not tracing:
            shown.traced = sys.gettrace()
            sys.settrace(None)
        for stream in flushed:
            try:  # noqa: SIM105 - contextlib is dear
                getattr(sys, stream).flush()
            except BaseException:  # noqa: BLE001, S110 - so does flush_io in pythonrun.c
                pass
        for stream in held:
            try:
                names = vars(getattr(sys, stream))
                names["flush"] = partial(names.pop, "flush")
            except (AttributeError, TypeError):  # None, or of a class with __slots__
                pass
    for name in only_while_it_runs:
        namespace.pop(name, None)


def _prepared(
    target: Target,
    argv: Sequence[str],
    compiling: Callable[..., CodeType] | None,
    *,
    cached: bool,
) -> tuple[Callable[..., object], tuple[object, ...]]:
    """Return what runs the target, and with what; nothing of the process is changed yet."""
    if target.kind == "script":
        return _prepared_script(target, argv, compiling or compile, cached=cached)
    from runpy import _run_module_as_main  # type: ignore[attr-defined]

    if target.kind == "module":
        return _run_module_as_main, (target.word, True)
    return _run_module_as_main, ("__main__", False)


def _prepared_script(
    target: Target, argv: Sequence[str], compiling: Callable[..., CodeType], *, cached: bool
) -> tuple[Callable[..., object], tuple[object, ...]]:
    """Return how to execute a script's code, or hand over to python where there is none.

    Only python itself words an error in a *file* as python does. A pipe cannot be read a second
    time; there the compiler is run below the target, where its error has no frame of ours.
    """
    regular = os.path.isfile(target.file)
    source = target.source if cached and regular else None
    if source is not None:
        code = recalled(source, target.file)
        if code is not None:
            return exec, (code,)
    warnings = io.StringIO()
    stderr = sys.stderr
    try:
        sys.stderr = warnings
        code = _code(target, compiling)
    except (SyntaxError, ValueError, EOFError, TypeError, RecursionError, MemoryError):
        sys.stderr = stderr
        if regular or target.source is None:
            hand_over([target.word, *argv])
        return compile, (target.source, target.file, "exec", 0, True)
    finally:
        sys.stderr = stderr
    told = warnings.getvalue()
    if source is not None and not told:
        keep(source, target.file, code)
    if stderr is not None:
        stderr.write(told)
    return exec, (code,)


def _code(target: Target, compiling: Callable[..., CodeType]) -> CodeType:
    """Compile a script, or load it where it is compiled already.

    Raises what `compile` raises, and ValueError, EOFError or TypeError for bad compiled code.
    """
    if target.source is not None:
        code = compiling(target.source, target.file, "exec", dont_inherit=True)
        _check_encoding(target.source)
        return code
    if target.file == STDIN:
        msg = "a terminal is no program"
        raise ValueError(msg)
    with open(target.file, "rb") as opened:
        content = opened.read()
    if content[:4] != MAGIC_NUMBER:
        msg = "bad magic number"
        raise ValueError(msg)
    code = loads(content[16:])  # noqa: S302 - as python does
    if not hasattr(code, "co_code"):
        msg = "no code object"
        raise TypeError(msg)
    return code  # type: ignore[no-any-return]  # it is one


def _check_encoding(source: bytes) -> None:
    """Raise SyntaxError for a comment that is not in the file's encoding.

    `compile` skips comments in bytes; python reading a file does not.
    """
    try:
        source.decode()
    except UnicodeDecodeError:
        from tokenize import detect_encoding  # dear, and for files that are not UTF-8 alone

        encoding, _ = detect_encoding(io.BytesIO(source).readline)
        if encoding.startswith("utf-8"):
            raise SyntaxError from None


def _take_over(target: Target, argv: Sequence[str], *, is_ours: bool) -> dict[str, object]:
    """Make the process the target's: its words, its search path, its ``__main__``."""
    search_path.enter(target.first, ours=is_ours)
    sys.argv[:] = ["-m" if target.kind == "module" else target.word, *argv]
    namespace = _fresh_main()
    if target.kind == "script":
        loader = SourcelessFileLoader if target.source is None else SourceFileLoader
        made = None if target.file == STDIN else loader("__main__", target.file)
        _name_file(namespace, target.file, made)
    return namespace


def _frames_below() -> list[FrameType]:
    """Return our frames below the target, from `execute` down to what python started."""
    frames = []
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - cheaper than inspect
    while frame is not None:
        name = frame.f_globals.get("__name__", "").partition(".")[0]
        if name not in ("hprun", "__main__", "runpy"):
            break
        frames.append(frame)
        frame = frame.f_back
    return frames


# The ``__main__`` module


def _fresh_main() -> dict[str, object]:
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


def _is_ours() -> bool:
    """Whether this process runs hprun as its program: our caller is what ``__main__`` executes.

    The caller is the console script, or our own `__main__`. It is not in a test that calls us, nor
    under a profiler that executes us in a namespace of its own.
    """
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - cheaper than inspect
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == "hprun":
        frame = frame.f_back
    return frame is not None and frame.f_globals is sys.modules["__main__"].__dict__


def _is_a_script() -> bool:
    """Whether ``__main__`` is a file that python executes as a script, as the console script is."""
    main = sys.modules["__main__"].__dict__
    return "__file__" in main and main.get("__spec__") is None


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


def _name_file(namespace: dict[str, object], file: str, loader: object) -> None:
    """Add what python adds for a script: its file, and the loader that its source comes from."""
    namespace["__file__"] = file
    if sys.version_info < _WITHOUT_CACHED:
        namespace["__cached__"] = None
    if loader is not None:
        namespace["__loader__"] = loader


# The code of a script, as it was when it was compiled last
#
# python compiles a script anew in each run. The first call of `compile` in a process makes all
# types of the syntax tree, which is a quarter of what a start costs. So the code is kept, as python
# keeps that of modules in files that are checked by the hash of the source, with all else that it
# depends on. What was compiled with a warning is not kept: the warning has to be seen in each run.


def recalled(source: bytes, file: str) -> CodeType | None:
    """Return the code of a source that would be compiled as `file`; None where none is kept."""
    content = kept.read(kept.place(_name(file)))
    if content is None:
        return None
    known, code = loads(content)  # noqa: S302 - our own, and whole
    return code if known == _depends_on(source) else None


def keep(source: bytes, file: str, code: CodeType) -> None:
    """Keep the code of a source."""
    held: Any = (_depends_on(source), code)
    path = kept.place(_name(file))
    if path:
        kept.write(path, dumps(held))


def _name(file: str) -> Key:
    return ("code", file, sys.hexversion, sys.implementation.cache_tag, sys.flags.optimize)


def _depends_on(source: bytes) -> Key:
    """Return what beside the name makes the code what it is, and python warn or be silent."""
    ranges = "no_debug_ranges" in sys._xoptions or "PYTHONNODEBUGRANGES" in os.environ  # noqa: SLF001
    return (len(source), kept.digest(source), repr(filters), ranges)

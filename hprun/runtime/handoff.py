"""Layer 1, run time: the root's values in child processes, through the environment.

`export` describes them in the variable HPRUN_SCOPE, which every child inherits whatever way it is
started. A child `receive`s them when it first imports `hprun.runtime`, if they are meant for it: it
runs the very script that they were given to (a spawned worker, a relaunch), or is a worker of that
script's process which runs no script of its own (a loky worker, one that is being set up). Any
other program that inherits the variable takes no notice.

The variable holds a tuple, written like a Python literal: the format's version, the real path of
the script, the id of the process that was given the values last, the values and the defaults by
slot, and the path of a private file that holds them instead where they are large. Nothing of it is
evaluated or unpickled; the values can be None, bool, int, float, str, Text, list, tuple, set,
frozenset, dict and pathlib's paths. A value of another type stays behind, and so does what an open
scope sets.
"""

# ruff: noqa: ANN401 - values are of any type, and so are the callables that take them
from __future__ import annotations

import os
import sys

from hprun.literal import Text
from hprun.runtime import root
from hprun.runtime.store import ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

VARIABLE = "HPRUN_SCOPE"
_VERSION = 2
_NOTHING = "({}, {})"
_LARGEST = 8192
_ONLY_AST = 0x400
_WORKERS = ("popen_loky_posix", "popen_loky_win32")


def export(
    values: Mapping[str, object], script: str, defaults: Mapping[str, object] | None = None
) -> None:
    """Leave the values for the children of this process that run `script`, or work for it.

    `defaults` are left beside them, as `root.install` takes them.
    """
    forget()
    written = _written(values, defaults or {})
    path = "" if len(written) <= _LARGEST else private_file(written)
    _leave(os.path.realpath(script), _NOTHING if path else written, path)


def _written(values: Mapping[str, object], defaults: Mapping[str, object]) -> str:
    return f"({written_values(values)}, {written_values(defaults)})"


def forget() -> None:
    """Take back what was left or received: a hprun that starts inside starts anew."""
    described = _described()
    if described and described[2] == os.getpid() and described[4]:
        _remove(described[4], os.getpid())
    os.environ.pop(VARIABLE, None)
    if isinstance(ROOT.values, Undecided):
        ROOT.values = {}


def receive() -> None:
    """Install the values that the environment holds for this process, if it does.

    Where it cannot be told yet whether they are for it, because the interpreter has not come to its
    main module, the first read tells.
    """
    described = _described()
    if described is None:
        return
    verdict = _is_for_us(described[1], described[2])
    if verdict:
        _install(described)
    elif verdict is None and not ROOT.values:
        ROOT.values = Undecided(described)


class Undecided(dict[str, object]):
    """The root's values while it cannot be told whether this process is meant to have any."""

    def __init__(self, described: tuple[Any, ...]) -> None:
        super().__init__()
        self._described = described

    def __contains__(self, name: object) -> bool:
        verdict = _is_for_us(self._described[1], self._described[2])
        if ROOT.values is self:
            # While it stays open it is replaced too, so that nobody remembers what was not found.
            ROOT.values = {} if verdict is not None else Undecided(self._described)
            if verdict:
                _install(self._described)
        return verdict is not None and name in ROOT.values

    def __getitem__(self, name: str) -> object:
        return ROOT.values[name]


def receive_for(script: str, watched: Sequence[str] = ()) -> None:
    """Install the values that the environment holds for a script which this process will run.

    `watched` are slots as `root.install` takes them.
    """
    described = _described()
    if described is not None and described[1] == os.path.realpath(script):
        _install(described, watched)


def _install(described: tuple[Any, ...], watched: Sequence[str] = ()) -> None:
    _, script, process, (values, defaults), path = described
    if path:
        values, defaults = read_written(read_private(path))  # type: ignore[misc]  # as it was written
        if process == os.getpid():  # it was replaced by itself (exec), and its file is left to it
            _remove_at_exit(path)
    root.install(values, watched, defaults)
    _leave(script, _NOTHING if path else _written(values, defaults), path)


def _leave(script: str, written: str, path: str) -> None:
    os.environ[VARIABLE] = f"({_VERSION}, {script!a}, {os.getpid()}, {written}, {path!a})"


def _described() -> tuple[Any, ...] | None:
    """Return what the environment describes, None where it is nothing of ours."""
    text = os.environ.get(VARIABLE, "")
    try:
        described = read_written(text) if text else None
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return None
    fits = isinstance(described, tuple) and len(described) == 5 and described[0] == _VERSION  # noqa: PLR2004 - as `_leave` writes
    fits = fits and isinstance(described[3], tuple) and len(described[3]) == 2  # type: ignore[index]  # noqa: PLR2004
    return described if fits else None  # type: ignore[return-value]  # narrowed by `fits`


# For whom


def _is_for_us(script: str, process: int) -> bool | None:
    """Return whether values given to a process for a script are for this one; None if too early."""
    for name in ("__mp_main__", "__main__"):
        main = sys.modules.get(name)
        path = getattr(main, "__file__", None)
        if path and os.path.realpath(path) == script:
            return True
    spawned = sys.modules.get("__mp_main__")
    # multiprocessing gives this name to `__main__` as well; a worker's main module is another one
    if spawned is not sys.modules.get("__main__") and getattr(spawned, "__file__", None):
        return False
    return _is_worker(process)


def _is_worker(process: int) -> bool | None:
    """Return whether this is a worker of the process, without a script; None if too early."""
    asked = sys.orig_argv[1:]
    if "--multiprocessing-fork" in asked or any("from multiprocessing." in word for word in asked):
        multiprocessing = sys.modules.get("multiprocessing.process")
        parent = getattr(multiprocessing, "_parent_process", None)
        if parent is None:  # it is being set up, or it is the server that forks the workers
            return None
        return bool(parent.pid == process)
    main = sys.modules.get("__main__")
    path = getattr(main, "__file__", None)
    if path is None:
        return None if sys.argv[:1] == ["-m"] else False
    return any(worker in os.path.basename(path) for worker in _WORKERS) and os.getppid() == process


# The private file


def private_file(written: str) -> str:
    """Return the path of a new file that holds a text until this process ends."""
    folder = os.environ.get("TMPDIR") or ("/tmp" if os.name == "posix" else os.environ["TEMP"])  # noqa: S108 - the name cannot be guessed
    path = os.path.join(folder, f"hprun-{os.getpid()}-{os.urandom(12).hex()}")
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w", encoding="ascii") as file:
        file.write(written)
    _remove_at_exit(path)
    return path


def _remove_at_exit(path: str) -> None:
    import atexit

    atexit.register(_remove, path, os.getpid())


def _remove(path: str, process: int) -> None:
    """Remove the file, unless this is a forked child of the process that owns it."""
    if os.getpid() == process and os.path.exists(path):
        os.unlink(path)


def read_private(path: str) -> str:
    """Return the text of a private file; raise ConfigError if it is not to be had."""
    from hprun.errors import ConfigError

    try:
        with open(path, encoding="ascii") as file:
            if hasattr(os, "geteuid") and os.fstat(file.fileno()).st_uid != os.geteuid():
                msg = "the file with this process's values belongs to somebody else"
                raise ConfigError(msg, origin=path)
            return file.read()
    except (OSError, ValueError) as error:
        msg = f"the values for this process cannot be read: {error}"
        raise ConfigError(
            msg, origin=VARIABLE, advice="the process that left them must outlive the start of this"
        ) from error


# Values as text


def written_values(values: Mapping[str, object]) -> str:
    """Return the values as an ASCII literal; one that cannot be written is left out."""
    pairs = ((slot, written_value(value)) for slot, value in values.items())
    return f"{{{', '.join(f'{slot!a}: {text}' for slot, text in pairs if text)}}}"


def written_value(value: object) -> str:
    """Return the literal of a value, empty where it cannot be written."""
    kind = type(value)
    if kind is int:
        return hex(value)  # type: ignore[arg-type]  # an int; decimal ones have a longest length
    if value is None or kind in (bool, float, str, bytes):
        return ascii(value)
    if kind is Text or _is_path(value):
        return f"Text({str(value)!a})"
    if kind in (list, tuple, set, frozenset):
        inner = [written_value(each) for each in value]  # type: ignore[attr-defined]
        return f"{kind.__name__}([{', '.join(inner)}])" if all(inner) else ""
    if kind is dict:
        pairs = [(written_value(key), written_value(each)) for key, each in value.items()]  # type: ignore[attr-defined]
        whole = all(key and each for key, each in pairs)
        return f"{{{', '.join(f'{key}: {each}' for key, each in pairs)}}}" if whole else ""
    return ""


def _is_path(value: object) -> bool:
    paths = sys.modules.get("pathlib")
    return paths is not None and isinstance(value, paths.PurePath)


def read_written(text: str) -> object:
    """Return what a literal stands for; raise SyntaxError or ValueError where it is none."""
    return _value(compile(text, f"<{VARIABLE}>", "eval", _ONLY_AST).body)


_MAKERS = {each.__name__: each for each in (list, tuple, set, frozenset, Text)}
_NUMBERS = {"inf": float("inf"), "nan": float("nan")}


def _value(node: Any) -> Any:  # noqa: PLR0911 - one a shape
    match type(node).__name__:
        case "Constant":
            return node.value
        case "Name" if node.id in _NUMBERS:
            return _NUMBERS[node.id]
        case "UnaryOp":
            return -_value(node.operand)
        case "Call" if getattr(node.func, "id", "") in _MAKERS and len(node.args) == 1:
            return _MAKERS[node.func.id](_value(node.args[0]))
        case "List":
            return [_value(each) for each in node.elts]
        case "Tuple":
            return tuple(_value(each) for each in node.elts)
        case "Dict":
            return {_value(k): _value(v) for k, v in zip(node.keys, node.values, strict=True)}
    msg = f"{type(node).__name__} is no value"
    raise ValueError(msg)

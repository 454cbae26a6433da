"""Layer 3: constants in the processes that a run starts, through the environment.

Two variables carry them, and are set only where a constant is: HPRUN_CONSTANTS says what is set,
for which script, by which process; PYTHONPATH begins with a folder, `doorstep`, in which python
finds a `sitecustomize` at its start. That calls `receive`, and leads on to the one that python
would have found without it.

They are for the processes that `hprun.runtime.handoff` gives values to: one that runs the very
script, and a worker (of spawn, forkserver or loky) of a process that runs it. Any other program
goes on as if nothing were. Python itself compiles a script, before anything of ours could stand in
the way; so a script that is run once more becomes `hprun.launch.repeated`, in the same process.
"""

from __future__ import annotations

import os
import sys

from hprun.deliver.assignments import Change, install
from hprun.launch.interpreter import become, parse_start
from hprun.runtime.handoff import private_file, read_private, read_written, written_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

VARIABLE = "HPRUN_CONSTANTS"
DOORSTEP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "doorstep")
AGAIN = "hprun.launch.repeated"
_LARGEST = 8192
_FILE = "file:"
_WORKERS = ("popen_loky_posix", "popen_loky_win32")


def export(found: Mapping[str, Change], script: str) -> None:
    """Leave what is set for the children of this process that run `script`, or work for it."""
    written = written_value(
        {path: (each.digest, [*each.values.items()]) for path, each in found.items()}
    )
    if len(written) > _LARGEST:
        written = f"{_FILE}{private_file(written)}"
    _leave(os.path.realpath(script), written)
    _put_on_path(DOORSTEP)


def forget() -> None:
    """Take back what was received: a hprun that starts inside starts anew."""
    if os.environ.pop(VARIABLE, None) is not None:
        _put_on_path()


def receive() -> None:
    """Set the constants that the environment holds, if they are for this process."""
    process, script, _ = os.environ[VARIABLE].split("\n", 2)
    words = sys.orig_argv[1:]
    start = parse_start(words)
    rest = words[len(start.flags) :]
    if _is_worker(words):
        if os.getppid() == int(process):
            take(runpy=True)
    elif start.module:
        if _is_module(start.module, script):
            take()
    elif rest and rest[0][:1] != "-":
        path = os.path.realpath(rest[0])
        if path == script:
            become([*start.flags, "-m", AGAIN, *rest])
        elif os.path.join(path, "__main__.py") == script:
            take()


def take(*, runpy: bool = False) -> None:
    """Set the constants that the environment holds, and leave them to the children of this."""
    _, script, written = os.environ[VARIABLE].split("\n", 2)
    _leave(script, written)
    text = read_private(written.removeprefix(_FILE)) if written.startswith(_FILE) else written
    described: Any = read_written(text)
    install(
        {path: Change(digest, dict(values)) for path, (digest, values) in described.items()},
        runpy=runpy,
    )


def _leave(script: str, written: str) -> None:
    os.environ[VARIABLE] = f"{os.getpid()}\n{script}\n{written}"


def _put_on_path(*folders: str) -> None:
    """Put folders before all others on PYTHONPATH, in the place of the doorstep."""
    others = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    path = [*folders, *(each for each in others if each and each != DOORSTEP)]
    os.environ["PYTHONPATH"] = os.pathsep.join(path)
    if not path:
        del os.environ["PYTHONPATH"]


def _is_worker(words: Sequence[str]) -> bool:
    """Return whether a python was started to work for another, by the words that it was given."""
    forked = "--multiprocessing-fork" in words
    named = ("from multiprocessing.", *_WORKERS)
    return forked or any(name in word for word in words for name in named)


def _is_module(name: str, script: str) -> bool:
    """Return whether ``-m name`` runs a file, as far as that can be told before it is found."""
    stem = os.path.join("", *name.split("."))
    return script.endswith((f"{os.sep}{stem}.py", os.path.join(os.sep, stem, "__main__.py")))

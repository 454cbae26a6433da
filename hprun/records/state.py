"""Layer 3: whether a run is going on, and how it ended.

The state of a run is never written down while it may change. What is there tells it: a status, and
the run has ended; a fresh sign of life, and it is running; else it is lost, for whatever watched
over it was killed with it, or the machine was.
"""

from __future__ import annotations

import os
import sys
import time

from hprun.records.as_json import as_json
from hprun.records.folder import ALIVE, STATUS, claim, host, moment, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal as signals
    from collections.abc import Mapping, Sequence
    from resource import struct_rusage as Usage  # noqa: N812 - it is a class
    from typing import Any, Final
else:
    import _signal as signals  # without the enumerations of `signal`, which are dear

COMPLETED: Final = "completed"
"""The script ended with exit status 0."""
FAILED: Final = "failed"
"""With another."""
INTERRUPTED: Final = "interrupted"
"""By ctrl-c."""
KILLED: Final = "killed"
"""By any other signal; a crash is one too."""
RUNNING: Final = "running"
LOST: Final = "lost"
PRUNED: Final = "pruned"
"""A trial of a sweep that ended early, for it promised nothing."""
TIMED_OUT: Final = "timeout"
"""A trial that has taken too long."""
STOPPED: Final = "stopped"
"""A trial that was ended with its sweep."""

STATES: Final = (
    *(COMPLETED, FAILED, INTERRUPTED, KILLED, RUNNING, LOST),
    *(PRUNED, TIMED_OUT, STOPPED),
)

_FRESH = 300.0
"""Seconds without a sign of life, on another machine, after which a run is lost.

A shared file system may take its time.
"""
_SAME_CLOCK = 60.0
"""Seconds for which it is known what the time is by the clock that dates files."""
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
_OTHER_NAMES = ("SIGCLD", "SIGIOT", "SIGPOLL", "SIGRTMIN", "SIGRTMAX")


def sign(path: str, process: int) -> None:
    """Write who is alive: the process, when it was started, and where."""
    write(path, f"{process} {_start_of(process)} {host()}\n")


def state(folder: str) -> str:
    """Return the state of the run in a folder."""
    found = status(folder)
    if found is not None:
        return str(found.get("status", LOST))
    return RUNNING if is_alive(os.path.join(folder, ALIVE)) else LOST


def status(folder: str) -> Mapping[str, Any] | None:
    """Return what is written of the end of a run, None where there is nothing."""
    import json

    try:
        with open(os.path.join(folder, STATUS), "rb") as file:
            found = json.loads(file.read())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def write_status(folder: str, found: Mapping[str, object], draft: str = "") -> bool:
    """Write how a run ended, once: who comes second has not seen more. Raises OSError.

    `draft` is what was reserved for it.
    """
    return claim(os.path.join(folder, STATUS), as_json(found) + "\n", draft)


def status_of(
    ended: int,
    usage: Usage,
    told: Sequence[str],
    *,
    started: float,
    ended_at: float,
) -> dict[str, object]:
    """Return the status of a process that has ended: `ended` and `usage` are of `os.wait4`.

    `told` are the script's own words, if it came to say any: the kind and the text of an exception
    that nobody caught, and the names of values that nobody read.
    """
    by = os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else 0
    code = None if by else os.WEXITSTATUS(ended)
    kind, text, *unread = told or ("", "")
    return {
        "status": _word(by, code),
        "exit_status": code,
        "signal": _name(by) if by else None,
        "error": {"type": kind, "message": text} if kind and code != 0 else None,
        "started": moment(started),
        "ended": moment(ended_at),
        "seconds": round(ended_at - started, 3),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 3),
        "max_rss_bytes": usage.ru_maxrss * _RSS_UNIT,
        "unread": unread,
    }


def _word(by: int, code: int | None) -> str:
    if by:
        return INTERRUPTED if by == signals.SIGINT else KILLED
    return FAILED if code else COMPLETED


def _name(number: int) -> str:
    names = (name for name in dir(signals) if name.startswith("SIG") and name not in _OTHER_NAMES)
    known = {getattr(signals, name): name for name in names if "_" not in name}
    return known.get(number, f"signal {number}")


def is_alive(path: str) -> bool:
    """Return whether a sign of life holds: by the process itself where that is on this machine."""
    try:
        with open(path, encoding="utf-8") as file:
            process, start, machine = file.read().split()
        if machine == host() and start != "?":
            return _start_of(int(process)) == start
        dated = os.stat(path).st_mtime
    except (OSError, ValueError):
        return False
    return _now_in(os.path.dirname(path)) - dated < _FRESH


_clocks: dict[str, tuple[float, float]] = {}
"""By folder, what the time was when a file was made there, and the moment by a clock of ours."""


def _now_in(folder: str) -> float:
    """Return the time by the clock that dates files in a folder: that of a file server, maybe.

    Where nothing can be written it is this machine's. A file of ours tells it, that is there for as
    long as it takes to be dated.
    """
    told, at = _clocks.get(folder, (0.0, -_SAME_CLOCK))
    passed = time.monotonic() - at
    if passed < _SAME_CLOCK:
        return told + passed
    path = os.path.join(folder, f".{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        return time.time()
    try:
        os.utime(path)
        told = os.fstat(handle).st_mtime
    finally:
        os.close(handle)
        os.unlink(path)
    _clocks[folder] = told, time.monotonic()
    return told


def is_here(path: str) -> bool:
    """Return whether a sign of life is that of a process on this machine."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().split()[-1:] == [host()]
    except OSError:
        return False


def _start_of(process: int) -> str:
    """Return when a process was started, in the kernel's ticks: the id alone may be another's."""
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            facts = file.read().rpartition(b") ")[2].split()
    except OSError:
        return "?" if not os.path.isdir("/proc/self") else "gone"
    return "gone" if facts[0] in (b"Z", b"X") else facts[19].decode()

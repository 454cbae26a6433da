"""Layer 4: the folder of a sweep.

    sweep.json      what the sweep is; budget.json: how many trials there shall be
    sweep.lock      held by the one `hprun sweep` that is at work; workers may join it freely
    results.jsonl   what came of the trials, a line each: an index, and can be made again
    code/DIGEST/    what code it was, shared by all trials
    workers/        a sign of life of each worker; STOP: they are to start no more trials
    runs/000/000123/  a trial, which is the record of a run; 000123-1 is the first retry of it

A trial belongs to the worker that made its folder. The folder comes to be in one step, by a rename,
with the name of the worker in it: so it is never without an owner, and two cannot have it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Collection, Iterator

from hprun.errors import UsageError
from hprun.records import state
from hprun.records.folder import CODE, PRUNED, STATUS, host, reserve
from hprun.sweeps.sweep import SWEEP

RUNS = "runs"
RESULTS = "results.jsonl"
BASE = "base.yaml"
"""The values that all trials have in common, each of which has a copy of it, with its own below."""
WORKERS = "workers"
WORKER = "worker"
"""The file of a trial that names its worker."""
LOCK = "sweep.lock"
HALT = "STOP"
"""A flag in the folder of a sweep: no worker starts another trial."""
TIMEOUT, STOPPED = "TIMEOUT", "STOPPED"
"""Flags in the folder of a trial: why it was ended."""
_STATES = ((TIMEOUT, state.TIMED_OUT), (STOPPED, state.STOPPED), (PRUNED, state.PRUNED))
_SHARD = 1000

Key = tuple[int, int]
"""A trial by its number and how often it was tried before."""


class Grounds:
    """The folder of a sweep, for one worker, which is named `owner`; a reader has no name."""

    def __init__(self, folder: str, owner: str = "") -> None:
        self.folder = os.path.abspath(folder)
        self.owner = owner
        self._shards = set[str]()

    def path(self, *names: str) -> str:
        """Return the path of something in the folder."""
        return os.path.join(self.folder, *names)

    def trial(self, key: Key) -> str:
        """Return the folder of a trial."""
        number, attempt = key
        name = f"{number:06}-{attempt}" if attempt else f"{number:06}"
        return self.path(RUNS, f"{number // _SHARD:03}", name)

    def base(self) -> str:
        """Return the lines of the values that all trials have in common."""
        try:
            with open(self.path(BASE), encoding="utf-8") as file:
                return file.read()
        except OSError:
            return ""

    def claim(self, key: Key, code: str) -> str:
        """Make the folder of a trial.

        Returns the name of the draft of its status; an empty one if another worker has the trial.
        Raises OSError.
        """
        folder = self.trial(key)
        shard = os.path.dirname(folder)
        if shard not in self._shards:
            os.makedirs(shard, exist_ok=True)
            self._shards.add(shard)
        if os.path.exists(folder):
            return ""
        draft = os.path.join(shard, f".{os.path.basename(folder)}.{self.owner}")
        os.mkdir(draft)
        try:
            with open(os.path.join(draft, WORKER), "w", encoding="utf-8") as file:
                file.write(self.owner)
            os.symlink(os.path.join("..", "..", "..", CODE, code), os.path.join(draft, CODE))
            status = os.path.basename(reserve(os.path.join(draft, STATUS)))
            os.rename(draft, folder)
        except OSError as error:
            shutil.rmtree(draft, ignore_errors=True)
            if error.errno in (errno.EEXIST, errno.ENOTEMPTY):
                return ""
            raise
        return status

    def trials(self) -> Iterator[Key]:
        """Yield all trials that there are folders of, in no order."""
        for shard in _names(self.path(RUNS)):
            for name in _names(self.path(RUNS, shard)):
                number, dash, attempt = name.partition("-")
                if number.isdigit() and (attempt.isdigit() or not dash):
                    yield int(number), int(attempt or 0)

    def sign(self) -> None:
        """Give a sign of life."""
        os.makedirs(self.path(WORKERS), exist_ok=True)
        state.sign(self.path(WORKERS, self.owner), os.getpid())

    def beat(self) -> None:
        """Renew the sign of life."""
        os.utime(self.path(WORKERS, self.owner))

    def leave(self) -> None:
        """Take the sign of life away."""
        try:
            os.unlink(self.path(WORKERS, self.owner))
        except OSError:
            return

    def workers(self) -> list[str]:
        """Return the names of the workers that are at work."""
        return [each for each in _names(self.path(WORKERS)) if self._lives(each)]

    def dismiss(self, prefix: str, *, but: Collection[str] = ()) -> None:
        """Take the signs of life of workers away whose seats have this beginning.

        Whoever says so knows that they are gone, but for those in the seats that are left out. What
        is known of a process on this machine is known better.
        """
        for owner in _names(self.path(WORKERS)):
            if owner.startswith(prefix) and seat_of(owner) not in but and owner != self.owner:
                path = self.path(WORKERS, owner)
                if not (state.is_here(path) and state.is_alive(path)):
                    with contextlib.suppress(OSError):
                        os.unlink(path)

    def halt(self) -> None:
        """Let no worker start another trial. Raises OSError."""
        with open(self.path(HALT), "w", encoding="utf-8"):
            pass

    def is_halted(self) -> bool:
        """Return whether no more trials are to be started."""
        return os.path.exists(self.path(HALT))

    def open(self) -> None:
        """Let workers start trials again."""
        with contextlib.suppress(OSError):
            os.unlink(self.path(HALT))

    def is_owned(self, key: Key) -> bool:
        """Return whether the worker that has a trial is still there."""
        try:
            with open(os.path.join(self.trial(key), WORKER), encoding="utf-8") as file:
                owner = file.read()
        except OSError:
            return False
        return self._lives(owner)

    def _lives(self, owner: str) -> bool:
        return bool(owner) and state.is_alive(self.path(WORKERS, owner))

    def clear(self) -> None:
        """Remove what workers have left behind that were ended in the middle of a claim."""
        for shard in _names(self.path(RUNS)):
            for name in _names(self.path(RUNS, shard)):
                if name.startswith(".") and not self._lives(name.split(".", 2)[2]):
                    shutil.rmtree(self.path(RUNS, shard, name), ignore_errors=True)
        for owner in _names(self.path(WORKERS)):
            if not self._lives(owner):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(self.path(WORKERS, owner))


def flagged(folder: str) -> str:
    """Return the state of a trial that did not end by itself; nothing of any other."""
    found = (word for flag, word in _STATES if os.path.exists(os.path.join(folder, flag)))
    return next(found, "")


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def name_of_worker(seat: str = "") -> str:
    """Return a name that no other worker has, on any machine; it begins with its seat, if any."""
    name = f"{host()}-{os.getpid()}-{os.urandom(3).hex()}"
    return f"{seat}@{name}" if seat else name


def seat_of(owner: str) -> str:
    """Return the seat of a worker by its name; nothing if it has none."""
    return owner.partition("@")[0] if "@" in owner else ""


class Lock:
    """The right to be the one `hprun sweep` at work on a folder; it ends with the process.

    Raises UsageError where another holds it.
    """

    def __init__(self, folder: str) -> None:
        import fcntl

        path = os.path.join(folder, LOCK)
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._handle, 1000).decode("utf-8", "replace").strip()
            os.close(self._handle)
            raise UsageError(
                f"this sweep is at work already, in process {holder or 'unknown'}",
                origin=os.path.join(folder, SWEEP),
                advice=f"hprun worker {folder} joins it, hprun sweep {folder} shows it",
            ) from None
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, f"{os.getpid()} on {host()}\n".encode(), 0)

    def release(self) -> None:
        """Give the right up."""
        os.close(self._handle)

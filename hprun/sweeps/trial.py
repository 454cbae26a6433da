"""Layer 4: one trial: a fresh process, from its start to its status.

The process is python with ``hprun run`` for its program, in a process group of its own, so that
what the keys of a terminal send does not reach it, and what is left of it can be ended. It is tied
to its worker by a pipe: when that is gone, by whatever end, so is the trial (`supervise`).
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hprun.records import state as states
from hprun.records.folder import ALIVE, MOST_TOLD, OUTPUT
from hprun.sweeps.grounds import STOPPED_BY_USER, Key

if TYPE_CHECKING:
    from resource import struct_rusage as Usage  # noqa: N812 - it is a class

GUARD, TOLD = 3, 4
"""The descriptors that a trial finds: one to be tied by, one to say a last word through."""
_GRACE = 10.0
"""Seconds between the wish that a trial may end, and its end."""


class Trial:
    """A trial that runs. `started` is a moment of the clock that only goes forward."""

    def __init__(
        self, key: Key, values: Mapping[str, str], folder: str, draft: str, slot: int
    ) -> None:
        self.key = key
        self.values = values
        self.folder = folder
        self.slot = slot
        self.started = time.monotonic()
        self._draft = os.path.join(folder, draft)
        self._began = time.time()
        self._process = 0
        self._reaped: tuple[int, Usage] | None = None
        self._ties: tuple[int, int] = (-1, -1)
        self._kill_at = 0.0
        self.watched = -1
        self.pruning = 0.0

    def start(self, words: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start the process with the words behind ``hprun run``. Raises OSError."""
        guard, told = os.pipe(), os.pipe()
        theirs = [_moved(each) for each in (guard[0], told[1])]
        log = os.path.join(self.folder, OUTPUT)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        try:
            self._process = os.posix_spawn(
                sys.executable,
                [sys.executable, "-m", "hprun", "run", f"--trial={self.folder}", *words],
                environment,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 1, log, flags, 0o666),
                    (os.POSIX_SPAWN_DUP2, 1, 2),
                    (os.POSIX_SPAWN_DUP2, theirs[0], GUARD),
                    (os.POSIX_SPAWN_DUP2, theirs[1], TOLD),
                ],
                setpgroup=0,
                setsigmask=(),
                setsigdef=(signal.SIGINT, signal.SIGTERM, signal.SIGHUP),
            )
        finally:
            for each in theirs:
                os.close(each)
        self._ties = guard[1], told[0]
        if hasattr(os, "pidfd_open"):
            self.watched = os.pidfd_open(self._process)

    def has_ended(self) -> bool:
        """Return whether the process has ended; it is not reaped yet where it need not be."""
        if not hasattr(os, "waitid"):  # macOS, before 3.13
            self._reaped = self._reaped or _reaped(self._process)
            return self._reaped is not None
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._process, flags) is not None

    def settle(self, *, excused: bool = False) -> None:
        """End what is left of the trial's group, and write how the trial ended. Raises OSError.

        One that has failed is `excused` where it may not have been its fault: it was stopped.
        """
        self._send(signal.SIGKILL)
        ended, usage = self._reaped or os.wait4(self._process, 0)[1:]
        told = self._last_words()
        for each in (*self._ties, self.watched):
            if each >= 0:
                os.close(each)
        found = states.status_of(ended, usage, told, started=self._began, ended_at=time.time())
        if excused and found["status"] != states.COMPLETED:
            found["status"] = STOPPED_BY_USER
        states.write_status(self.folder, found, self._draft)

    def _last_words(self) -> Sequence[str]:
        os.set_blocking(self._ties[1], False)
        try:
            text = os.read(self._ties[1], MOST_TOLD).decode()
        except OSError:
            return ()
        return text.split("\0") if text else ()

    def touch(self) -> None:
        """Renew the trial's sign of life."""
        try:
            os.utime(os.path.join(self.folder, ALIVE))
        except OSError:  # it has not come so far
            return

    def end(self, flag: str) -> None:
        """Ask the trial to end, and note why; if it does not, it is ended after ten seconds."""
        if not self._kill_at:
            with open(os.path.join(self.folder, flag), "w", encoding="utf-8"):
                pass
            self._kill_at = time.monotonic() + _GRACE
            self._send(signal.SIGTERM)

    def prune(self, flag: str) -> None:
        """Ask the trial to end at its next report."""
        with open(os.path.join(self.folder, flag), "w", encoding="utf-8"):
            pass
        self.pruning = time.monotonic()

    def insist_on(self, flag: str, patience: float) -> None:
        """End a trial that was to be pruned, and has not reported for so many seconds."""
        if time.monotonic() - self.pruning > patience:
            self.end(flag)

    def kill(self) -> None:
        """End the trial now."""
        self._kill_at = time.monotonic()
        self._send(signal.SIGKILL)

    def insist(self) -> None:
        """End the trial if it was asked to end some time ago."""
        if self._kill_at and time.monotonic() >= self._kill_at:
            self._send(signal.SIGKILL)

    def _send(self, number: int) -> None:
        try:
            os.killpg(self._process, number)
        except (ProcessLookupError, PermissionError):  # it has ended, or is about to be a group
            return


def _reaped(process: int) -> tuple[int, Usage] | None:
    ended, status, usage = os.wait4(process, os.WNOHANG)
    return (status, usage) if ended else None


def _moved(descriptor: int) -> int:
    """Return a descriptor that stands clear of those that a trial is given."""
    import fcntl

    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return moved

"""Layer 4: one trial: a fresh process, from its start to its status.

The process is python with ``hprun run`` for its program, in a process group of its own, so that
what the keys of a terminal send does not reach it, and what is left of it can be ended. It is tied
to its worker by a pipe: when that is gone, by whatever end, so is the trial (`supervise`).
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping, Sequence

from hprun.records import state as states
from hprun.records.folder import ALIVE, OUTPUT
from hprun.sweeps.grounds import Key, flagged
from hprun.sweeps.processes import Ended, Process, Starter, kill_group

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
        self._process: Process | None = None
        self._ended: Ended | None = None
        self._ended_at = 0.0
        self._kill_at = 0.0
        self.pruning = 0.0

    def start(self, starter: Starter, words: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start the process with the words behind ``hprun run``. Raises OSError."""
        said = ("run", f"--trial={self.folder}", *words)
        self._process = starter.start(said, environment, os.path.join(self.folder, OUTPUT))

    @property
    def watched(self) -> int:
        """A descriptor that can be read when the process has ended, -1 if there is none."""
        return self._process.watched if self._process else -1

    def has_ended(self) -> bool:
        """Return whether the process has ended."""
        return self._process is None or self._process.has_ended()

    def clear_away(self) -> None:
        """End what is left of the trial's group: what it has had is free for others."""
        if self._process:
            self._ended = self._process.settle()
            self._ended_at = time.time()

    def settle(self, *, excused: bool = False) -> None:
        """Write how the trial ended, if that is known. Raises OSError.

        One that has failed is `excused` where it may not have been its fault: it was stopped.
        """
        if self._ended is None:
            return
        status, usage, told = self._ended.status, self._ended.usage, self._ended.told
        times = {"started": self._began, "ended_at": self._ended_at}
        found = states.status_of(status, usage, told, **times)
        found["status"] = flagged(self.folder) or found["status"]
        if excused and found["status"] not in (states.COMPLETED, states.PRUNED):
            found["status"] = states.STOPPED
        states.write_status(self.folder, found, self._draft)

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
        if self._process:
            kill_group(self._process.number, number)

"""Layer 4: what has come of the trials so far.

The folders of the trials are the truth. The ledger is one file with a line for each trial that has
ended, so that a hundred thousand of them are known in a second; what is missing in it, or torn, is
found out from the folders and written again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from hprun.frozen import Record
from hprun.records import state as states
from hprun.records.folder import moment
from hprun.sweeps import objective
from hprun.sweeps.grounds import RESULTS, Grounds, Key, flagged
from hprun.sweeps.sweep import Sweep

_MOST_LOST = 10
"""How often a trial may be lost with its worker before it is given up: it may be the reason."""


class Settled(Record):
    """A trial that has ended: in which `state` and why, and the number it is judged by.

    `values` are texts, by name.
    """

    number: int
    attempt: int
    state: str
    why: str
    value: float | None
    seconds: float
    values: Mapping[str, str]

    @property
    def key(self) -> Key:
        """The number and the attempt."""
        return self.number, self.attempt

    def line(self) -> str:
        """Return the line of the ledger."""
        names = ("trial", "attempt", "state", "why", "value", "seconds", "values")
        data = dict(zip(names, self._values(), strict=True))
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of_line(cls, line: bytes) -> Settled | None:
        """Return what a line says; None if it is torn."""
        try:
            data = json.loads(line)
            return cls(
                data["trial"], data["attempt"], data["state"], data["why"], data["value"],
                data["seconds"], data["values"],
            )  # fmt: skip
        except (ValueError, KeyError, TypeError):
            return None


def fate_of(grounds: Grounds, sweep: Sweep, key: Key, values: Mapping[str, str]) -> Settled:
    """Return what came of a trial that runs no longer, by its folder alone.

    One that has left no status is lost, and that is written down. Raises OSError.
    """
    folder = grounds.trial(key)
    found = states.status(folder)
    if found is None:
        states.write_status(folder, {"status": states.LOST, "ended": moment()})
        _remove_drafts(folder)
        found = states.status(folder) or {}
    state, why = _judged(folder, found)
    reported = objective.last_reports(folder)
    metric = sweep.metric or objective.only_one(reported)
    value = objective.value_of(metric, folder, reported) if metric else None
    seconds = float(found.get("seconds") or 0)
    return Settled(*key, state, why, value, seconds, values)


def _judged(folder: str, found: Mapping[str, Any]) -> tuple[str, str]:
    """Return the state of a trial, and why it is that."""
    state = flagged(folder)
    if state:
        return state, ""
    state = str(found.get("status", states.LOST))
    error = found.get("error") or {}
    if found.get("signal"):
        return state, str(found["signal"])
    if state == states.FAILED:
        return state, error.get("type") or f"exit {found.get('exit_status')}"
    return state, ""


def _remove_drafts(folder: str) -> None:
    for name in os.listdir(folder):
        if name.endswith(".tmp"):
            os.unlink(os.path.join(folder, name))


class Ledger:
    """The trials that have ended, and those that are to be tried again.

    `counts` has how many there are in each state, `best` the nearest to the goal, `longest` the
    seconds that the slowest took to complete.
    """

    def __init__(self, grounds: Grounds, sweep: Sweep) -> None:
        self._path = grounds.path(RESULTS)
        self._sweep = sweep
        self._read_up_to = 0
        self._done = bytearray()
        self._attempts: dict[int, dict[int, str]] = {}
        self._seen = set[Key]()
        self.counts: dict[str, int] = {}
        self.best: Settled | None = None
        self.latest: Settled | None = None
        self.seconds = self.longest = 0.0
        self.judged = 0
        self.again: list[Key] = []

    @property
    def done(self) -> int:
        """How many trials are settled for good."""
        return sum(self.counts.values())

    def is_done(self, number: int) -> bool:
        """Return whether a trial is settled for good."""
        return number < len(self._done) and bool(self._done[number])

    def is_known(self, key: Key) -> bool:
        """Return whether it is known what came of a trial."""
        return self.is_done(key[0]) or key in self._seen

    def add(self, settled: Settled) -> None:
        """Write down what came of a trial. Raises OSError."""
        line = f"{settled.line()}\n".encode("utf-8", "surrogateescape")
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        handle = os.open(self._path, flags, 0o666)
        try:
            size = os.fstat(handle).st_size
            torn = size and os.pread(handle, 1, size - 1) != b"\n"
            os.write(handle, b"\n" + line if torn else line)
        finally:
            os.close(handle)
        self._apply(settled)

    def refresh(self) -> list[Settled]:
        """Read what was written since the last time; return what others have written."""
        return [settled for settled in self._fresh() if self._apply(settled)]

    def _fresh(self) -> Iterator[Settled]:
        try:
            with open(self._path, "rb") as file:
                file.seek(self._read_up_to)
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    self._read_up_to += len(line)
                    settled = Settled.of_line(line)
                    if settled is not None:
                        yield settled
        except FileNotFoundError:
            return

    def _apply(self, settled: Settled) -> bool:
        """Take note of a trial; return whether it is news."""
        if self.is_known(settled.key):
            return False
        self.latest = settled
        number, attempt = settled.key
        attempts = self._attempts.setdefault(number, {})
        attempts[attempt] = settled.state
        self._seen.add(settled.key)
        if self._is_to_be_tried_again(attempts, settled):
            self.again.append((number, attempt + 1))
            return True
        self._settle(settled, attempts)
        return True

    def _settle(self, settled: Settled, attempts: Mapping[int, str]) -> None:
        number = settled.number
        self._done.extend(bytes(max(number + 1 - len(self._done), 0)))
        self._done[number] = 1
        self._seen -= {(number, each) for each in attempts}
        del self._attempts[number]
        self.counts[settled.state] = self.counts.get(settled.state, 0) + 1
        self.seconds += settled.seconds
        if settled.state != states.COMPLETED:
            return
        self.longest = max(self.longest, settled.seconds)
        if settled.value is None:
            return
        self.judged += 1
        best = self.best.value if self.best else None
        if best is None or objective.is_better(settled.value, best, self._sweep.goal):
            self.best = settled

    def _is_to_be_tried_again(self, attempts: Mapping[int, str], settled: Settled) -> bool:
        state = settled.state
        if state == states.STOPPED:
            return True
        tried = [*attempts.values()].count(state)
        if state == states.LOST:
            return tried < _MOST_LOST
        return state in (states.KILLED, states.INTERRUPTED) and tried <= self._sweep.retries


def every(grounds: Grounds) -> Iterator[Settled]:
    """Yield what came of each trial that is in the ledger, the last attempt of each."""
    found: dict[int, Settled] = {}
    try:
        with open(grounds.path(RESULTS), "rb") as file:
            for line in file:
                settled = Settled.of_line(line)
                if settled is not None:
                    before = found.get(settled.number)
                    if before is None or before.attempt < settled.attempt:
                        found[settled.number] = settled
    except FileNotFoundError:
        return
    yield from (found[number] for number in sorted(found))


def as_document(settled: Settled, folder: str) -> dict[str, object]:
    """Return a trial for JSON."""
    return {
        "trial": settled.number,
        "attempt": settled.attempt,
        "state": settled.state,
        "why": settled.why,
        "value": settled.value,
        "seconds": settled.seconds,
        "values": dict(settled.values),
        "folder": folder,
    }

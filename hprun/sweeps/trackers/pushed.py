"""Layer 4: what a tracker is told of runs."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from hprun.errors import ConfigError
from hprun.frozen import Record
from hprun.records import recorded, state
from hprun.sweeps.sweep import Sweep, is_sweep, read


class Told(Record):
    """A run that has ended. `values` are by name; `started` and `ended` are seconds since 1970.

    `script` is what was run, in a word.
    """

    name: str
    folder: str
    state: str
    exit_status: int | None
    script: str
    values: Mapping[str, object]
    started: float
    ended: float

    def reports(self) -> Iterator[tuple[float, int, dict[str, float]]]:
        """Yield the time, the step and the metrics of each report."""
        for count, line in enumerate(recorded.reports(self.folder)):
            when, step = line.pop("t", self.started), line.pop("step", count)
            yield when, int(step), line


class Batch(Record):
    """Runs that belong together: those of a `sweep`, or those that stand in one folder."""

    folder: str
    sweep: Sweep | None
    runs: tuple[Told, ...]

    @property
    def name(self) -> str:
        """The name of the folder."""
        return os.path.basename(self.folder)

    @property
    def script(self) -> str:
        """What was run, in a word."""
        if self.sweep:
            words = self.sweep.behind
            return _word(words[1] if words[0] == "-m" else words[0])
        return self.runs[0].script if self.runs else ""


class Pushed(Record):
    """How many runs were `sent`, how many were `there` already, and to what place."""

    sent: int
    there: int
    place: str


def batches(folder: str) -> Iterator[Batch]:
    """Yield what is recorded in a folder; a sweep without a trial is there, too.

    Raises ConfigError where nothing is.
    """
    found = [*_batches(os.path.abspath(folder))]
    if not found:
        raise ConfigError(f"nothing is recorded in {folder}")
    yield from found


def _batches(folder: str) -> Iterator[Batch]:
    if is_sweep(folder):
        yield Batch(folder, read(folder), _told(recorded.runs(folder)))
    elif recorded.is_record(folder):
        yield Batch(os.path.dirname(folder), None, _told([recorded.read(folder)]))
    elif os.path.isdir(folder):
        inside = sorted(each.path for each in os.scandir(folder) if each.is_dir())
        single = [each for each in inside if recorded.is_record(each)]
        if single:
            yield Batch(folder, None, _told(map(recorded.read, single)))
        for each in inside:
            if is_sweep(each):
                yield from _batches(each)


def _told(runs: Iterator[recorded.Run] | list[recorded.Run]) -> tuple[Told, ...]:
    return tuple(_of(run) for run in runs if run.state != state.RUNNING)


def _of(run: recorded.Run) -> Told:
    started = _seconds(run.status.get("started") or run.about.get("created"))
    return Told(
        run.name,
        run.folder,
        run.state,
        run.status.get("exit_status"),
        _word(str(run.about.get("target", {}).get("word", ""))),
        run.values,
        started,
        _seconds(run.status.get("ended")) or started,
    )


def _word(target: str) -> str:
    return os.path.splitext(os.path.basename(target.rstrip("/")))[0]


def _seconds(text: object) -> float:
    try:
        return datetime.fromisoformat(str(text)).timestamp()
    except ValueError:
        return 0.0


def without_password(address: str) -> str:
    """Return an address with ``***`` in the place of who goes there, and with what password."""
    return re.sub(r"//[^/@]*@", "//***@", address)


def plain(value: object) -> bool | int | float | str:
    """Return a value as trackers take it: what is no number or text as JSON."""
    if isinstance(value, bool | int | float | str):
        return value
    return json.dumps(value, ensure_ascii=False)

"""Layer 5: a sweep at work: a table on a terminal, lines in a pipe, nothing in the log of a CI.

Each view is told of trials that have ended, and is asked to look again when nothing has happened.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, Self

from rich.console import Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from hprun.cli.runs import duration
from hprun.cli.screen import clean, console
from hprun.records import state as states
from hprun.records.recorded import latest_report
from hprun.sweeps.crew import Crew
from hprun.sweeps.drawn import values_of
from hprun.sweeps.grounds import Grounds, Key
from hprun.sweeps.ledger import Settled, every
from hprun.sweeps.objective import MAX, is_not_a_number, title
from hprun.sweeps.sweep import Sweep
from hprun.sweeps.worker import Worker

_FRAME = 0.2
"""Seconds between two pictures."""
_MOST_SHOWN = 16
"""Trials that run, in the table; the others are counted."""
_MOST_LISTED = 10
"""Trials that have ended, the best of them, where a sweep is shown."""
_BAR = 30


_LEAST_WIDTHS = {"trial": 6, "time": 4}
"""Columns that a narrow screen does not cut."""


class View(Protocol):
    """Shows a sweep at work, between its entering and its leaving."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def ended(self, settled: Settled) -> None:
        """Show that a trial has ended."""

    def look(self) -> None:
        """Show what has changed."""

    def say(self, sentence: str) -> None:
        """Show what the user should know."""


def view_of(worker: Worker | Crew) -> View:
    """Return the view that standard output can take."""
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        return Picture(worker)
    return Quiet(worker) if os.environ.get("CI") else Lines(worker)


class Quiet:
    """Shows nothing but what the user should know: the log of a CI has the summary."""

    def __init__(self, worker: Worker | Crew) -> None:
        self._worker = worker

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def ended(self, settled: Settled) -> None:
        """Show nothing."""

    def look(self) -> None:
        """Show nothing."""

    def say(self, sentence: str) -> None:
        """Write a sentence."""
        sys.stderr.write(f"hprun: {sentence}\n")


class Lines(Quiet):
    """A line for each trial that has ended."""

    def ended(self, settled: Settled) -> None:
        """Write the line."""
        sys.stdout.write(f"{line_of(settled, self._worker)}\n")
        sys.stdout.flush()


def line_of(settled: Settled, worker: Worker | Crew) -> str:
    """Return what came of a trial on one line."""
    folder, metric = worker.grounds.trial(settled.key), worker.sweep.metric
    value = ""
    if settled.value is not None:
        value = f"{clean(title(metric, folder))}={settled.value:.6g}"
    elif settled.state == states.COMPLETED and is_not_a_number(metric, folder):
        value = f"{clean(title(metric, folder))}=nan"
    state = f"{settled.state} {settled.why}".strip()
    best = "best" if worker.ledger.best is settled else ""
    name, values = os.path.basename(folder), shown_values(settled.values)
    return "  ".join(filter(None, (name, values, state, duration(settled.seconds), value, best)))


def shown_values(values: Mapping[str, str]) -> str:
    """Return the values of a trial on one line."""
    return clean(" ".join(f"{name}={text}" for name, text in values.items()))


def trials_table(sweep: Sweep, grounds: Grounds, running: Sequence[Key]) -> Table:
    """Return a table of the best trials and of those that run."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("trial", *map(clean, sweep.names), "status", "time", "step"):
        table.add_column(name, no_wrap=True)
    judged = [each for each in every(grounds) if each.value is not None]
    judged = [each for each in judged if each.state == states.COMPLETED]
    judged.sort(key=lambda each: each.value or 0.0, reverse=sweep.goal == MAX)
    folder = grounds.trial(judged[0].key) if judged else ""
    table.add_column(Text(clean(title(sweep.metric, folder)), "magenta"))
    for each in judged[:_MOST_LISTED]:
        table.add_row(
            Text(os.path.basename(grounds.trial(each.key))),
            *(Text(clean(text)) for text in each.values.values()),
            Text(each.state, "green"), Text(duration(each.seconds), "dim"), Text(),
            Text(f"{each.value:.6g}"),
        )  # fmt: skip
    for key in running[:_MOST_SHOWN]:
        folder = grounds.trial(key)
        step, numbers = _reported(folder, sweep)
        values = values_of(grounds, sweep, key)
        table.add_row(
            Text(os.path.basename(folder)),
            *(Text(clean(values.get(name, ""))) for name in sweep.names),
            Text("running", "cyan"), Text(), Text(step), Text(clean(numbers)),
        )  # fmt: skip
    return table


def _reported(folder: str, sweep: Sweep) -> tuple[str, str]:
    """Return the step that a trial has come to, and what it has reported there."""
    report = latest_report(folder)
    step = report.pop("step", None)
    report.pop("t", None)
    metric = sweep.metric
    if metric and metric.name in report:
        report = {metric.name: report[metric.name]}
    numbers = " ".join(f"{name}={value:.4g}" for name, value in report.items())
    return "" if step is None else f"{step:g}", numbers


class Picture(Quiet):
    """A table of the trials that run, above it those that failed, below it how far it is."""

    def __init__(self, worker: Worker | Crew) -> None:
        super().__init__(worker)
        self._console = console()
        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        self._drawn = 0.0
        self._began = time.monotonic()
        self._ended = 0
        self._notes: list[str] = []

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def ended(self, settled: Settled) -> None:
        """Take note of a trial; one that has not completed stays on the screen."""
        self._ended += 1
        if settled.state != states.COMPLETED:
            self._console.print(Text(line_of(settled, self._worker), "red"))
        self.look()

    def look(self) -> None:
        """Draw the picture, unless it was drawn just now."""
        now = time.monotonic()
        if now - self._drawn >= _FRAME:
            self._drawn = now
            self._live.update(self._picture(), refresh=True)

    def say(self, sentence: str) -> None:
        """Show a sentence below the picture."""
        self._notes.append(sentence)
        self._drawn = 0.0

    def _picture(self) -> RenderableType:
        return Group(self._running(), self._progress(), *self._rest())

    def _running(self) -> Table:
        worker = self._worker
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for name in ("trial", *map(clean, worker.sweep.names), "time", "step", "metric"):
            least = _LEAST_WIDTHS.get(name)
            table.add_column(name, no_wrap=True, overflow="ellipsis", min_width=least)
        for trial in worker.running[:_MOST_SHOWN]:
            step, numbers = _reported(trial.folder, worker.sweep)
            table.add_row(
                Text(os.path.basename(trial.folder)),
                *(Text(clean(text)) for text in trial.values.values()),
                Text(duration(time.monotonic() - trial.started), "dim"),
                Text(step),
                Text(clean(numbers), "magenta"),
            )
        if len(worker.running) > _MOST_SHOWN:
            table.add_row(Text(f"… {len(worker.running) - _MOST_SHOWN} more", "dim"))
        return table

    def _progress(self) -> Table:
        worker = self._worker
        ledger = worker.ledger
        line = Table.grid(padding=(0, 2, 0, 0))
        counts = ", ".join(f"{count} {state}" for state, count in ledger.counts.items())
        line.add_row(
            ProgressBar(total=max(worker.trials, 1), completed=ledger.done, width=_BAR),
            Text(f"{ledger.done} of {worker.trials}", "bold"),
            Text(counts, "dim"),
            Text(self._time_left(), "dim"),
        )
        return line

    def _time_left(self) -> str:
        ledger, worker = self._worker.ledger, self._worker
        missing = worker.trials - ledger.done
        if not self._ended or missing <= 0:
            return ""
        seconds = (time.monotonic() - self._began) / self._ended * missing
        return f"about {duration(seconds)} left"

    def _rest(self) -> Iterator[Text]:
        worker = self._worker
        best = worker.ledger.best
        if best is not None:
            name = clean(title(worker.sweep.metric, worker.grounds.trial(best.key)))
            yield Text.assemble(
                ("best ", "bold"), (f"{name}={best.value:.6g}", "green"),
                f"  {shown_values(best.values)}", (f"  trial {best.number}", "dim"),
            )  # fmt: skip
        for note in self._notes:
            yield Text(note, "yellow")

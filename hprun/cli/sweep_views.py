"""Layer 5: a sweep at work: a table on a terminal, lines in a pipe, nothing in the log of a CI.

Each view is told of trials that have ended, and is asked to look again when nothing has happened.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from typing import Protocol, Self

from rich.console import Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from hprun.cli.runs import duration
from hprun.cli.screen import clean, console
from hprun.cli.sweep_tables import running_table, shown_values
from hprun.records import state as states
from hprun.sweeps.crew import Crew
from hprun.sweeps.ledger import Settled
from hprun.sweeps.objective import is_not_a_number, title
from hprun.sweeps.worker import Worker

_FRAME = 0.2
"""Seconds between two pictures."""
_BAR = 30
_GAP = 2


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
        worker, width = self._worker, self._console.width
        table = running_table(worker.sweep, worker.running, width)
        return Group(table, *self._progress(), *self._rest())

    def _progress(self) -> Iterator[RenderableType]:
        """Yield how far it is: on one line, or where that is too short on two."""
        worker, ledger = self._worker, self._worker.ledger
        counts = ", ".join(f"{count} {state}" for state, count in ledger.counts.items())
        facts = [Text(each, "dim") for each in (counts, self._time_left()) if each]
        done = Text(f"{ledger.done} of {worker.trials}", "bold")
        bar = ProgressBar(total=max(worker.trials, 1), completed=ledger.done, width=_BAR)
        if _BAR + sum(_GAP + each.cell_len for each in (done, *facts)) <= self._console.width:
            yield _side_by_side(bar, done, *facts)
            return
        bar.width = max(min(_BAR, self._console.width - _GAP - done.cell_len), 1)
        yield _side_by_side(bar, done)
        if facts:
            yield Text(" " * _GAP).join(facts)

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


def _side_by_side(*cells: RenderableType) -> Table:
    line = Table.grid(padding=(0, _GAP, 0, 0))
    line.add_row(*cells)
    return line

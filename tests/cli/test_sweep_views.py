"""A sweep at work, on a terminal."""

import io
import os
from pathlib import Path

import pytest
from rich.console import Console

from hprun.cli.sweep_tables import running_table
from hprun.cli.sweep_views import Lines, Picture, Quiet, view_of
from hprun.model import Type
from hprun.sweeps.grounds import Grounds
from hprun.sweeps.ledger import Ledger, Settled
from hprun.sweeps.objective import Metric
from hprun.sweeps.space import dimension
from hprun.sweeps.sweep import Sweep


class Trial:
    """One that runs for ever."""

    def __init__(self, folder, values):
        self.folder, self.values, self.started = str(folder), values, float("-inf")


class Worker:
    def __init__(self, folder):
        space = (dimension("x", "1..40", Type("int")),)
        self.sweep = Sweep(
            space, "grid", 1, True, Metric("report", "loss"), "min", (), ("train.py",),  # noqa: FBT003
            str(folder), {}, {}, "abc", 0.0, 1,
        )  # fmt: skip
        self.grounds = Grounds(str(folder))
        self.ledger = Ledger(self.grounds, self.sweep)
        self.trials = 40
        self.running = []
        for number in range(2, 20):
            place = folder / "runs" / "000" / f"{number:06}"
            place.mkdir(parents=True)
            self.running.append(Trial(place, {"x": str(number + 1)}))
        first = folder / "runs" / "000" / "000002" / "metrics.jsonl"
        first.write_text('{"t": 1, "step": 3, "loss": 0.25, "acc": 1}\n{"t": 2, "ste')


@pytest.fixture
def worker(tmp_path):
    return Worker(tmp_path)


def test_what_is_shown_on_a_terminal(worker, monkeypatch):
    monkeypatch.setattr("hprun.cli.sweep_tables.duration", lambda _: "1.0s")
    worker.ledger.add(Settled(0, 0, "completed", "", 0.5, 1.0, {"x": "1"}))
    worker.ledger.add(Settled(1, 0, "failed", "ValueError", None, 1.0, {"x": "2"}))
    picture = Picture(worker)
    picture.say("no new trials")
    console = Console(file=io.StringIO(), width=80, color_system=None)
    console.print(picture._picture())
    lines = [line.rstrip() for line in console.file.getvalue().splitlines()]
    assert lines[:3] == [
        "trial     x   time  step  loss",
        "000002    3   1.0s  3     0.25",
        "000003    4   1.0s",
    ]
    assert lines[17].startswith("… 2 more")
    assert lines[18].endswith("2 of 40  1 completed, 1 failed")
    assert lines[19:] == ["best loss=0.5  x=1  trial 0", "no new trials"]


@pytest.mark.parametrize(
    ("width", "head", "first"),
    [
        (80, "trial   rate       width  time  step  loss", "000002  0.0123456  64     1.0s  3     0.25"),
        (40, "trial   rate     width  time  step  loss", "000002  0.0123…  64     1.0s  3     0.25"),
        (36, "trial   rate       time  step  loss", "000002  0.0123456  1.0s  3     0.25"),
        (26, "trial   time  step  loss", "000002  1.0s  3     0.25"),
    ],
)  # fmt: skip
def test_a_narrow_screen_has_what_tells_how_a_trial_stands(worker, monkeypatch, width, head, first):
    monkeypatch.setattr("hprun.cli.sweep_tables.duration", lambda _: "1.0s")
    space = (dimension("rate", "0..1", Type("float")), dimension("width", "64", Type("int")))
    folder = worker.running[0].folder
    trial = Trial(folder, {"rate": "0.0123456", "width": "64"})
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(running_table(worker.sweep.replace(space=space), [trial], width))
    assert [line.rstrip() for line in console.file.getvalue().splitlines()] == [head, first]


def test_all_that_is_reported_is_named_where_nothing_is_the_metric(worker, monkeypatch):
    monkeypatch.setattr("hprun.cli.sweep_tables.duration", lambda _: "1.0s")
    console = Console(file=io.StringIO(), width=80, color_system=None)
    sweep = worker.sweep.replace(metric=None)
    console.print(running_table(sweep, worker.running[:1], 80))
    assert [line.rstrip() for line in console.file.getvalue().splitlines()] == [
        "trial   x  time  step  metric", "000002  3  1.0s  3     loss=0.25 acc=1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("width", "bar", "lines"),
    [
        (80, 30, ["2 of 40  1 completed, 1 failed  about 1.0s left"]),
        (40, 30, ["2 of 40", "1 completed, 1 failed  about 1.0s left"]),
        (20, 11, ["2 of 40", "1 completed, 1", "failed  about 1.0s", "left"]),
    ],
)
def test_how_far_it_is(worker, monkeypatch, width, bar, lines):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr("hprun.cli.sweep_views.duration", lambda _: "1.0s")
    worker.ledger.add(Settled(0, 0, "completed", "", None, 1.0, {"x": "1"}))
    worker.ledger.add(Settled(1, 0, "failed", "ValueError", None, 1.0, {"x": "2"}))
    picture = Picture(worker)
    picture._ended = 2
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(*picture._progress(), sep="\n")
    first, *others = console.file.getvalue().splitlines()
    assert [first[bar + 2 :].rstrip(), *(line.rstrip() for line in others)] == lines
    assert first[:bar].rstrip() in {"━", "━╸", "╸"}


def test_a_line_for_each_trial_in_a_pipe(worker, capsys):
    first = Settled(0, 0, "completed", "", 0.5, 1.0, {"x": "1"})
    worker.ledger.add(first)
    with Lines(worker) as lines:
        lines.ended(first)
        lines.ended(Settled(1, 1, "killed", "SIGKILL", None, 61.0, {"x": "2"}))
        (Path(worker.running[0].folder) / "metrics.jsonl").write_text('{"t": 1, "loss": NaN}\n')
        lines.ended(Settled(2, 0, "completed", "", None, 1.0, {"x": "3"}))
        lines.look()
        lines.say("enough")
    assert capsys.readouterr() == (
        "000000  x=1  completed  1.0s  loss=0.5  best\n000001-1  x=2  killed SIGKILL  1m01s\n"
        "000002  x=3  completed  1.0s  loss=nan\n",
        "hprun: enough\n",
    )


def test_which_view_it_is(worker, monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    assert type(view_of(worker)) is Lines
    monkeypatch.setenv("CI", "true")
    assert type(view_of(worker)) is Quiet
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert type(view_of(worker)) is Picture
    assert os.environ["CI"]

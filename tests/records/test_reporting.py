"""What `report` writes, and what is read back."""

import json
import math
import os
import subprocess
import sys
import threading
import timeit
from fractions import Fraction

import pytest

import hprun
from hprun.records import reporting
from hprun.records.recorded import reports, series


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("RANK", "LOCAL_RANK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HPRUN_RUN_DIR", str(tmp_path))
    monkeypatch.setattr(reporting, "_file", reporting._File(str(tmp_path)))
    return tmp_path


def written(folder):
    lines = (folder / "metrics.jsonl").read_text().splitlines()
    found = [json.loads(line) for line in lines]
    assert all(each.pop("t") > 1.7e9 for each in found)
    return found


def test_nothing_happens_without_a_record(tmp_path, monkeypatch):
    monkeypatch.delenv("HPRUN_RUN_DIR", raising=False)
    monkeypatch.setattr(reporting, "_file", reporting._File(""))
    monkeypatch.chdir(tmp_path)
    hprun.report(1, loss="no number")
    assert hprun.run_dir() is None
    assert os.listdir() == []


def test_the_folder_is_a_path(folder):
    assert hprun.run_dir() == folder


class Tensor:
    def __float__(self):
        return 0.25


@pytest.mark.parametrize(
    ("step", "metrics", "line"),
    [
        pytest.param(None, dict(loss=0.5), {"loss": 0.5}, id="no step"),
        pytest.param(3, dict(loss=1, acc=0.9), {"step": 3, "loss": 1, "acc": 0.9}, id="several"),
        pytest.param(0.5, dict(loss=Tensor()), {"step": 0.5, "loss": 0.25}, id="a tensor"),
        pytest.param(Fraction(1, 2), dict(x=True), {"step": 0.5, "x": 1}, id="other numbers"),
        pytest.param(1, {}, {"step": 1}, id="nothing but a step"),
        pytest.param(1, {'a "b"\n': 1.0}, {"step": 1, 'a "b"\n': 1.0}, id="an odd name"),
        pytest.param(1, dict(up=math.inf, down=-math.inf), {"step": 1, "up": math.inf, "down": -math.inf}, id="infinite"),
    ],
)  # fmt: skip
def test_a_line(step, metrics, line, folder):
    hprun.report(step, **metrics)
    assert written(folder) == [line]


def test_a_loss_that_is_no_number_any_more(folder):
    hprun.report(1, loss=math.nan, inf_count=2)
    (line,) = written(folder)
    assert math.isnan(line.pop("loss"))
    assert line == {"step": 1, "inf_count": 2}


@pytest.mark.parametrize(
    ("metrics", "message"),
    [
        (dict(loss="low"), "the metric 'loss' is no number: str"),
        (dict(loss=[1, 2]), "the metric 'loss' is no number: list"),
        (dict(t=1.0), "'t' is the time of a report; give the metric another name"),
    ],
)
def test_what_is_no_metric_is_refused(metrics, message, folder):
    with pytest.raises(TypeError) as caught:
        hprun.report(**metrics)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("variables", "count"),
    [
        ({"RANK": "0", "LOCAL_RANK": "1"}, 1),
        ({"RANK": "1", "LOCAL_RANK": "0"}, 0),
        ({"LOCAL_RANK": "2"}, 0),
    ],
)
def test_the_first_of_a_job_writes(variables, count, folder, monkeypatch):
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    hprun.report(loss=1.0)
    assert len([*reports(str(folder))]) == count


def test_lines_that_are_torn_are_left_out(folder):
    hprun.report(0, loss=3.0)
    with (folder / "metrics.jsonl").open("a") as file:
        file.write('{"t": 1, "step": 1, "lo\n[]\n\x00\x00\n')
    hprun.report(2, loss=1.0)
    with (folder / "metrics.jsonl").open("a") as file:
        file.write('{"t": 1, "step": 3, "loss": 0.')
    assert series(str(folder), "loss") == [(0, 3.0), (2, 1.0)]


def test_without_steps_reports_are_counted(folder):
    for loss in (3.0, 2.0):
        hprun.report(loss=loss)
    assert series(str(folder), "loss") == [(0, 3.0), (1, 2.0)]


def test_threads_and_forked_children_do_not_tear_lines(folder):
    def many(offset):
        for step in range(200):
            hprun.report(offset + step, loss=float(step), text_of_some_length=1.0)

    threads = [threading.Thread(target=many, args=(1000 * each,)) for each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    child = (
        "import os, hprun\n"
        "for each in range(3): os.fork()\n"
        "for step in range(100): hprun.report(10_000 + step, loss=1.0)\n"
        "while True:\n"
        "    try: os.wait()\n"
        "    except ChildProcessError: break\n"
    )
    subprocess.run([sys.executable, "-c", child], check=True)
    lines = written(folder)
    assert len(lines) == 4 * 200 + 8 * 100


def test_a_call_is_quick(folder):
    """Beside a write of the same length, in turns, so that a busy machine or disk does not matter."""
    handle = os.open(folder / "other", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    line = b'{"t": 1764271000.123, "step": 100, "loss": 0.123456789, "acc": 0.987654321}\n'
    bare = timeit.Timer(lambda: os.write(handle, line))
    ours = timeit.Timer(lambda: hprun.report(100, loss=0.123456789, acc=0.987654321))
    assert min(ours.timeit(200) / bare.timeit(200) for _ in range(25)) < 10


def test_a_trial_that_is_to_be_pruned_ends_at_its_next_report(tmp_path, monkeypatch):
    monkeypatch.setattr(reporting, "_file", reporting._File(str(tmp_path)))
    hprun.report(1, loss=0.5)
    (tmp_path / "PRUNE").touch()
    with pytest.raises(SystemExit) as raised:
        hprun.report(2, loss=0.25)
    assert (type(raised.value), raised.value.code) == (reporting.Pruned, None)
    assert (tmp_path / "PRUNED").exists()
    assert len((tmp_path / "metrics.jsonl").read_text().splitlines()) == 2

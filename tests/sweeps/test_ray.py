"""Workers as tasks of a real Ray, which each sweep starts on this machine for itself."""

import contextlib
import json
import os
import signal
import subprocess
import time

import pytest

pytestmark = pytest.mark.slow

SCRIPT = """\
import os, time
from hprun import report
from hprun.m import _

x = _("x", 0)
for step in range(_("steps", 1)):
    time.sleep(0.1)
report(loss=x * x)
print("threads", os.environ.get("OMP_NUM_THREADS"), "gpus", os.environ.get("CUDA_VISIBLE_DEVICES"))
"""


class Place:
    """An environment with Ray, and a folder for sweeps."""

    def __init__(self, hprun, folder):
        self.hprun = hprun
        self.folder = folder
        self.variables = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0"}
        self.variables.pop("RAY_ADDRESS", None)

    def begun(self, *words):
        words = (self.hprun, "sweep", "train.py", *words, "--on", "ray", "--dir", "sw")
        return subprocess.Popen(
            words, cwd=self.folder, env=self.variables, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def trials(self):
        lines = (self.folder / "sw" / "results.jsonl").read_text().splitlines()
        return sorted(
            (each["trial"], each["attempt"], each["state"]) for each in map(json.loads, lines)
        )

    def output(self, name):
        return (self.folder / "sw" / "runs" / "000" / name / "output.log").read_text()

    def running(self):
        """The processes of the trials that run."""
        found = []
        for folder in self.folder.glob("sw/runs/*/*"):
            with contextlib.suppress(OSError, ValueError):
                if not (folder / "status.json").exists():
                    found.append(int((folder / "alive").read_text().split()[0]))
        return found

    def workers(self):
        return [int(each.read_text().split()[0]) for each in self.folder.glob("sw/workers/ray-*")]


@pytest.fixture
def place(environment, tmp_path):
    (tmp_path / "train.py").write_text(SCRIPT)
    return Place(environment("ray").hprun, tmp_path)


def until(true, seconds=60):
    for _ in range(seconds * 10):
        if true():
            return True
        time.sleep(0.1)
    return False


def lives(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_tasks_do_all_trials(place):
    sweep = place.begun(
        "--over", "x=1..6", "--jobs", "2", "--worker-cpus", "1", "--worker-memory", "100M",
        "--engine-option", 'scheduling_strategy="SPREAD"',
    )  # fmt: skip
    out, err = sweep.communicate(timeout=100)
    assert (sweep.returncode, err) == (0, "")
    assert "6 of 6 trials in sw: 6 completed" in out
    assert place.trials() == [(number, 0, "completed") for number in range(6)]
    assert place.output("000000").startswith("threads 1 gpus ")


def test_a_worker_that_was_killed_is_replaced(place):
    sweep = place.begun("--over", "x=1..4", "-D", "steps=20", "--jobs", "2")
    assert until(lambda: len(place.running()) == 2)
    trials = place.running()
    os.kill(place.workers()[0], signal.SIGKILL)
    sweep.communicate(timeout=100)
    assert sweep.returncode == 0
    states = [state for _, _, state in place.trials()]
    assert (states.count("completed"), states.count("lost")) == (4, 1)
    assert not [each for each in trials if lives(each)]


def test_ctrl_c_twice_ends_the_trials(place):
    sweep = place.begun("--over", "x=1..9", "-D", "steps=300", "--jobs", "2")
    assert until(lambda: len(place.running()) == 2)
    trials = place.running()
    for _ in range(2):
        os.killpg(sweep.pid, signal.SIGINT)
        time.sleep(0.5)
    sweep.communicate(timeout=60)
    assert sweep.returncode == 130
    assert place.trials() == [(0, 0, "stopped"), (1, 0, "stopped")]
    assert until(lambda: not [each for each in trials if lives(each)], 10)


def test_nothing_is_left_of_a_sweep_that_is_killed(place):
    sweep = place.begun("--over", "x=1..9", "-D", "steps=300", "--jobs", "2")
    assert until(lambda: len(place.running()) == 2)
    trials, workers = place.running(), place.workers()
    sweep.kill()
    sweep.communicate(timeout=60)
    assert until(lambda: not [each for each in (*trials, *workers) if lives(each)], 30)


def test_what_ray_refuses_is_said(place):
    sweep = place.begun("--over", "x=1..3", "--engine-option", "retries=3")
    _, err = sweep.communicate(timeout=100)
    assert (sweep.returncode, err) == (
        2, "hprun: Ray takes no such task: Invalid option keyword retries for remote functions\n",
    )  # fmt: skip

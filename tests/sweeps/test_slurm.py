"""Workers as jobs of a real Slurm, which the tests start and end."""

import contextlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from clusters import slurm

pytestmark = pytest.mark.slow

SCRIPT = """\
import os, time
from hprun import report
from hprun.m import _

x = _("x", 0)
for step in range(_("steps", 1)):
    time.sleep(0.1)
report(loss=x * x)
print("threads", os.environ.get("OMP_NUM_THREADS"))
"""


class Cluster:
    """A Slurm, an environment with submitit, and a folder for sweeps."""

    def __init__(self, python, variables):
        self.hprun = python.hprun
        self.variables = {**variables, "COLUMNS": "200"}
        self.folder = None

    def told(self, *words):
        done = subprocess.run(
            words, cwd=self.folder, env=self.variables, capture_output=True, text=True,
            timeout=200, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    def begun(self, *words):
        words = (self.hprun, "sweep", "train.py", *words, "--on", "slurm", "--dir", "sw")
        return subprocess.Popen(
            words, cwd=self.folder, env=self.variables, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def trials(self):
        found = json.loads(self.told(self.hprun, "sweep", "sw", "--json")[1] or "[]")
        return [(each["trial"], each["attempt"], each["state"]) for each in found]

    def running(self):
        """The processes of the trials that run."""
        for shard in self.folder.glob("sw/runs/*/*"):
            with contextlib.suppress(OSError, ValueError):
                if not (shard / "status.json").exists():
                    yield int((shard / "alive").read_text().split()[0])

    def jobs(self):
        return self.told("squeue", "-h", "-r", "-o", "%i")[1].split()

    def workers(self):
        return [int(each.read_text().split()[0]) for each in self.folder.glob("sw/workers/slurm-*")]


@pytest.fixture(scope="session")
def started(environment, tmp_path_factory):
    python = environment("submitit")
    with slurm(tmp_path_factory.mktemp("slurm")) as variables:
        if isinstance(variables, str):
            pytest.skip(variables)
        yield Cluster(python, variables)


@pytest.fixture
def cluster(started, tmp_path):
    started.folder = tmp_path
    (tmp_path / "train.py").write_text(SCRIPT)
    yield started
    started.told("scancel", "--user=root")
    until(lambda: not started.jobs())


def until(true, seconds=100):
    for _ in range(seconds * 10):
        if true():
            return True
        time.sleep(0.1)
    return False


def test_an_array_of_workers_does_all_trials(cluster):
    sweep = cluster.begun(
        "--over", "x=1..6", "--jobs", "2", "--worker-cpus", "1", "--worker-memory", "300M",
        "--partition", "day", "--time", "10m", "--engine-option", "comment=many",
    )  # fmt: skip
    out, err = sweep.communicate(timeout=100)
    assert (sweep.returncode, err) == (0, "")
    assert [(trial, state) for trial, _, state in cluster.trials()] == [
        (number, "completed") for number in range(6)
    ]
    assert "6 of 6 trials in sw: 6 completed" in out
    log = (cluster.folder / "sw" / "runs" / "000" / "000000" / "output.log").read_text()
    assert log == "threads 1\n"


def test_a_job_that_can_never_be_placed_is_told_with_its_reason(cluster):
    cluster.told("scontrol", "update", "PartitionName=day", "State=DOWN")
    sweep = cluster.begun("--over", "x=1..2")
    try:
        assert sweep.stderr.readline() == "hprun: no worker has begun: PartitionDown\n"
    finally:
        cluster.told("scontrol", "update", "PartitionName=day", "State=UP")
    assert sweep.communicate(timeout=100)[1] == ""
    assert sweep.returncode == 0


def test_who_is_warned_of_the_limit_lets_go_and_comes_back_to_the_same_seat(cluster):
    sweep = cluster.begun("--over", "x=1..2", "-D", "steps=40", "--time", "10m")
    assert until(lambda: list(cluster.running()))
    job = cluster.jobs()[0]
    cluster.told("scancel", "--signal=USR2", job)
    sweep.communicate(timeout=150)
    assert sweep.returncode == 0
    assert cluster.trials() == [(0, 1, "completed"), (1, 0, "completed")]
    lines = (cluster.folder / "sw" / "results.jsonl").read_text().splitlines()
    assert [json.loads(each)["state"] for each in lines] == ["stopped", "completed", "completed"]
    log = next(cluster.folder.glob("sw/slurm/*.err")).read_text()
    assert "it is put back into the queue" in log
    assert [each.name.split("_")[0] for each in cluster.folder.glob("sw/slurm/*.out")] == [job]


def test_a_requeued_worker_settles_its_own_trials(cluster):
    sweep = cluster.begun("--over", "x=1..2", "-D", "steps=40")
    assert until(lambda: list(cluster.running()))
    for each in (*cluster.workers(), *cluster.running()):
        os.kill(each, signal.SIGSTOP)  # it cannot let go
    cluster.told("scontrol", "requeue", cluster.jobs()[0])
    sweep.communicate(timeout=150)
    assert sweep.returncode == 0
    assert cluster.trials() == [(0, 1, "completed"), (1, 0, "completed")]


def test_a_worker_that_was_killed_is_replaced(cluster):
    sweep = cluster.begun("--over", "x=1..4", "-D", "steps=20", "--jobs", "2")
    assert until(lambda: len(list(cluster.running())) == 2)
    os.kill(cluster.workers()[0], signal.SIGKILL)
    sweep.communicate(timeout=100)
    assert sweep.returncode == 0
    assert [(trial, state) for trial, _, state in cluster.trials()] == [
        (number, "completed") for number in range(4)
    ]
    assert sum(attempt for _, attempt, _ in cluster.trials()) == 1


def test_ctrl_c_lets_those_end_that_run(cluster):
    sweep = cluster.begun("--over", "x=1..9", "-D", "steps=20")
    assert until(lambda: list(cluster.running()))
    sweep.send_signal(signal.SIGINT)
    sweep.communicate(timeout=100)
    assert (sweep.returncode, cluster.jobs()) == (130, [])
    assert {state for _, _, state in cluster.trials()} == {"completed"}
    assert 1 <= len(cluster.trials()) < 9


def test_workers_go_on_without_the_shell_and_are_waited_for_later(cluster):
    sweep = cluster.begun("--over", "x=1..3", "-D", "steps=20", "--detach")
    out, err = sweep.communicate(timeout=100)
    assert (sweep.returncode, err) == (0, "")
    assert out.splitlines() == [
        "1 workers are asked for on slurm, for 3 trials in sw",
        "how it stands: hprun sweep sw",
        "wait for it: hprun sweep --resume sw --on slurm",
    ]
    jobs = cluster.jobs()
    again = (cluster.hprun, "sweep", "--resume", "sw", "--on", "slurm")
    assert cluster.told(*again)[0] == 0
    assert [state for _, _, state in cluster.trials()] == ["completed"] * 3
    assert [each.name for each in cluster.folder.glob("sw/slurm/*.out")] == [f"{jobs[0]}_0_log.out"]


def test_what_slurm_refuses_is_said(cluster):
    sweep = cluster.begun("--over", "x=1..3", "--partition", "night")
    _, err = sweep.communicate(timeout=100)
    said = [line for line in err.splitlines() if not line.startswith("sbatch: ")]
    assert (sweep.returncode, said) == (
        2, ["hprun: Slurm takes no job: Batch job submission failed: Invalid partition name specified"],
    )  # fmt: skip


def test_a_second_ctrl_c_cancels_the_jobs_and_their_trials_are_run_again(cluster):
    sweep = cluster.begun("--over", "x=1..3", "-D", "steps=300", "--jobs", "2")
    assert until(lambda: len(list(cluster.running())) == 2)
    trials = list(cluster.running())
    for _ in range(2):
        sweep.send_signal(signal.SIGINT)
        time.sleep(1)
    sweep.communicate(timeout=100)
    assert (sweep.returncode, cluster.jobs()) == (130, [])
    assert cluster.trials() == [(0, 0, "stopped"), (1, 0, "stopped")]
    assert until(lambda: all(map(has_ended, trials)))


def has_ended(process):
    """Whether a process is gone, but for whoever has to take note of its end."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    return status.rpartition(")")[2].split()[0] == "Z"


def test_a_sweep_that_is_killed_finds_its_workers_again(cluster):
    sweep = cluster.begun("--over", "x=1..3", "-D", "steps=30", "--jobs", "2")
    assert until(lambda: len(list(cluster.running())) == 2)
    sweep.kill()
    sweep.communicate()
    jobs = cluster.jobs()
    again = cluster.begun("--over", "x=1..3", "-D", "steps=30", "--jobs", "2")
    _, err = again.communicate(timeout=100)
    assert (again.returncode, err) == (0, "")
    assert cluster.trials() == [(number, 0, "completed") for number in range(3)]
    logs = {each.name.split("_0_log")[0] for each in cluster.folder.glob("sw/slurm/*.out")}
    assert logs == {*jobs}

"""Layer 4: workers as jobs of a Slurm cluster, through submitit.

The workers are the tasks of a job array. How a worker ends is not asked of Slurm, whose accounting
may be switched off: the folder of the sweep says it. Slurm says which jobs there are (`squeue`).

Slurm sends SIGUSR2 to a job that is about to reach its time limit, or to be preempted, and it sends
it to every process of the job. A trial would die of it, so it is ignored below the job's own
process, which tells the worker to let go of its trials and puts the job back into the queue. Slurm
gives it the same number again, so it takes the same seat.
"""

from __future__ import annotations

import functools
import getpass
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from types import FrameType
from typing import Any

import submitit
from submitit.core.utils import FailedJobError, FailedSubmissionError

from hprun.errors import HprunError, UsageError
from hprun.records.identity import sha256
from hprun.sweeps.engines.engine import AGAIN, Order, command

FOLDER = "slurm"
"""The folder, in that of the sweep, with what the workers have printed."""
_PREFIX = "slurm-"
_PATIENCE = 60
"""Seconds that Slurm is given for an answer, or to end a job that it has put back."""
_MANY = 1000
"""Tasks of one array: Slurm takes 1001 where nobody has told it otherwise."""
_UNKNOWN = ("UNLIMITED", "NOT_SET", "INVALID")


class Slurm:
    """The cluster that `sbatch` speaks to."""

    prefix = _PREFIX
    survives = True

    def __init__(self, folder: str, order: Order) -> None:
        self.waiting = ""
        self._folder = os.path.abspath(folder)
        self._order = order
        name = f"{os.path.basename(self._folder)}-{sha256(self._folder.encode())[:6]}"
        self._name = order.options.get("job_name", name)
        try:
            self._executor = submitit.SlurmExecutor(self._logs, python=None)
        except RuntimeError:
            raise UsageError(
                "there is no sbatch on this machine",
                origin="--on slurm",
                advice="say it on a machine that submits jobs to Slurm",
            ) from None
        known = submitit.SlurmExecutor._valid_parameters()  # noqa: SLF001 - what it is for
        self._executor.update_parameters(**_parameters(order, self._name, known))

    @property
    def _logs(self) -> str:
        return os.path.join(self._folder, FOLDER)

    def start(self, count: int) -> None:
        """Submit an array of workers. Raises HprunError where Slurm refuses it."""
        work = functools.partial(_work, self._folder, changed=self._order.changed)
        try:
            for done in range(0, count, _MANY):
                self._executor.map_array(_called, [work] * min(count - done, _MANY))
        except (FailedJobError, FailedSubmissionError, OSError) as error:
            said = [line for line in str(error).splitlines() if line.startswith("sbatch: ")]
            reason = said[-1].removeprefix("sbatch: ").removeprefix("error: ") if said else error
            raise HprunError(f"Slurm takes no job: {reason}") from None

    def seats(self) -> set[str] | None:
        """Return the tasks that run, or wait; None where Slurm does not answer."""
        told = _told("squeue", "--noheader", "--array", "--format=%i %T %r", *self._mine)
        if told is None:
            return None
        tasks = [line.split(None, 2) for line in told.splitlines()]
        reasons = {reason for _, state, reason in tasks if state == "PENDING"}
        self.waiting = ", ".join(sorted(reasons - {"None"}))
        return {f"{_PREFIX}{task}" for task, _, _ in tasks}

    @property
    def _mine(self) -> tuple[str, ...]:
        return f"--user={getpass.getuser()}", f"--name={self._name}"

    def withdraw(self) -> None:
        """Cancel the tasks that wait."""
        _told("scancel", "--state=PENDING", *self._mine)

    def end(self) -> None:
        """Cancel all tasks."""
        _told("scancel", *self._mine)

    def close(self) -> None:
        """Do nothing: the jobs are Slurm's."""

    def where_to_look(self) -> str:
        """Return the newest file with the errors of a worker."""
        logs = [each.path for each in os.scandir(self._logs) if each.name.endswith(".err")]
        return max(logs, key=os.path.getmtime, default=self._logs)


def _parameters(order: Order, name: str, known: set[str]) -> Mapping[str, Any]:
    """Return what submitit is told; what it does not know goes to `sbatch` as it is."""
    found: dict[str, Any] = {"job_name": name, "time": None}
    if order.seconds:
        found["time"] = max(round(order.seconds / 60), 1)
    if order.partition:
        found["partition"] = order.partition
    if order.cpus:
        found["cpus_per_task"] = order.cpus
    if order.gpus:
        found["gpus_per_node"] = order.gpus
    if order.memory:
        found["mem"] = f"{-(-order.memory // 2**20)}M"
    further: dict[str, Any] = {"requeue": True}
    for option, text in order.options.items():
        value = int(text) if text.isdecimal() else text
        if option.replace("-", "_") in known:
            found[option.replace("-", "_")] = value
        else:
            further[option] = value
    return {**found, "additional_parameters": further}


def _told(*words: str) -> str | None:
    """Return what a command of Slurm's prints; None where it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - the commands of Slurm
            words, capture_output=True, text=True, timeout=_PATIENCE, check=True, errors="replace"
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


# In the job


def _called(work: functools.partial[None]) -> None:
    """Call what a task of the array is given."""
    work()


def _work(folder: str, *, changed: bool) -> None:
    """Be a task of the array: a worker, which is put back into the queue when its time is up."""
    warning = signal.Signals[f"SIG{submitit.JobEnvironment.USR_SIG}"]
    signal.signal(warning, signal.SIG_IGN)
    job = submitit.JobEnvironment().job_id
    called = command(folder, f"{_PREFIX}{job}", _seconds_left(job), changed=changed)
    environment = dict(os.environ)
    if "SLURM_CPUS_PER_TASK" in environment:
        environment.setdefault("OMP_NUM_THREADS", environment["SLURM_CPUS_PER_TASK"])
    worker = subprocess.Popen(called, env=environment)  # noqa: S603 - this hprun
    warned = False

    def warn(_number: int, _frame: FrameType | None) -> None:
        nonlocal warned
        warned = True
        worker.terminate()

    signal.signal(warning, warn)
    if worker.wait() == AGAIN or warned:
        sys.stderr.write("hprun: the time of this job is up; it is put back into the queue\n")
        _told("scontrol", "requeue", job)
        time.sleep(_PATIENCE)  # Slurm ends this process meanwhile


def _seconds_left(job: str) -> float:
    """Return how long a job may still run, 0 where there is no limit."""
    told = _told("squeue", "--noheader", "--array", "--format=%L", f"--jobs={job}")
    days, dash, clock = (told or "").strip().rpartition("-")
    if not clock or clock in _UNKNOWN:
        return 0.0
    seconds = 0
    for part in clock.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds + (86400.0 * int(days) if dash else 0)

"""Layer 4: workers as tasks of a Ray cluster.

Ray counts CPUs and GPUs, and gives each task the GPUs that are its own. A task is never tried again
by Ray: what is to be tried again is for the sweep to say. A trial is a process all the same, which
knows nothing of Ray; it ends with the process of its task.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import ray

from hprun.errors import HprunError
from hprun.sweeps.engines.engine import Order
from hprun.sweeps.sweep import read
from hprun.sweeps.worker import Slots, Worker


class Ray:
    """The cluster that ``RAY_ADDRESS`` names, or was started here; without any, this machine."""

    survives = False
    waiting = ""

    def __init__(self, folder: str, order: Order) -> None:
        self.prefix = f"ray-{os.urandom(4).hex()}-"
        self._folder = os.path.abspath(folder)
        self._order = order
        self._tasks: dict[str, Any] = {}
        self._started = False

    def _connect(self) -> None:
        if self._started:
            return
        try:
            ray.init(log_to_driver=False, logging_level="ERROR", include_dashboard=None)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise HprunError(f"there is no Ray: {error}", origin="--on ray") from None
        self._started = True

    def start(self, count: int) -> None:
        """Start tasks, each of which has a worker; they wait where the cluster is full.

        Raises HprunError where there is no cluster, and for options that it does not take.
        """
        self._connect()
        order = self._order
        work = ray.remote(max_retries=0, max_calls=1)(_work)
        for _ in range(count):
            seat = f"{self.prefix}{len(self._tasks)}"
            try:
                task = work.options(name=seat, **_options(order))
            except (TypeError, ValueError) as error:
                reason = str(error).partition(". ")[0]
                raise HprunError(f"Ray takes no such task: {reason}") from None
            self._tasks[seat] = task.remote(self._folder, Slots(1, (), order.seconds, seat), order)

    def seats(self) -> set[str] | None:
        """Return the seats whose tasks run or wait."""
        if not self._tasks:
            return set()
        tasks = list(self._tasks.values())
        _, left = ray.wait(tasks, num_returns=len(tasks), timeout=0)
        return {seat for seat, task in self._tasks.items() if task in left}

    def withdraw(self) -> None:
        """Do nothing: a worker that begins now finds that it is not to start anything."""

    def end(self) -> None:
        """Cancel all tasks."""
        for each in self._tasks.values():
            ray.cancel(each)

    def close(self) -> None:
        """Leave the cluster, with which the tasks end that are left."""
        if self._started:
            ray.shutdown()

    def where_to_look(self) -> str:
        """Return the folder with the words of the tasks."""
        return "/tmp/ray/session_latest/logs"  # noqa: S108 - where Ray has them


def _options(order: Order) -> Mapping[str, Any]:
    """Return what a task asks for; options of the user's are read as JSON, or as texts."""
    found: dict[str, Any] = {"num_cpus": order.cpus or 1}
    if order.gpus:
        found["num_gpus"] = order.gpus
    if order.memory:
        found["memory"] = order.memory
    for name, text in order.options.items():
        try:
            found[name] = json.loads(text)
        except ValueError:
            found[name] = text
    return found


def _work(folder: str, slots: Slots, order: Order) -> None:
    """Be a task, which is a worker; one that is cancelled lets go of its trial."""
    worker = Worker(folder, read(folder), slots, changed=order.changed)
    for _ in worker.run():
        continue

"""Layer 4: MLflow.

A sweep is a run, and its trials are runs below it. A script that logs to MLflow by itself makes its
own; `MLFLOW_RUN_CONTEXT` gives that the tags by which it is found again, wherever the script puts
it. For one that does not, a run is made of the record. What is logged is never changed: MLflow
refuses it for parameters.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag
from mlflow.exceptions import MlflowException

from hprun.errors import HprunError
from hprun.records import state as states
from hprun.sweeps.grounds import Grounds
from hprun.sweeps.ledger import Ledger
from hprun.sweeps.objective import title
from hprun.sweeps.sweep import number_of_trials
from hprun.sweeps.trackers.pushed import Batch, Pushed, Told, plain, without_password
from hprun.sweeps.tracking import TRIAL, follow, followers

_URI, _EXPERIMENT = "MLFLOW_TRACKING_URI", "MLFLOW_EXPERIMENT_NAME"
_CONTEXT = "MLFLOW_RUN_CONTEXT"
_PARENT, _NAME, _SOURCE = "mlflow.parentRunId", "mlflow.runName", "mlflow.source.name"
_ID, _SWEEP, _STATE = "hprun.run_id", "hprun.sweep", "hprun.state"
_FOLDER, _BEST = "hprun.folder", "hprun.best_trial"
_LONGEST_VALUE, _LONGEST_NAME = 6000, 250
_MOST_PARAMS, _MOST_METRICS = 100, 1000
_STATUS = {
    states.COMPLETED: "FINISHED",
    states.PRUNED: "FINISHED",
    states.FAILED: "FAILED",
}
"""All others are KILLED."""


def push(batches: Sequence[Batch]) -> Pushed:
    """Send runs to MLflow. Raises HprunError where it refuses."""
    sent = there = 0
    place = ""
    try:
        for batch in batches:
            store = _Store(batch)
            place = store.place
            for run in batch.runs:
                if store.send(run):
                    sent += 1
                else:
                    there += 1
            store.close()
    except MlflowException as error:
        raise HprunError(
            f"MLflow refuses: {str(error).splitlines()[0]}", advice=f"{_URI} names another"
        ) from None
    return Pushed(sent, there, place)


class _Store:
    """Where the runs of a batch go to."""

    def __init__(self, batch: Batch) -> None:
        known = followers(batch.folder).get("mlflow", {}) if batch.sweep else {}
        cwd = batch.sweep.cwd if batch.sweep else os.getcwd()
        default = f"sqlite:///{os.path.join(cwd, 'mlflow.db')}"
        self._uri = os.environ.get(_URI) or known.get(_URI) or default
        name = os.environ.get(_EXPERIMENT) or known.get(_EXPERIMENT) or batch.script or "hprun"
        self._client = MlflowClient(tracking_uri=self._uri)
        found = self._client.get_experiment_by_name(name)
        made = found.experiment_id if found else self._client.create_experiment(name)
        self._experiment = str(made)
        self._batch = batch
        self._parent = ""
        if batch.sweep:
            self._parent = self._sweep(known)
            follow(batch.folder, "mlflow", self._variables(name))
        self.place = f"experiment {name} of {without_password(self._uri)}"
        self._known = self._found()

    def _sweep(self, known: Mapping[str, str]) -> str:
        """Return the run that stands for the sweep; it is made if there is none."""
        context = json.loads(known.get(_CONTEXT, "{}"))
        if context.get(_PARENT) and known.get(_URI, "") == self._written_down:
            return str(context[_PARENT])
        assert self._batch.sweep is not None  # noqa: S101 - for mypy: it was asked
        tags = {_SWEEP: self._batch.sweep.digest, _SOURCE: self._batch.script}
        made = self._client.create_run(self._experiment, tags=tags, run_name=self._batch.name)
        return str(made.info.run_id)

    @property
    def _written_down(self) -> str:
        """The address, but for one with a password, which stays in the environment."""
        return self._uri if without_password(self._uri) == self._uri else ""

    def _variables(self, experiment: str) -> dict[str, str]:
        """Return what a script finds in its environment."""
        context = json.loads(os.environ.get(_CONTEXT, "{}"))
        name = f"{self._batch.name}/{TRIAL}"
        context |= {_PARENT: self._parent, _ID: TRIAL, _NAME: name}
        found = {_EXPERIMENT: experiment, _CONTEXT: json.dumps(context, ensure_ascii=False)}
        return {_URI: self._written_down} | found if self._written_down else found

    def _found(self) -> dict[str, Any]:
        """Return the runs that are there, by the name of their record: of several the first."""
        key, text = (_PARENT, self._parent) if self._parent else (_FOLDER, self._batch.folder)
        found = {}
        for run in self._search(f"tags.`{key}` = '{text}'"):
            if _ID in run.data.tags:
                found[run.data.tags[_ID]] = run
        return found

    def _search(self, wanted: str) -> Iterator[Any]:
        """Yield runs of all experiments, the last that was made first: a script has its own."""
        experiments = [each.experiment_id for each in self._client.search_experiments()]
        token = None
        while True:
            page = self._client.search_runs(experiments, wanted, page_token=token)
            yield from page
            token = page.token
            if not token:
                return

    def send(self, run: Told) -> bool:
        """Send what is not there yet; return whether there was nothing before."""
        found = self._known.get(run.name)
        if found is None:
            made = self._client.create_run(
                self._experiment,
                start_time=round(run.started * 1000),
                tags=self._tags(run),
                run_name=f"{self._batch.name}/{run.name}" if self._parent else run.name,
            )
            self._fill(made, run)
            return True
        if _STATE not in found.data.tags:
            self._fill(found, run)
        return False

    def close(self) -> None:
        """Let the run of a sweep that is done end, with the best of its trials."""
        sweep = self._batch.sweep
        if sweep is None:
            return
        ledger = Ledger(Grounds(self._batch.folder), sweep)
        ledger.refresh()
        there = self._client.get_run(self._parent)
        best = ledger.best
        if best is not None and there.data.tags.get(_BEST) != str(best.number):
            name = _name(f"best {title(sweep.metric, Grounds(self._batch.folder).trial(best.key))}")
            self._client.log_metric(self._parent, name, best.value, step=ledger.done)
            self._client.set_tag(self._parent, _BEST, str(best.number))
        done = ledger.done >= number_of_trials(self._batch.folder, sweep)
        if done and there.info.status == "RUNNING":
            self._client.set_terminated(self._parent, "FINISHED")

    def _tags(self, run: Told) -> dict[str, str]:
        tags = {_ID: run.name, _SOURCE: run.script}
        return tags | ({_PARENT: self._parent} if self._parent else {_FOLDER: self._batch.folder})

    def _fill(self, there: Any, run: Told) -> None:  # noqa: ANN401 - a run of MLflow's
        """Log what is missing, and last how it ended: so one that was cut off is gone on with."""
        identity = there.info.run_id
        logged = there.data.params
        params = [Param(*each) for each in _params(run) if each[0] not in logged]
        for at in range(0, len(params), _MOST_PARAMS):
            self._client.log_batch(identity, params=params[at : at + _MOST_PARAMS])
        metrics = [*self._missing(identity, run, there.data.metrics)]
        for at in range(0, len(metrics), _MOST_METRICS):
            self._client.log_batch(identity, metrics=metrics[at : at + _MOST_METRICS])
        self._client.log_batch(identity, tags=[RunTag(_STATE, run.state)])
        if there.info.status == "RUNNING":
            status = _STATUS.get(run.state, "KILLED")
            self._client.set_terminated(identity, status, end_time=round(run.ended * 1000))

    def _missing(self, identity: str, run: Told, logged: Iterable[str]) -> Iterator[Metric]:
        """Yield the measurements that were not sent; what the script has logged is its own."""
        names = {name for _, _, metrics in run.reports() for name in metrics}
        there = {
            name: len(self._client.get_metric_history(identity, _name(name)))
            for name in names
            if _name(name) in logged
        }
        for when, step, metrics in run.reports():
            for name, value in metrics.items():
                if there.get(name, 0) > 0:
                    there[name] -= 1
                else:
                    yield Metric(_name(name), value, round(when * 1000), step)


def _params(run: Told) -> Iterator[tuple[str, str]]:
    """Yield names and texts as MLflow takes them; two names that become one are numbered."""
    taken = set[str]()
    for name, value in run.values.items():
        key = _name(name)
        count = 1
        while key in taken:
            count += 1
            key = f"{_name(name)[: _LONGEST_NAME - 5]}_{count}"
        taken.add(key)
        yield key, str(plain(value))[:_LONGEST_VALUE]


def _name(name: str) -> str:
    """Return a name without what MLflow refuses."""
    return re.sub(r"[^\w\-. :/]", "_", name, flags=re.ASCII)[:_LONGEST_NAME]

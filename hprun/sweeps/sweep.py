"""Layer 4: what a sweep is: written once, into ``sweep.json``, and read by every worker.

What may still change is not in it: how many trials there shall be stands in ``budget.json``, and
how many run at once is for each worker to say.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from hprun.errors import ConfigError, UsageError
from hprun.frozen import Record
from hprun.ipynb import code_of, is_notebook
from hprun.records.as_json import as_json
from hprun.records.folder import claim, write
from hprun.records.identity import sha256
from hprun.sweeps.objective import Metric
from hprun.sweeps.samplers import NATIVE
from hprun.sweeps.space import Dimension, size_of

SWEEP = "sweep.json"
BUDGET = "budget.json"
_FORMAT = 1
_DAMAGED = "bring it back, or begin another sweep"


class Sweep(Record):
    """What is varied, how, of which command, and what it is judged by.

    `options` are the words before the target, for every trial alike, and `behind` the target with
    those behind it; `cwd` is the folder in which they mean something. `environment` are variables
    that set parameters. `files` are those that decide what a trial does, with their hashes; `code`
    names what else is known of them. `timeout` is in seconds, 0 for none; a trial that was ended by
    a signal is tried again up to `retries` times. `given` is whether the seed was.
    `pruner` ends trials that promise nothing; the `study` of that name stands in the `storage`, in
    the folder of the sweep if that is empty.
    """

    space: tuple[Dimension, ...]
    sampler: str
    seed: int
    given: bool
    metric: Metric | None
    goal: str
    options: tuple[str, ...]
    behind: tuple[str, ...]
    cwd: str
    environment: Mapping[str, str]
    files: Mapping[str, str]
    code: str
    timeout: float
    retries: int
    pruner: str = ""
    storage: str = ""
    study: str = ""

    @property
    def studied(self) -> bool:
        """Whether values depend on what came of other trials, or trials may be pruned."""
        return self.sampler not in NATIVE or bool(self.pruner)

    @property
    def digest(self) -> str:
        """What the same command has in common, whatever the code is: twelve digits."""
        data = self._asked()
        data["seed"] = self.seed if self.given else None
        return sha256(json.dumps(data, sort_keys=True).encode())[:12]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what is varied."""
        return tuple(each.name for each in self.space)

    def _asked(self) -> dict[str, Any]:
        return {
            "space": [each.as_data() for each in self.space],
            "sampler": self.sampler,
            "pruner": self.pruner,
            "storage": self.storage,
            "metric": str(self.metric) if self.metric else None,
            "goal": self.goal,
            "options": [*self.options],
            "target": [*self.behind],
            "cwd": self.cwd,
            "environment": dict(self.environment),
            "timeout": self.timeout,
            "retries": self.retries,
        }

    def write(self, folder: str) -> bool:
        """Write it into the folder of the sweep; return False where there is one already."""
        data: dict[str, object] = {
            "format": _FORMAT,
            **self._asked(),
            "seed": self.seed,
            "seed_given": self.given,
            "study": self.study,
            "digest": self.digest,
            "code": self.code,
            "files": dict(self.files),
        }
        return claim(os.path.join(folder, SWEEP), as_json(data) + "\n")

    def changes(self) -> Iterator[str]:
        """Yield what is not as it was when the sweep began: a sentence for each file."""
        for path, before in self.files.items():
            now = hash_of(os.path.join(self.cwd, path))
            if now != before:
                yield f"{path} {'has changed' if now else 'is not there any more'}"


def is_sweep(folder: str) -> bool:
    """Return whether a folder is that of a sweep."""
    return os.path.isfile(os.path.join(folder, SWEEP))


def read(folder: str) -> Sweep:
    """Return what the sweep in a folder is. Raises ConfigError where there is none."""
    path = os.path.join(folder, SWEEP)
    data = _data(path)
    if data is None:
        raise ConfigError(f"{path} is damaged", advice=_DAMAGED)
    if data.get("format") != _FORMAT:
        raise ConfigError(
            f"{folder} is no sweep that this hprun knows", advice="hprun sweep TARGET --over …"
        )
    try:
        return _of_data(data)
    except (KeyError, TypeError, ValueError):
        raise ConfigError(f"{path} is damaged", advice=_DAMAGED) from None


def _of_data(data: Mapping[str, Any]) -> Sweep:
    return Sweep(
        tuple(map(Dimension.of_data, data["space"])),
        data["sampler"],
        data["seed"],
        data["seed_given"],
        Metric.parse(data["metric"]) if data["metric"] else None,
        data["goal"],
        tuple(data["options"]),
        tuple(data["target"]),
        data["cwd"],
        data["environment"],
        data["files"],
        data["code"],
        data["timeout"],
        data["retries"],
        data["pruner"],
        data["storage"],
        data["study"],
    )


def _data(path: str) -> dict[str, Any] | None:
    """Return what stands in a file; None where nothing does, or it cannot be read."""
    try:
        with open(path, "rb") as file:
            found = json.loads(file.read())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def budget(folder: str) -> int:
    """Return how many trials there shall be; 0 if nobody has said."""
    found = _data(os.path.join(folder, BUDGET)) or {}
    return int(found.get("trials", 0))


def number_of_trials(folder: str, sweep: Sweep) -> int:
    """Return how many trials there shall be; no combination comes twice but by a study."""
    size, wanted = size_of(sweep.space), budget(folder)
    limited = size and wanted and sweep.sampler in NATIVE
    return min(wanted, size) if limited else wanted or size


def set_budget(folder: str, trials: int) -> None:
    """Say how many trials there shall be."""
    write(os.path.join(folder, BUDGET), as_json({"trials": trials}) + "\n")


def hash_of(path: str) -> str:
    """Return the hash of a file's content; nothing if it cannot be read.

    Of a notebook it is that of its code: what cells have written is no change of it.
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return ""
    return sha256(code_of(data) if is_notebook(path) else data)


def refuse_changes(sweep: Sweep) -> None:
    """Raise UsageError where a file is not as it was when the sweep began."""
    changed = [*sweep.changes()]
    if changed:
        raise UsageError(
            f"since this sweep began {', '.join(changed[:3])}"
            + (f", and {len(changed) - 3} files more" if len(changed) > 3 else ""),  # noqa: PLR2004 - three
            advice="--fresh begins another sweep, --allow-change goes on with this one",
        )

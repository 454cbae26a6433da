"""Sweeps for the tests: what one is made of, and trials that never ran."""

import json

from hprun.model import Type
from hprun.sweeps.grounds import Grounds
from hprun.sweeps.ledger import Settled
from hprun.sweeps.objective import Metric
from hprun.sweeps.space import dimension
from hprun.sweeps.sweep import Sweep


def sweep(cwd, *, metric="loss", goal="min", **changes):
    made = Sweep(
        (dimension("x", "1..4", Type("int")),), "grid", 1, True,  # noqa: FBT003
        Metric.parse(metric) if metric else None, goal, (), ("train.py",), str(cwd), {}, {},
        "abc", 0.0, 1,
    )  # fmt: skip
    return made.replace(**changes)


def grounds(folder, owner=""):
    (folder / "runs").mkdir(exist_ok=True)
    return Grounds(str(folder), owner)


def settled(number, state="completed", value=None, *, attempt=0, why="", seconds=1.0):
    return Settled(number, attempt, state, why, value, seconds, {"x": str(number + 1)})


def ended(folder, status, **facts):
    """Write how a trial ended, as its worker does."""
    (folder / "status.json").write_text(json.dumps({"status": status, "seconds": 1.0, **facts}))

"""Layer 4: Weights & Biases, offline: runs as files, which ``wandb sync`` sends.

The identity of a run follows from its record, so that one that is sent twice is there once.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence

import wandb

from hprun.records.identity import sha256
from hprun.records.state import COMPLETED, PRUNED
from hprun.sweeps.trackers.pushed import Batch, Pushed, Told, plain

FOLDER = "wandb"
"""The folder of the files, in that of the runs; wandb gives it its name."""


def push(batches: Sequence[Batch]) -> Pushed:
    """Write files for runs."""
    sent = there = 0
    for batch in batches:
        for run in batch.runs:
            identity = sha256(f"{batch.folder}/{run.name}".encode())[:12]
            if glob.glob(
                os.path.join(glob.escape(batch.folder), FOLDER, f"offline-run-*{identity}")
            ):
                there += 1
            else:
                _write(batch, run, identity)
                sent += 1
    places = [os.path.relpath(os.path.join(each.folder, FOLDER)) for each in batches]
    return Pushed(sent, there, f"{', '.join(places)}, for wandb sync DIR/wandb/offline-*")


def _write(batch: Batch, run: Told, identity: str) -> None:
    settings = wandb.Settings(
        console="off", silent=True, disable_git=True, disable_code=True, x_disable_stats=True
    )
    made = wandb.init(
        project=os.environ.get("WANDB_PROJECT") or batch.script or "hprun",
        group=batch.name if batch.sweep else None,
        name=run.name,
        id=identity,
        dir=batch.folder,
        mode="offline",
        config={name: plain(value) for name, value in run.values.items()},
        settings=settings,
    )
    for _, step, metrics in run.reports():
        made.log(metrics, step=step)
    made.summary["hprun.state"] = run.state
    made.finish(exit_code=0 if run.state in (COMPLETED, PRUNED) else run.exit_status or 1)

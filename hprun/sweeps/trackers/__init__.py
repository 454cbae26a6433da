"""Layer 4: trackers: what shows runs elsewhere is fed from their records.

    pushed       what a tracker is told of runs, which is the same for all
    mlflow       runs below that of their sweep; scripts that log by themselves are linked to it
    tensorboard  event files, with the values for its table of hyperparameters
    wandb        runs as files, for ``wandb sync``

No trial imports any of them for hprun. Each has a function `push`, which may be called again: what
is there already is not sent twice. A new one is one file, named in the table below.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from hprun.errors import UsageError
from hprun.sweeps.trackers.pushed import Pushed, batches

TRACKERS = ("mlflow", "tensorboard", "wandb")


def push(name: str, folders: Sequence[str]) -> Pushed:
    """Send what is recorded in folders to a tracker.

    Raises UsageError for a name that is none and for a package that is not installed, ConfigError
    where nothing is recorded, HprunError where the tracker refuses.
    """
    refuse_what_is_missing(name)
    found = [batch for folder in folders for batch in batches(folder)]
    done: Pushed = import_module(f"{__name__}.{name}").push(found)
    return done


def refuse_what_is_missing(name: str, origin: str = "") -> None:
    """Raise UsageError for a name that is no tracker, and for one that is not installed."""
    if name not in TRACKERS:
        raise UsageError(
            f"no tracker {name!r}", origin=origin, advice=f"choose {', '.join(TRACKERS)}"
        )
    if find_spec(name) is None:
        extra = f"'hprun[{name}]'" if name == "mlflow" else name
        raise UsageError(f"{name} is not installed", origin=origin, advice=f"pip install {extra}")

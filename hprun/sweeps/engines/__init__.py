"""Layer 4: who starts the workers of a sweep on other machines.

    engine   what any engine has to be able to do, and what may be asked of it
    slurm    jobs of a Slurm cluster, through submitit
    ray      tasks of a Ray cluster

An engine starts copies of ``hprun worker DIR`` and says which of them are there; what they do, and
what came of it, stands in the folder of the sweep. A new one is one file, named in the table below.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from hprun.errors import UsageError
from hprun.sweeps.engines.engine import Engine, Order

LOCAL = "local"
"""No engine at all: the worker is the process that was asked."""
ENGINES = {"slurm": "Slurm", "ray": "Ray"}
"""The file of each engine, and the class in it."""
_NEEDS = {"slurm": "submitit", "ray": "ray"}


def engine(name: str, folder: str, order: Order) -> Engine:
    """Return an engine for the sweep in a folder.

    Raises UsageError for a name that is none, for a package that is not installed, for an option
    that it does not take, and where the engine cannot be had on this machine.
    """
    refuse_what_is_missing(name)
    module = import_module(f"{__name__}.{name}")
    made: Engine = getattr(module, ENGINES[name])(folder, order)
    return made


def refuse_what_is_missing(name: str) -> None:
    """Raise UsageError for a name that is no engine, and for one that is not installed."""
    origin = f"--on {name}"
    if name not in ENGINES:
        choices = f"{LOCAL}, {' or '.join(ENGINES)}"
        raise UsageError(f"no engine {name!r}", origin=origin, advice=f"choose {choices}")
    if find_spec(_NEEDS[name]) is None:
        raise UsageError(
            f"{_NEEDS[name]} is not installed",
            origin=origin,
            advice=f"pip install 'hprun[{name}]'",
        )

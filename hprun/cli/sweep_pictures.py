"""Layer 5: the commands that show a sweep outside of the terminal."""

from __future__ import annotations

import os
import sys

from hprun.cli.grammar import Invocation
from hprun.cli.numbers import positive
from hprun.cli.standing import named_sweep
from hprun.sweeps.grounds import Grounds
from hprun.sweeps.sweep import read

_PORT = 8080


def plot(invocation: Invocation) -> None:
    """Write pictures of a sweep, and print where they are."""
    from hprun.sweeps.pictures import PLOTS, draw

    folder = named_sweep(invocation)
    path = invocation.text("output") or os.path.join(folder, PLOTS)
    draw(Grounds(folder), read(folder), path)
    sys.stdout.write(f"{path}\n")


def dashboard(invocation: Invocation) -> None:
    """Serve Optuna's dashboard of a sweep until ctrl-c."""
    from hprun.sweeps.dashboard import serve

    folder = named_sweep(invocation)
    serve(Grounds(folder), read(folder), positive(invocation, "port", _PORT))

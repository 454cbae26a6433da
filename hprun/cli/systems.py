"""Layer 5: what a system must have."""

from __future__ import annotations

import os

from hprun.errors import UsageError


def need_fork(what: str, advice: str = "use Linux, macOS or WSL") -> None:
    """Raise UsageError where processes cannot be made as records and sweeps need them: Windows."""
    if not hasattr(os, "fork"):
        raise UsageError(
            f"{what} needs a system with os.fork, which this one has not", advice=advice
        )

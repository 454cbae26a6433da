"""Layer 5: what a python must have."""

from __future__ import annotations

import os

from hprun.errors import UsageError


def need(function: str, what: str, advice: str) -> None:
    """Raise UsageError where processes cannot be made as something needs them.

    Windows has no `os.fork`, and PyPy no `os.posix_spawn`.
    """
    if not hasattr(os, function):
        raise UsageError(f"{what} needs os.{function}, which this python has not", advice=advice)

"""Layer 5: a sweep that is there already: it is shown, gone on with, or joined."""

from __future__ import annotations

import os

from hprun.cli.grammar import Found, Invocation
from hprun.cli.numbers import positive
from hprun.cli.sweep_screen import Session, carry_out, show
from hprun.errors import UsageError
from hprun.launch.target import Target
from hprun.model import Catalog
from hprun.sweeps.grounds import Lock
from hprun.sweeps.sweep import is_sweep, read, set_budget
from hprun.values.merge import refuse

_FIXED = (
    "over",
    "sampler",
    "pruner",
    "storage",
    "seed",
    "metric",
    "goal",
    "timeout",
    "retries",
    "dir",
    "fresh",
)
"""Options that say what a sweep is, which does not change."""


def found_sweep(word: str, target: Target) -> Found | None:
    """Return what can be set in a sweep that is there, which is nothing; None for any target."""
    return Found(target, Catalog({})) if is_sweep(word) else None


def stand_by(invocation: Invocation) -> int | None:
    """Show a sweep, or go on with it; return the exit status, None for success."""
    refuse(invocation.mistakes)
    folder = invocation.target
    for field in _FIXED:
        if field in invocation.given:
            raise UsageError(
                f"{folder} is a sweep, and --{field} says what one is", advice="begin another"
            )
    words = [*invocation.arguments, *(f"-D {each.name}" for each in invocation.overrides)]
    if words:
        raise UsageError(f"{words[0]!r} stands behind a sweep", advice="begin another")
    session = Session(folder, read(folder), invocation)
    if "resume" not in invocation.given:
        show(session)
        return None
    lock = Lock(folder)
    try:
        trials = positive(invocation, "trials", 0)
        if trials:
            set_budget(folder, trials)
        return carry_out(session)
    finally:
        lock.release()


def join(invocation: Invocation) -> int | None:
    """Run trials of a sweep as one of its workers; return the exit status, None for success."""
    folder = named_sweep(invocation)
    return carry_out(Session(folder, read(folder), invocation), alone=False)


def named_sweep(invocation: Invocation) -> str:
    """Return the folder of the sweep that is named. Raises UsageError."""
    refuse(invocation.mistakes)
    words = invocation.arguments
    if len(words) != 1:
        what = "no sweep is named" if not words else f"{words[1]!r} is one word too many"
        raise UsageError(what, advice="name the folder of one sweep")
    if not is_sweep(words[0]):
        there = "is no sweep" if os.path.isdir(words[0]) else "is not there"
        raise UsageError(f"{words[0]} {there}", advice="hprun sweep TARGET --over … begins one")
    return words[0]

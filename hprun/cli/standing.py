"""Layer 5: a sweep that is there already: it is shown, gone on with, or joined."""

from __future__ import annotations

import os
import shlex

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
    "config",
    "scan",
    "lax",
    "dry_run",
)
"""Options that say what a sweep is, which does not change."""
_LASTING = (
    *("trials", "jobs", "gpus", "time", "on", "partition", "worker_cpus", "worker_gpus"),
    *("worker_memory", "engine_option", "track", "detach", "allow_change"),
)
"""Options that say how it goes on."""
_MOST_NAMED = 5


def found_sweep(word: str, target: Target) -> Found | None:
    """Return what can be set in a sweep that is there, which is nothing; None for any target."""
    return Found(target, Catalog({})) if is_sweep(word) else None


def refuse_no_sweep(word: str, *, resumed: bool) -> None:
    """Raise UsageError for what is neither a sweep nor a program.

    What is not there at all is no sweep where one is to be `resumed`, else no program.
    """
    folder = os.path.isdir(word) and not os.path.isfile(os.path.join(word, "__main__.py"))
    if (folder or (resumed and not os.path.exists(word))) and not is_sweep(word):
        raise no_sweep(word)


def no_sweep(word: str) -> UsageError:
    """Return the error that there is no sweep where one is named; some that there are below it."""
    try:
        below = [os.path.join(word, each) for each in sorted(os.listdir(word))]
    except OSError:
        return UsageError(f"{word} is not there", advice="hprun sweep TARGET --over … begins one")
    sweeps = [each for each in below if is_sweep(each)][:_MOST_NAMED]
    there = f"there {'is' if len(sweeps) == 1 else 'are'} {', '.join(sweeps)}"
    return UsageError(
        f"{word} is no sweep",
        advice=there if sweeps else "hprun sweep TARGET --over … begins one",
    )


def stand_by(invocation: Invocation) -> int | None:
    """Show a sweep, or go on with it; return the exit status, None for success."""
    refuse(invocation.mistakes)
    folder = invocation.target
    for field in _FIXED:
        if field in invocation.given:
            raise UsageError(
                f"{folder} is a sweep, and --{_named(field)} says what one is",
                advice="begin another",
            )
    words = [*invocation.arguments, *(f"-D {each.name}" for each in invocation.overrides)]
    if words:
        raise UsageError(f"{words[0]!r} stands behind a sweep", advice="begin another")
    _refuse_without_effect(invocation)
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


def _refuse_without_effect(invocation: Invocation) -> None:
    folder = shlex.quote(invocation.target)
    if "resume" not in invocation.given:
        for field in _LASTING:
            if field in invocation.given:
                raise UsageError(
                    f"--{_named(field)} does nothing here",
                    advice=f"hprun sweep --resume {folder} --{_named(field)} … goes on with it",
                )
    elif "json" in invocation.given:
        raise UsageError(
            "--json does nothing here",
            advice=f"hprun sweep {folder} --json lists what has ended",
        )


def _named(field: str) -> str:
    return field.replace("_", "-")


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
        raise no_sweep(words[0])
    return words[0]

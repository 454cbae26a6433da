"""Layer 5: ``hprun sync``: records are sent to a tracker; a sweep may have one that follows it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence

from hprun.cli.grammar import Invocation
from hprun.cli.screen import clean
from hprun.cli.streams import write
from hprun.errors import HprunError, UsageError
from hprun.records.folder import RECORDS
from hprun.sweeps.trackers import TRACKERS, push, refuse_what_is_missing
from hprun.sweeps.tracking import follow, followers
from hprun.values.merge import refuse


def sync(invocation: Invocation, records: str) -> None:
    """Send what is recorded to a tracker; `records` is the folder of a project's records."""
    refuse(invocation.mistakes)
    if not invocation.arguments:
        raise UsageError("no tracker is named", advice=f"choose {', '.join(TRACKERS)}")
    name, *folders = invocation.arguments
    done = push(name, folders or [records or RECORDS])
    runs = "1 run" if done.sent == 1 else f"{done.sent} runs"
    there = f", {done.there} were there" if done.there else ""
    write(f"{runs} sent to {name}{there}: {clean(done.place)}\n")


def asked_trackers(invocation: Invocation) -> Sequence[str]:
    """Return the trackers that shall follow a sweep. Raises UsageError for one that cannot."""
    names = invocation.texts("track")
    for name in names:
        refuse_what_is_missing(name, f"--track {name}")
    return names


def begin_tracking(folder: str, names: Sequence[str]) -> None:
    """Let trackers follow a sweep: what they need is made before the first trial begins."""
    for name in names:
        follow(folder, name, followers(folder).get(name, {}))
    for _ in _synced(folder):
        continue


def end_tracking(folder: str) -> None:
    """Send what came of the trials to the trackers that follow a sweep, and say so."""
    for line in _synced(folder):
        write(f"{line}\n")


def _synced(folder: str) -> Iterator[str]:
    """Yield what there is to say of each tracker.

    Each is fed by a process of its own: they are dear to import, and no sweep should carry them.
    """
    for name in followers(folder):
        done = subprocess.run(  # noqa: S603 - this hprun
            [sys.executable, "-m", "hprun", "sync", name, os.path.abspath(folder)],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            said = [each for each in done.stderr.splitlines() if each.strip()] or ["no word"]
            raise HprunError(
                said[-1].removeprefix("hprun: "), advice=f"hprun sync {name} {folder} tries again"
            )
        yield done.stdout.strip()

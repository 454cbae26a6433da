"""Layer 5: the commands that have no target: they look at all their words themselves."""

from __future__ import annotations

from collections.abc import Callable

from hprun.cli.grammar import Found, Invocation


def look(invocation: Invocation, survey: Callable[[str], Found], records: str) -> int | None:
    """Do what such a command says; return the exit status, None for success.

    `survey` finds what a word says that may be a target; `records` is the project's folder of them.
    """
    if invocation.command == "diff":
        from hprun.cli.diff import diff

        return diff(invocation, survey, records)
    if invocation.command == "worker":
        from hprun.cli.systems import need

        need("posix_spawn", "hprun worker", "use CPython on Linux or macOS, or WSL")
        from hprun.cli.standing import join

        return join(invocation)
    if invocation.command == "sync":
        from hprun.cli.syncing import sync

        sync(invocation, records)
        return None
    if invocation.command in ("plot", "dashboard"):
        from hprun.cli import sweep_pictures

        getattr(sweep_pictures, invocation.command)(invocation)
        return None
    from hprun.cli.runs import show_runs

    show_runs(invocation, records)
    return None

"""Layer 5: the command line. `main` is the one boundary at which errors become exit statuses."""

from __future__ import annotations

import sys

from hprun.errors import HprunError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hprun.cli.grammar import Job

FAULT = 2
"""The exit status for a mistake in what the user typed or wrote, as python's own for usage."""


def main(words: Sequence[str] | None = None) -> int | None:
    """Run hprun with the words of a command line, those of this process by default.

    Returns the exit status: None and 0 for success, 1 where `diff` finds a difference, 2 for a
    mistake of the user's, which is described in one message on standard error. What a script raises
    passes through.
    """
    try:
        job = _prepared(sys.argv[1:] if words is None else words)
        if isinstance(job, int):
            return job
        if callable(job):
            return job()
        if job is not None:
            from hprun.launch.execute import execute

            target, arguments, cached, compiling = job
            execute(target, arguments, cached=cached, compiling=compiling)
    except HprunError as error:
        for each in getattr(error, "errors", (error,)):
            if sys.stderr is not None:
                print(f"hprun: {each}", file=sys.stderr)  # noqa: T201 - the one place
        return FAULT
    return None


def _prepared(words: Sequence[str]) -> Job | Callable[[], int] | int | None:
    """Do all but to execute the script; return what is left to be executed, or the status.

    What a start makes is there to stay: to look for garbage in it again and again is wasted. What
    lives in the end is counted as old, as it would be after a collection.
    """
    import gc

    collecting = gc.isenabled()
    gc.disable()
    try:
        if words == ["--template"]:
            from hprun.sweeps.template import serve

            words = serve()
        if sys.stdout is None or sys.stderr is None:
            from hprun.cli.streams import standing_in

            with standing_in():
                return _dispatched(words)
        return _dispatched(words)
    finally:
        if collecting:
            if hasattr(gc, "freeze"):  # PyPy counts no generations
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _dispatched(words: Sequence[str]) -> Job | Callable[[], int] | int | None:
    """Do what the words say, all but to execute the script, and see that the results are out."""
    from hprun.cli.commands import dispatch

    try:
        job = dispatch(words)
        if not isinstance(job, tuple):
            sys.stdout.flush()
    except OSError as error:
        from hprun.cli.streams import cut_off

        return cut_off(error)
    return job

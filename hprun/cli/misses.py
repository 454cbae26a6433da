"""Layer 5: targets and files that are not there. Imported when one is missing."""

from __future__ import annotations

import os
from collections.abc import Container, Sequence

from hprun.cli.options import COMMANDS
from hprun.errors import TargetError, UsageError
from hprun.launch.target import Target


def refuse_a_miss(globs: Sequence[str]) -> None:
    """Raise where a pattern of files to scan matches none."""
    from hprun.scan.pipeline import expanded

    for pattern in globs:
        if not any(map(os.path.exists, expanded([pattern]))):
            raise UsageError(f"--scan {pattern} matches no file", advice="name files, or a pattern")


def meant(word: str, error: TargetError) -> TargetError:
    """Return the error for a target that is not there, which may be a command misspelled."""
    from difflib import get_close_matches

    near = get_close_matches(word, COMMANDS, n=1)
    advice = error.advice or (f"did you mean hprun {near[0]}?" if near else "")
    return TargetError(error.what, origin=error.origin, advice=advice)


def nothing_named(given: Container[str]) -> UsageError:
    """Return the error for a command line without a target, of which these options are given."""
    if "resume" in given:
        return UsageError("no sweep is named", advice="name the folder of one sweep")
    return UsageError("no target is named", advice="name a script, or -m and a module")


def nothing_at(target: Target) -> TargetError:
    """Return the error that python words itself when a target is run."""
    if target.kind == "module":
        return TargetError(f"no module named {target.word!r} can be run")
    return TargetError(f"can't find '__main__' module in {target.word!r}")

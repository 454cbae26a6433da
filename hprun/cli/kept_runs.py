"""Layer 5: which record a word means."""

from __future__ import annotations

import os

from hprun.errors import UsageError
from hprun.records.recorded import Run, is_record, read


def found_run(word: str, parent: str) -> Run:
    """Return the run that a word means: a folder, a name in the folder of records, or its end.

    Raises UsageError where there is none, or more than one.
    """
    if is_record(word):
        return read(word)
    names = sorted(os.listdir(parent)) if os.path.isdir(parent) else []
    near = [name for name in names if name.endswith(word) and is_record(os.path.join(parent, name))]
    if word and len(near) == 1:
        return read(os.path.join(parent, near[0]))
    what = f"{word!r} means {' and '.join(near)}" if near else f"there is no run {word!r}"
    raise UsageError(what, origin=parent, advice="hprun runs lists them")

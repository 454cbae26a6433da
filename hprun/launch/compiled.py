"""Layer 3: the code of a script, as it was when it was compiled last.

python compiles a script anew in each run. The first call of `compile` in a process makes all types
of the syntax tree, which is a quarter of what a start costs. So the code is kept, as python keeps
that of modules in files that are checked by the hash of the source, with all else that it depends
on. What was compiled with a warning is not kept, for the warning has to be seen in each run.
"""

from __future__ import annotations

import os
import sys
from _warnings import filters
from marshal import dumps, loads

from hprun import kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any

    Key = tuple[object, ...]


def recalled(source: bytes, file: str) -> CodeType | None:
    """Return the code of a source that would be compiled as `file`; None where none is kept."""
    content = kept.read(kept.place(_name(file)))
    if content is None:
        return None
    known, code = loads(content)  # noqa: S302 - our own, and whole
    return code if known == _depends_on(source) else None


def keep(source: bytes, file: str, code: CodeType) -> None:
    """Keep the code of a source."""
    held: Any = (_depends_on(source), code)
    path = kept.place(_name(file))
    if path:
        kept.write(path, dumps(held))


def _name(file: str) -> Key:
    return ("code", file, sys.hexversion, sys.implementation.cache_tag, sys.flags.optimize)


def _depends_on(source: bytes) -> Key:
    """Return what beside the name makes the code what it is, and python warn or be silent."""
    ranges = "no_debug_ranges" in sys._xoptions or "PYTHONNODEBUGRANGES" in os.environ  # noqa: SLF001
    return (len(source), kept.digest(source), repr(filters), ranges)

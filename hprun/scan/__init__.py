"""Layer 1: what can be set in a program, read from its source without executing any of it.

    cache     the door for those who scan the same program again and again
    survey    the scan itself
    program   the files of a program; `imports` finds them, `lexed` and `indirect` know what is one
    scopes    the statements of a file: what is bound where; `source` has its text
    words     the names that may be ours, in the files that they come to
    walk      its expressions: every use of such a name
    names     what a name means
    dialects  what such a use defines; `facts`, `fold`, `annotation`, `objects`, `docstring` help
    gather    parameters, from all definitions

What is not needed is not imported: a program that was scanned before needs only the cache.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.scan.survey import scan, scan_file, scan_source

__all__ = ["scan", "scan_file", "scan_source"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'hprun.scan' has no attribute {name!r}")
    return getattr(__import__("hprun.scan.survey", fromlist=[name]), name)

"""Layer 1: what can be set in a program, read from its source without executing any of it.

    files/        which files a program has: found from its imports, read, remembered
    names/        what a name means at a place: statements bind it, expressions use it
    expressions/  what an expression says, without evaluating it
    flow/         what a program does with its parsers: followed statement by statement
    dialects/     what the use of a name defines: one small module for each syntax
    source        from bytes to a syntax tree, and from positions in it back to text
    catalog       parameters, from all definitions
    pipeline      the scan itself: these steps in their order

`files.cache` is the door for those who scan the same program again and again. What is not needed is
not imported: a program that was scanned before needs only the cache.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.scan.pipeline import scan, scan_file, scan_source

__all__ = ["scan", "scan_file", "scan_source"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'hprun.scan' has no attribute {name!r}")
    return getattr(__import__("hprun.scan.pipeline", fromlist=[name]), name)

"""What an expression says, without evaluating it: a value, a name, a type, a line of help.

What counts as a constant, of which types and of what size, stands here: all of the room needs it.
"""

from __future__ import annotations

UNKNOWN = object()
"""The value of an expression that only the running script knows."""
_LONGEST_STRING = 4096
_LARGEST_INT = 1 << 1000


def bounded(value: object) -> object:
    """Return a value of a type that parameters have and of a sane size, else `UNKNOWN`."""
    if value is None or type(value) in (bool, float):
        return value
    if type(value) is int and -_LARGEST_INT < value < _LARGEST_INT:
        return value
    return value if type(value) is str and len(value) <= _LONGEST_STRING else UNKNOWN

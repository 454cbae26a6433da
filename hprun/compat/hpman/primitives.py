"""Layer 2: the errors and marks of hpman, as hprun's own.

Each is a kind of hprun's errors, so that both names catch it. Reading what has no value is a
`hprun.errors.MissingParameter`, which is a KeyError.
"""

from __future__ import annotations

from hprun.errors import ConflictingDefaults, NameClash, SourceError
from hprun.runtime.cells import Missing

__all__ = [
    "DoubleAssignmentException",
    "EmptyValue",
    "ImpossibleTree",
    "NotLiteralEvaluable",
    "NotLiteralNameException",
]

DoubleAssignmentException = ConflictingDefaults
ImpossibleTree = NameClash
EmptyValue = Missing


class NotLiteralNameException(SourceError):
    """The name of a parameter is computed."""


class NotLiteralEvaluable(SourceError):
    """A hint is computed. An instance also stands for a default that is known only at run time."""

    def __init__(
        self, what: str = "known only when the script runs", *, origin: str = "", frames: str = ""
    ) -> None:
        super().__init__(what, origin=origin, frames=frames)

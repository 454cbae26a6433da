"""Layer 1: ``hyperparameter.launch()``: calls that may set any name."""

from __future__ import annotations

import _ast

from hprun.model import Definition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hprun.scan.names.uses import Use


def definitions(use: Use, _name: str, rest: Sequence[str]) -> Iterator[Definition]:
    """Yield that a call writes names which only the run knows: of a command line, or a file."""
    if not rest and use.links and isinstance(use.links[-1], _ast.Call):
        location = use.scope.module.source.location(use.outer)
        yield Definition("", location, "launch", "write")

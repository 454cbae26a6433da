"""Layer 1, run time: values that are made anew for every read, as a search suggests them.

with param_scope(lr=suggest_from(lambda: trial.suggest_float("lr", 1e-5, 1e-1))):
    train()
"""

from __future__ import annotations

from hprun.runtime.cells import Cell, Suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def suggest_from(callback: Callable[[], Any]) -> Any:  # noqa: ANN401 - it stands for any value
    """Return a value for a scope that is what `callback` returns, called for every read.

    A call of an `auto_param` function reads each argument that its caller does not pass. The value
    is handed over as it is.
    """
    return Cell(Suggestion(callback), undecided=True)


def is_suggested(value: object) -> bool:
    """Return whether what stands in a store is such a value."""
    return isinstance(value, Cell) and isinstance(value.value, Suggestion)

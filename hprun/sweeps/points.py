"""Layer 4: who chooses the values of a trial, once a worker has claimed it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from hprun.sweeps.drawn import Values, known_by_number
from hprun.sweeps.grounds import Grounds, Key
from hprun.sweeps.ledger import Settled
from hprun.sweeps.sweep import Sweep
from hprun.sweeps.trial import Trial


class Points(Protocol):
    """Chooses values, and may be told what came of them."""

    def begin(self, settled: Iterable[Settled]) -> None:
        """Make ready; `settled` is what came of trials before."""

    def draw(self, key: Key) -> Values:
        """Return the values of a trial that was claimed just now."""
        ...

    def tell(self, settled: Settled) -> None:
        """Take note of what came of a trial in the end."""

    def watch(self, trials: Iterable[Trial]) -> None:
        """Look at what trials have reported; one that promises nothing may be pruned."""


class Native:
    """Values that are known by the number of the trial."""

    def __init__(self, sweep: Sweep) -> None:
        self._sweep = sweep

    def begin(self, settled: Iterable[Settled]) -> None:
        """Do nothing."""

    def draw(self, key: Key) -> Values:
        """Return the values of a trial."""
        return known_by_number(self._sweep, key[0])

    def tell(self, settled: Settled) -> None:
        """Do nothing."""

    def watch(self, trials: Iterable[Trial]) -> None:
        """Do nothing."""


def points_of(grounds: Grounds, sweep: Sweep, *, first: bool) -> Points:
    """Return who chooses the values of a sweep; `first` is who begins the study."""
    if not sweep.studied:
        return Native(sweep)
    from hprun.sweeps.studies import Study

    return Study(grounds, sweep, first=first)

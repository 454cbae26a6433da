"""Layer 4: who has the trials of a sweep run: a worker, here; or a crew of them, elsewhere."""

from __future__ import annotations

from hprun.sweeps.drawn import values_of
from hprun.sweeps.grounds import Grounds, Key
from hprun.sweeps.ledger import Ledger, Settled, every, fate_of
from hprun.sweeps.outlook import Outlook
from hprun.sweeps.points import points_of
from hprun.sweeps.sweep import Sweep, refuse_changes

HALTED = "the sweep was told to stop"


class Runner:
    """What worker and crew know of a sweep, and how they keep it.

    `owner` is the name of the one who runs, `first` is who begins a study. With `changed` the
    script may be another than at the beginning. `stopping` is why no more trials are started.
    """

    def __init__(
        self, folder: str, sweep: Sweep, owner: str, *, first: bool, changed: bool
    ) -> None:
        self.sweep = sweep
        self.grounds = Grounds(folder, owner)
        self.ledger = Ledger(self.grounds, sweep)
        self.stopping = ""
        self._changed = changed
        self._points = points_of(self.grounds, sweep, first=first)
        self._outlook = Outlook(self.grounds, sweep)

    def stop(self, why: str) -> None:
        """Start no more trials, if there is a reason; those that run may end."""
        self.stopping = self.stopping or why

    def _refuse_changes(self) -> None:
        """Raise where the code is another than at the beginning, unless that was said."""
        if not self._changed:
            refuse_changes(self.sweep)

    def _read_up(self) -> None:
        """Find out what is done already."""
        self.ledger.refresh()
        self._points.begin(every(self.grounds) if self.sweep.studied else ())

    def _note(self, settled: Settled) -> None:
        """Write down what came of a trial."""
        self.ledger.add(settled)
        if self.ledger.is_done(settled.number):
            self._points.tell(settled)

    def _settled_for(self, key: Key) -> Settled:
        """Settle a trial whose worker is gone."""
        values = values_of(self.grounds, self.sweep, key)
        settled = fate_of(self.grounds, self.sweep, key, values)
        self._note(settled)
        return settled

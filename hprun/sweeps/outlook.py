"""Layer 4: whether it makes sense to start more trials."""

from __future__ import annotations

from hprun.records.state import COMPLETED, FAILED
from hprun.sweeps.grounds import Grounds
from hprun.sweeps.ledger import Settled
from hprun.sweeps.objective import Metric, last_reports

_ALL_FAIL = 3
"""Trials that fail before any other succeeds, after which no more are started."""


class Outlook:
    """What the first trials say of those that follow."""

    def __init__(self, grounds: Grounds, metric: Metric | None) -> None:
        self._grounds = grounds
        self._metric = metric
        self._failures = 0
        self._good = False

    def after(self, settled: Settled, judged: int) -> str:
        """Return why no more should be started after this one: nothing but failures, or no metric.

        `judged` is how many trials of the sweep have a metric. There is mostly no reason.
        """
        if settled.state == COMPLETED:
            self._good = settled.value is not None or not self._metric
            if not self._good and not judged:
                reported = ", ".join(last_reports(self._grounds.trial(settled.key)))
                instead = f"; it has reported {reported}" if reported else ""
                return f"trial {settled.number} has no {self._metric}{instead}"
        elif settled.state == FAILED and not self._good:
            self._failures += 1
            if self._failures >= _ALL_FAIL:
                return f"the first {_ALL_FAIL} trials have failed"
        return ""

"""Layer 4: whether it makes sense to start more trials."""

from __future__ import annotations

from hprun.records.state import COMPLETED, FAILED
from hprun.sweeps.grounds import Grounds
from hprun.sweeps.ledger import Settled
from hprun.sweeps.objective import last_reports, why_missing
from hprun.sweeps.sweep import Sweep

_ALL_FAIL = 3
"""Trials that fail before any other succeeds, after which no more are started."""


class Outlook:
    """What the first trials say of those that follow."""

    def __init__(self, grounds: Grounds, sweep: Sweep) -> None:
        self._grounds = grounds
        self._sweep = sweep
        self._failures = 0
        self._good = False

    def after(self, settled: Settled, judged: int) -> str:
        """Return why no more should be started after this one: nothing but failures, or no metric.

        `judged` is how many trials of the sweep have a metric. There is mostly no reason.
        """
        if settled.state == COMPLETED:
            why = "" if settled.value is not None or judged else self._unjudged(settled)
            self._good = not why
            return why
        if settled.state == FAILED and not self._good:
            self._failures += 1
            if self._failures >= _ALL_FAIL:
                return f"the first {_ALL_FAIL} trials have failed"
        return ""

    def _unjudged(self, settled: Settled) -> str:
        """Return why a trial cannot be told from others; a metric that is NaN is one."""
        folder, metric = self._grounds.trial(settled.key), self._sweep.metric
        reported = last_reports(folder)
        trial, names = f"trial {settled.number}", ", ".join(reported)
        if metric:
            why = why_missing(metric, folder, reported)
            return f"{trial} has no {metric}: {why}" if why else ""
        if len(reported) > 1:
            return f"{trial} has reported {names}; --metric says which of them counts"
        if self._sweep.studied and not reported:
            return f"{trial} has reported nothing, and that is what values are chosen by"
        return ""

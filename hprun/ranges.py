"""Layer 0: which numbers something takes. Imported where one says so."""

from __future__ import annotations

from hprun.frozen import Record


class Range(Record):
    """The numbers from `low` to `high`, both included; an end that is None sets no limit.

    `log` says that it is the logarithm which matters: from 1e-5 to 1e-3 it is as far as to 1e-1.
    """

    low: float | None = None
    high: float | None = None
    log: bool = False

    def holds(self, number: object) -> bool:
        """Return whether a number lies within; NaN lies in no range."""
        assert isinstance(number, int | float)  # noqa: S101 - for mypy: only numbers have a range
        above = self.low is None or number >= self.low
        below = self.high is None or number <= self.high
        return above and below and number == number  # noqa: PLR0124 - NaN

    def __str__(self) -> str:
        """Return the range as it is shown among facts: ``1e-5 to 0.1, log``, ``at least 1``."""
        said = self.limits().removeprefix("from ")
        return f"{said}, log" if self.log else said

    def limits(self) -> str:
        """Return the ends as a sentence has them: ``from 1e-5 to 0.1``, ``at least 1``."""
        low, high = _spelled(self.low), _spelled(self.high)
        if low and high:
            return f"from {low} to {high}"
        if low:
            return f"at least {low}"
        return f"at most {high}" if high else "a number"

    def flaw(self) -> str:
        """Return what is wrong with the range, empty if nothing is."""
        if self.low is not None and self.high is not None and not self.low <= self.high:
            return f"its range is empty: {_spelled(self.low)} is above {_spelled(self.high)}"
        if self.log and (self.low is None or self.low <= 0):
            return "its range is logarithmic, and does not begin above 0"
        return ""


def _spelled(end: float | None) -> str:
    """Return an end as a user would type it: ``1e-5``."""
    if end is None:
        return ""
    mantissa, e, exponent = repr(end).partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa

"""Layer 4: what a parameter is set by in a panel, by its type, before there is any widget."""

from __future__ import annotations

from math import isfinite

from hprun.convert import choices_of
from hprun.frozen import Record
from hprun.model import NONE
from hprun.ranges import Range
from hprun.secret import is_kept
from hprun.show import show, spelled_default

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hprun.model import Parameter

SLIDER, CHOICE, SWITCH, TEXT, SECRET = "slider", "choice", "switch", "text", "secret"
_FAR = 1000
"""How many times the low end of a range the high one has to be, for the logarithm to matter."""


class Control(Record):
    """What a parameter is set by, and what it shows as long as nobody sets it.

    `kind` is one of the constants above. A slider has a `range` with two ends; `options` are those
    of a choice, each with the text that it is shown by. `start` is the default where the code gives
    one that the control can show. `whole` says that a slider has no numbers between two ints.
    """

    kind: str
    start: object
    options: Sequence[tuple[str, object]] = ()
    range: Range | None = None
    whole: bool = False


def control_of(key: str, parameter: Parameter) -> Control:
    """Return what a parameter is set by."""
    to, default = parameter.type, parameter.default
    known = default.value if default is not None and default.known else None
    if is_kept(key, parameter):
        return Control(SECRET, "")
    choices = choices_of(to)
    if choices:
        choices = (*choices, None) if NONE in to.args else choices
        options = [(show(each), each) for each in choices]
        return Control(CHOICE, known if known in choices else choices[0], options)
    if to.kind == "bool":
        return Control(SWITCH, bool(known))
    within = to.range
    if within is not None and to.kind in ("int", "float") and _is_finite(within):
        log = within.log or (to.kind == "float" and _is_far(within))
        inside = known is not None and within.holds(known)
        start = known if inside else within.low
        return Control(SLIDER, start, (), within.replace(log=log), to.kind == "int")
    return Control(TEXT, spelled_default(default, to) if default and default.known else "")


def _is_finite(within: Range) -> bool:
    return all(end is not None and isfinite(end) for end in (within.low, within.high))


def _is_far(within: Range) -> bool:
    low, high = within.low or 0, within.high or 0
    return low > 0 and high / low >= _FAR

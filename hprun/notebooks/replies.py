"""Layer 4: what a kernel says of itself, and what its end means for the process that has it run."""

from __future__ import annotations

import signal
from ast import literal_eval
from collections.abc import Mapping
from typing import Any

from hprun.errors import ConfigError

DEAD = "DeadKernel"
"""The kind of error that it is when a kernel has ended by itself."""
_BY_SIGNAL = 128
_LEAVING = ("SystemExit", "Pruned")
"""What a cell raises to end the notebook; the text of it is the exit status."""

End = tuple[int, tuple[str, str]]
"""The exit status that python would have, and the kind and text of what nobody caught."""


def told_by(content: Mapping[str, Any]) -> str:
    """Return the text that an expression has given. Raises ConfigError where something failed."""
    told = content.get("user_expressions", {}).get("told", content)
    if "error" in (content["status"], told["status"]):
        raise ConfigError(f"the kernel is of no use: {told['ename']}: {told['evalue']}")
    return str(literal_eval(told["data"]["text/plain"])) if "data" in told else ""


def of_no_notebook(said: str) -> ConfigError:
    """Return the error that it is when a file has cells, and is no notebook all the same."""
    first = said.partition("\n")[0]
    return ConfigError(
        f"the notebook cannot be run: {first}",
        advice="save it anew where notebooks are edited",
    )


def of_no_start(said: str) -> ConfigError:
    """Return the error that it is when a kernel ends before the first cell; what it has said."""
    return ConfigError("the kernel of the notebook does not start", frames=said.rstrip())


def of_an_error(kind: str, text: str, *, interrupted: bool = False) -> End:
    """Return how a notebook ends by an exception; what a cell awaited is cancelled by ctrl-c."""
    if kind == "KeyboardInterrupt" or (interrupted and kind == "CancelledError"):
        return _BY_SIGNAL + signal.SIGINT, ("KeyboardInterrupt", text)
    if kind not in _LEAVING:
        return 1, (kind, text)
    if text in ("", "None"):
        return 0, ("", "")
    return int(text) & 0xFF if text.lstrip("-").isdecimal() else 1, ("", "")


def of_a_death(number: int) -> End:
    """Return how a notebook ends whose kernel has: by a signal, or by itself where it is 0."""
    text = signal.Signals(number).name if number else "it has left"
    return _BY_SIGNAL + number if number else 1, (DEAD, text)

"""Layer 3: what a script calls while it runs: `report` and `run_dir`.

Outside of a record both do nothing. A line is written with one `os.write` on a descriptor that
appends: so lines of several processes and threads never mix, and what a killed process has reported
is there.
"""

from __future__ import annotations

import os
import sys
from time import time

from hprun.records.as_json import line as line_of
from hprun.records.folder import METRICS, VARIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

_RANKS = ("RANK", "LOCAL_RANK")
_MODE = os.O_WRONLY | os.O_CREAT | os.O_APPEND


def run_dir() -> Path | None:
    """Return the folder of this run, for files of the script's own; None without a record.

    It is there already, and an absolute path: a change of the working directory does not matter.
    """
    folder = os.environ.get(VARIABLE)
    if not folder:
        return None
    from pathlib import Path

    return Path(folder)


def report(step: float | None = None, **metrics: object) -> None:
    """Note what was measured, at a step if there are steps: ``report(epoch, loss=0.3, acc=0.9)``.

    A metric is a number, or what makes one by ``float()``: a tensor, an array of one element. In a
    job of several processes that know their rank (``RANK``), the first alone writes. Without a
    record nothing happens at all.

    Raises TypeError for a metric that is no number; ``t``, the time, is none.
    """
    folder = os.environ.get(VARIABLE)
    if not folder:
        return
    if _file.folder != folder:
        _file.turn_to(folder)
    if "t" in metrics:
        msg = "'t' is the time of a report; give the metric another name"
        raise TypeError(msg)
    line: dict[str, float] = {"t": round(time(), 3)}
    if step is not None:
        line["step"] = step if type(step) is int else _number("step", step)
    for name, value in metrics.items():
        line[name] = value if type(value) in _PLAIN else _number(name, value)  # type: ignore[assignment]
    _file.append(line)


_PLAIN = (float, int)


def _number(name: str, value: object) -> float:
    try:
        number = float(value)  # type: ignore[arg-type]  # it is tried
    except (TypeError, ValueError):
        msg = f"the metric {name!r} is no number: {type(value).__name__}"
        raise TypeError(msg) from None
    return int(number) if number.is_integer() and hasattr(value, "__index__") else number


class _File:
    """The metrics of one run; a disk that is full is said once, and the run goes on."""

    def __init__(self) -> None:
        self.folder = ""
        self._handle = -1
        self._torn = False

    def turn_to(self, folder: str) -> None:
        """Open the file of a run, if this process is the one of its job to write."""
        self.folder = folder
        rank = next((os.environ[name] for name in _RANKS if name in os.environ), "0")
        if rank == "0":
            try:
                self._handle = os.open(os.path.join(folder, METRICS), _MODE, 0o666)
            except OSError as error:
                self._give_up(error)

    def append(self, line: dict[str, float]) -> None:
        """Write a line, behind a new beginning where the last one was cut off."""
        if self._handle < 0:
            return
        data = line_of(line).encode()
        try:
            written = os.write(self._handle, b"\n" + data if self._torn else data)
        except OSError as error:
            self._give_up(error)
        else:
            self._torn = written < len(data)

    def _give_up(self, error: OSError) -> None:
        if self._handle >= 0:
            os.close(self._handle)
        self._handle = -1
        if sys.stderr is not None:
            sys.stderr.write(
                f"hprun: the run goes on, but its metrics are not recorded: {error.strerror}\n"
            )


_file = _File()

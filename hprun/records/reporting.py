"""Layer 3: what a script calls while it runs: `report` and `run_dir`.

Outside of a record both do nothing. A line is written with one `os.write` on a descriptor that
appends: so lines of several processes and threads never mix, and what a killed process has reported
is there.
"""

from __future__ import annotations

import os
import sys
from _thread import allocate_lock
from time import time

from hprun.records.as_json import quoted
from hprun.records.folder import METRICS, PRUNE, PRUNED, VARIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

_RANKS = ("RANK", "LOCAL_RANK")
_MODE = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)


class Pruned(SystemExit):
    """A trial of a sweep ends early, without an error, for others have come further by then.

    What stands under ``finally`` is done, and ``except Exception`` does not catch it.
    """


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

    Raises TypeError for a metric that is no number; ``t``, the time, is none. Raises `Pruned` in a
    trial of a sweep that promises nothing, by what it has reported.
    """
    if not _file.folder:
        return
    if "t" in metrics:
        msg = "'t' is the time of a report; give the metric another name"
        raise TypeError(msg)
    line = f'{{"t": {time():.3f}'
    if step is not None:
        line += f', "step": {_number("step", step)}'
    for name, value in metrics.items():
        line += f", {quoted(name)}: {_number(name, value)}"
    _file.append(f"{line}}}\n".encode())
    if os.path.exists(f"{_file.folder}/{PRUNE}"):
        with open(f"{_file.folder}/{PRUNED}", "wb"):
            raise Pruned


def _number(name: str, value: object) -> str:
    """Return a number as JSON has it, or Python and pandas where JSON has no word for it."""
    if value.__class__ is int:
        return repr(value)
    try:
        number = float(value)  # type: ignore[arg-type]  # it is tried
    except (TypeError, ValueError):
        msg = f"the metric {name!r} is no number: {type(value).__name__}"
        raise TypeError(msg) from None
    if number - number != 0:
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[repr(number)]
    return repr(int(number)) if hasattr(value, "__index__") else repr(number)


class _File:
    """The metrics of one run; a disk that is full is said once, and the run goes on."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._handle: int | None = None
        self._torn = False
        self._opening = allocate_lock()

    def append(self, line: bytes) -> None:
        """Write a line, behind a new beginning where the last one was cut off."""
        try:
            handle = self._open() if self._handle is None else self._handle
            written = os.write(handle, b"\n" + line if self._torn else line)
        except OSError as error:
            self._give_up(error)
        else:
            self._torn = written < len(line)

    def _open(self) -> int:
        """Open the file, if this process is the one of its job to write."""
        with self._opening:
            if self._handle is None:
                rank = next((os.environ[name] for name in _RANKS if name in os.environ), "0")
                path = os.path.join(self.folder, METRICS) if rank == "0" else os.devnull
                self._handle = os.open(path, _MODE, 0o666)
            return self._handle

    def _give_up(self, error: OSError) -> None:
        """Say why, once, and write nothing from now on."""
        self.folder = ""
        if sys.stderr is not None:
            sys.stderr.write(
                f"hprun: the run goes on, but its metrics are not recorded: {error.strerror}\n"
            )


_file = _File(os.environ.get(VARIABLE, ""))

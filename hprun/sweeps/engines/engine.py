"""Layer 4: what any engine is able to do, and what may be asked of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Protocol

from hprun.frozen import Record

AGAIN = 75
"""The exit status of a worker that has run out of time, with trials left (EX_TEMPFAIL)."""


class Order(Record):
    """What each worker shall have; nothing, 0, is for the engine to say.

    `seconds` is how long it may work, `memory` is in bytes. `options` are passed on as they are.
    With `changed` the script may be another than at the beginning.
    """

    cpus: int = 0
    gpus: int = 0
    memory: int = 0
    seconds: float = 0.0
    partition: str = ""
    options: Mapping[str, str] = {}
    changed: bool = False


class Engine(Protocol):
    """Starts workers and knows which of them are there.

    A worker has a seat, whose name begins with `prefix`. In a seat there is one worker at a time:
    whoever takes it knows that the one before is gone. If an engine `survives`, its workers go on
    without the process that has asked for them.
    """

    prefix: str
    survives: bool
    waiting: str
    """Why workers that were asked for have not begun, as it was when somebody asked for `seats`;
    nothing if they have, or it is not known."""

    def start(self, count: int) -> None:
        """Ask for more workers. Raises HprunError where that is refused."""

    def seats(self) -> set[str] | None:
        """Return the seats that are taken, or will be; None where that cannot be known now."""

    def withdraw(self) -> None:
        """Take back what was asked for and has not begun."""

    def end(self) -> None:
        """End all workers; they let go of their trials."""

    def close(self) -> None:
        """Give up what the engine holds in this process."""

    def where_to_look(self) -> str:
        """Return the file, or the folder, with the words of a worker that has failed."""


def command(folder: str, seat: str, seconds: float, *, changed: bool = False) -> list[str]:
    """Return the words that start a worker in a seat, with so many seconds to work, 0 for any."""
    words = ["--allow-change"] if changed else []
    time = [f"--time={int(seconds)}s"] if seconds else []
    program = [sys.executable, "-m", "hprun", "worker"]
    return [*program, os.path.abspath(folder), f"--seat={seat}", *time, *words]

"""Layer 4: the processes of trials, as seen by their worker: how they start, and how they ended.

There are two ways to start one, and the script sees no difference: `python -m hprun run …`, or a
copy of a `template` that has started so far already. Where there is no template (on other systems
than Linux, or where what python loads at its start does not bear to be copied), it is the first.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from hprun.frozen import Record
from hprun.sweeps.pipes import ASKED, GUARD, TEMPLATE, TOLD, last_words, read, write

if TYPE_CHECKING:
    from resource import struct_rusage as Usage  # noqa: N812 - it is a class

_PYTHON = (sys.executable, "-m", "hprun")
_MOST_ASKED = 60_000
"""Bytes of words and variables that a pipe takes at once; who has more is started anew."""
_MOST_TEMPLATES = 3
"""How many templates of one worker may come to an end before no other is started."""


class Ended(Record):
    """How a process has ended, as `os.wait4` says, and what it has told at its end."""

    status: int
    usage: Usage
    told: Sequence[str]


class Process(Protocol):
    """The process of a trial, which leads a group of its own.

    Something can be read from the descriptor `watched` when it has ended; it is -1 where there is
    none.
    """

    number: int
    watched: int

    def has_ended(self) -> bool:
        """Return whether it has ended."""
        ...

    def settle(self) -> Ended | None:
        """End what is left of its group; return how it ended, None if nobody knows."""
        ...


class Starter:
    """Starts the trials of a worker, whose environment is that of the trials but for a few."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._template: _Template | None = None
        self._left = _MOST_TEMPLATES if _may_be_copied(environment) else 0

    def start(self, words: Sequence[str], environment: Mapping[str, str], log: str) -> Process:
        """Start a process with the words behind ``hprun``; what it writes goes to the end of `log`.

        Raises OSError.
        """
        if self._template is not None and self._template.has_ended():
            self.close()
        if self._template is None and self._left:
            self._left -= 1
            self._template = _Template(self._environment)
            if not self._template.serves:
                self._left = 0
                self.close()
        if self._template is not None:
            try:
                copy = self._template.start([*_PYTHON, *words], environment, log)
            except EOFError:
                self.close()
            else:
                if copy is not None:
                    return copy
        return _Spawned([*_PYTHON, *words], environment, log)

    def close(self) -> None:
        """Start no more; what runs as a copy of the template ends now."""
        if self._template is not None:
            self._template.close()
            self._template = None


def _may_be_copied(environment: Mapping[str, str]) -> bool:
    """Return whether trials may be copies of a process.

    On macOS a library of the system may refuse to work in one. Who wishes that each process has
    hashes of its own gets them.
    """
    hashes = environment.get("PYTHONHASHSEED", "")
    return sys.platform == "linux" and hasattr(os, "pidfd_open") and hashes != "random"


# Started by python


class _Spawned:
    """A process that python has started with the words of a trial."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], log: str) -> None:
        guard, told = os.pipe(), os.pipe()
        self.number = _spawned(words, environment, log, {GUARD: guard[0], TOLD: told[1]})
        self._ties = guard[1], told[0]
        self.watched = os.pidfd_open(self.number) if hasattr(os, "pidfd_open") else -1
        self._reaped: tuple[int, Usage] | None = None

    def has_ended(self) -> bool:
        """Return whether it has ended; it is not reaped yet where it need not be."""
        if not hasattr(os, "waitid"):  # macOS, before 3.13
            self._reaped = self._reaped or _reaped(self.number)
            return self._reaped is not None
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.number, flags) is not None

    def settle(self) -> Ended:
        """End what is left of its group, and return how it ended."""
        kill_group(self.number, signal.SIGKILL)
        status, usage = self._reaped or os.wait4(self.number, 0)[1:]
        told = last_words(self._ties[1])
        for each in (*self._ties, self.watched):
            if each >= 0:
                os.close(each)
        return Ended(status, usage, _words(told))


def _spawned(
    words: Sequence[str], environment: Mapping[str, str], log: str, given: Mapping[int, int]
) -> int:
    """Start a process in a group of its own; it is `given` descriptors, which are closed here."""
    clear = {place: _moved(each) for place, each in given.items()}
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    try:
        return os.posix_spawn(
            sys.executable,
            [*words],
            environment,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, log, flags, 0o666),
                (os.POSIX_SPAWN_DUP2, 1, 2),
                *((os.POSIX_SPAWN_DUP2, each, place) for place, each in clear.items()),
            ],
            setpgroup=0,
            setsigmask=(),
            setsigdef=(signal.SIGINT, signal.SIGTERM, signal.SIGHUP),
        )
    finally:
        for each in clear.values():
            os.close(each)


def _reaped(process: int) -> tuple[int, Usage] | None:
    ended, status, usage = os.wait4(process, os.WNOHANG)
    return (status, usage) if ended else None


def _moved(descriptor: int) -> int:
    """Return a descriptor that stands clear of those that a trial is given."""
    import fcntl

    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return moved


def kill_group(process: int, number: int) -> None:
    """Send a signal to all that is left of the group of a process."""
    with suppress(ProcessLookupError, PermissionError):  # it has ended, or is about to be a group
        os.killpg(process, number)


def _words(told: str) -> Sequence[str]:
    return told.split("\0") if told else ()


# Copied from a template


class _Template:
    """The template of a worker, with the copies of it that run; `serves` is whether it has any."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        guard, told, asked = os.pipe(), os.pipe(), os.pipe()
        given = {GUARD: guard[0], TOLD: told[1], ASKED: asked[0]}
        self.watched = told[0]
        self._number = _spawned([*_PYTHON, TEMPLATE], environment, os.devnull, given)
        self._guard, self._asked = guard[1], asked[1]
        self._environment = environment
        self._copies: dict[int, _Copied] = {}
        self.serves = read(self.watched) == ""

    def start(
        self, words: Sequence[str], environment: Mapping[str, str], log: str
    ) -> _Copied | None:
        """Start a copy that goes on with these words; None if it cannot have them.

        Raises OSError; EOFError where the template has ended.
        """
        before = self._environment
        changed = {name: text for name, text in environment.items() if before.get(name) != text}
        removed = [name for name in before if name not in environment]
        size = sum(map(len, (log, *words, *removed, *changed, *changed.values())))
        if size * 4 > _MOST_ASKED:
            return None
        os.close(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666))
        try:
            write(self._asked, (list(words), log, changed, removed))
        except BrokenPipeError:
            raise EOFError from None
        number = self._answer()
        if number < 0:
            raise OSError(-number, os.strerror(-number))
        self._copies[number] = _Copied(self, number)
        return self._copies[number]

    def _answer(self) -> int:
        """Return the process that was started; note what has ended before."""
        while not isinstance(message := read(self.watched), int):
            if message is None:
                raise EOFError
            self._note(*message)
        return message

    def has_ended(self) -> bool:
        """Take note of all that it has said; return whether it says nothing any more."""
        poll = select.poll()
        poll.register(self.watched, select.POLLIN)
        while poll.poll(0):
            message = read(self.watched)
            if message is None:
                return True
            self._note(*message)
        return False

    def _note(self, number: int, status: int, usage: Sequence[float], told: str) -> None:
        from resource import struct_rusage

        ended = Ended(status, struct_rusage(usage), _words(told))
        self._copies.pop(number).ended = ended

    def close(self) -> None:
        """End it, and all copies of it."""
        for each in (self._guard, self._asked):
            os.close(each)
        self.has_ended()
        os.kill(self._number, signal.SIGKILL)
        os.waitpid(self._number, 0)
        for copy in self._copies.values():
            copy.lose()
        os.close(self.watched)


class _Copied:
    """A process that is a copy of a template, which tells of its end."""

    def __init__(self, template: _Template, number: int) -> None:
        self.number = number
        self.watched = template.watched
        self.ended: Ended | None = None
        self._template = template
        self._is_lost = False

    def has_ended(self) -> bool:
        """Return whether it has ended, or its template has, and it with that."""
        if self.ended is None and not self._is_lost and self._template.has_ended():
            self.lose()
        return self.ended is not None or self._is_lost

    def settle(self) -> Ended | None:
        """Return how it ended, None if nobody knows."""
        while not self.has_ended():
            select.select([self.watched], [], [])
        return self.ended

    def lose(self) -> None:
        """See to it that it has ended, now that nobody tells of it."""
        self._is_lost = True
        kill_group(self.number, signal.SIGKILL)
        with suppress(ProcessLookupError):
            watched = os.pidfd_open(self.number)
            select.select([watched], [], [])
            os.close(watched)

"""Layer 3: the process beside the script.

A recorded run is two processes. The one that was started becomes the supervisor; a copy of it goes
on and becomes the script. So the end of the script is known whatever it is: by `kill -9`, by a
crash, by `os._exit`. Nobody else has to see the difference:

- Both stay in one process group and session. What the keys of a terminal send reaches the script
  by itself; a signal that was sent to the supervisor alone is passed on.
- A script that stops (ctrl-z) stops the supervisor, and the shell sees what it would see.
- The supervisor ends as the script did: with its exit status, or by the same signal.
- A supervisor that is killed takes the script with it. The script holds the reading end of a pipe
  and has asked the kernel for a SIGKILL when the other end goes (`O_ASYNC`, `F_SETSIG`: Linux).

A signal that a program sends to the whole group reaches the script twice: nothing tells one that
was meant for one process from one for all.
"""

from __future__ import annotations

import fcntl
import os
import time
from _thread import allocate_lock, start_new_thread

from hprun.frozen import Record
from hprun.records import output
from hprun.records.folder import ALIVE, MOST_TOLD, OUTPUT, STATUS, VARIABLE, reserve

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal as signals
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet
    from resource import struct_rusage as Usage  # noqa: N812 - it is a class
    from typing import NoReturn

    from hprun.records.output import Channel
else:
    import _signal as signals  # without the enumerations of `signal`, which are dear

_BEAT = 10.0
"""Seconds between two signs of life."""
_PATIENCE = 0.02
"""Seconds that a script waits at most for what is found out about its code."""
_LINGERING = 0.05
"""Seconds that children of a script have to end after it, before a process waits for them."""
_OUT_OF_THE_WAY = 500
"""The least number of a descriptor that a script shall not find among its own."""

_NOT_OURS = (
    *("SIGKILL", "SIGSTOP", "SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGABRT"),
    *("SIGPROF", "SIGVTALRM", "SIGPIPE", "SIGTTIN", "SIGTTOU", "SIGSYS"),
)
_SENT_BY_A_PROCESS = 0
"""The largest `si_code` of a signal that no kernel made: SI_USER, SI_QUEUE, SI_TKILL."""


class Steps(Record):
    """What is to be written down; that one of them raises OSError is said, and no more.

    It is `before` the script may start; `meanwhile`, which it waits for as long as that takes no
    time; and `afterwards`.
    """

    before: Callable[[], None]
    meanwhile: Callable[[], None]
    afterwards: Callable[[], None]


def supervise(folder: str, steps: Steps) -> int:
    """Become two processes; return in the one that is to be the script.

    Returns the descriptor to `tell` the other one by, which takes the steps.
    """
    output.flush()
    complain = _Complaints(folder)
    made = output.channels(complain)
    guard, tell = os.pipe(), os.pipe()
    process = os.fork()
    if process:
        os.close(guard[0])
        os.close(tell[1])
        for each in made:
            os.close(each.sink)
        _Supervisor(folder, process, made, tell[0], complain).run(steps, guard[1])
    os.close(guard[1])
    os.close(tell[0])
    output.enter(made)
    os.environ[VARIABLE] = folder
    os.read(guard[0], 1)
    _die_with_the_other(moved(guard[0]), os.getpid())
    return moved(tell[1])


def tie(guard: int, told: int) -> int:
    """End with whoever holds the other end of the pipe `guard`; at once if nobody does any more.

    All that is in the group of this process, which it leads, ends with it.
    Returns the descriptor to `tell` the other one by, which is `told` out of the script's way.
    """
    tie_to(guard)
    return moved(told)


def tie_to(guard: int) -> int:
    """Do so, without anything to tell; return where the guard is now."""
    from select import poll

    put = moved(guard)
    _die_with_the_other(put, -os.getpid())
    watch = poll()
    watch.register(put, 0)
    if watch.poll(0):
        os.kill(os.getpid(), signals.SIGKILL)
    return put


def tell(descriptor: int, facts: Sequence[str]) -> None:
    """Let the supervisor know something at the end; a script that has closed its files does not."""
    text = "\0".join(each.replace("\0", " ") for each in facts).encode("utf-8", "replace")
    if len(text) <= MOST_TOLD:
        try:
            os.write(descriptor, text)
        except OSError:
            return


def moved(descriptor: int) -> int:
    """Return a descriptor with a number that the script's own files do not count up to."""
    try:
        put = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _OUT_OF_THE_WAY)
    except OSError:  # fewer are allowed
        return descriptor
    os.close(descriptor)
    return put


def _die_with_the_other(descriptor: int, whose: int) -> None:
    """Ask for a SIGKILL when the supervisor's end of a pipe is closed, which its own end does.

    It is for the process `whose`, for a group if that is negative.
    """
    if hasattr(fcntl, "F_SETSIG"):
        fcntl.fcntl(descriptor, fcntl.F_SETOWN, whose)
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signals.SIGKILL)
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_ASYNC)


class _Complaints:
    """Says on standard error what is wrong with a record, each reason once; it never fails."""

    def __init__(self, folder: str) -> None:
        self._name = os.path.basename(folder)
        self._said = set[str]()

    def __call__(self, what: str, reason: str) -> None:
        if reason not in self._said:
            self._said.add(reason)
            sentence = f"hprun: the run goes on, but {what}: {reason} ({self._name})\n"
            try:
                os.write(2, sentence.encode("utf-8", "replace"))
            except OSError:
                return


class _Supervisor:
    """What is known of the script, in the process beside it."""

    def __init__(
        self,
        folder: str,
        process: int,
        made: Sequence[Channel],
        told: int,
        complain: Callable[[str, str], None],
    ) -> None:
        self._folder = folder
        self._process = process
        self._told = told
        self._complain = complain
        self._draft = ""
        log = output.Log(os.path.join(folder, OUTPUT), self._complain)
        self._relays = [output.Relay(each, log) for each in made]
        self._started = time.time()
        self._described = allocate_lock()
        self._identified = allocate_lock()
        self._finished = allocate_lock()

    def run(self, steps: Steps, guard: int) -> NoReturn:
        """Stand by the script until its end, and end in the same way."""
        watched = signals.valid_signals() - {getattr(signals, name) for name in _NOT_OURS}
        signals.pthread_sigmask(signals.SIG_BLOCK, [*watched, signals.SIGTTOU])
        for each in self._relays:
            each.start()
        for lock in (self._described, self._identified, self._finished):
            lock.acquire()
        start_new_thread(self._find_out, (steps,))
        self._described.acquire()
        self._identified.acquire(timeout=_PATIENCE)
        self._started = time.time()
        os.write(guard, b"!")
        ended, usage = self._wait(watched)
        unfinished = [each for each in self._relays if not each.settle(_LINGERING)]
        self._finished.acquire(timeout=_BEAT)
        self._write_status(ended, usage)
        if unfinished and not os.fork():
            output.linger(unfinished)
            os._exit(0)
        _end_as(ended)

    def _find_out(self, steps: Steps) -> None:
        """Write down what is known of the run, in a thread."""
        try:
            self._note(self._reserve)
            self._note(steps.before)
            self._note(self._beat)
        finally:
            self._described.release()
        try:
            self._note(steps.meanwhile)
        finally:
            self._identified.release()
        try:
            self._note(steps.afterwards)
        finally:
            self._finished.release()

    def _note(self, write: Callable[[], object]) -> None:
        """Write a part of the record; that it cannot be is said, and is no reason to stop."""
        try:
            write()
        except OSError as error:
            self._complain("its record is not whole", str(error.strerror))

    def _reserve(self) -> None:
        """Take the room that the end needs."""
        self._draft = reserve(os.path.join(self._folder, STATUS))

    def _beat(self) -> None:
        """Give a sign of life."""
        from hprun.records.state import sign

        sign(os.path.join(self._folder, ALIVE), self._process)

    def _wait(self, watched: AbstractSet[int]) -> tuple[int, Usage]:
        """Return how the script ended, as `os.wait4` has it, and what it used.

        Meanwhile the signals of this process are acted upon, one after the other.
        """
        beat = time.monotonic() + _BEAT
        while True:
            process, status, usage = os.wait4(
                self._process, os.WNOHANG | os.WUNTRACED | os.WCONTINUED
            )
            if process and os.WIFSTOPPED(status):
                os.kill(os.getpid(), signals.SIGSTOP)
            elif process and not os.WIFCONTINUED(status):
                return status, usage
            elif not process:
                info = _next_signal(watched, max(beat - time.monotonic(), 0))
                if info is None:
                    self._touch()
                    beat = time.monotonic() + _BEAT
                else:
                    self._act_upon(info)

    def _touch(self) -> None:
        try:
            os.utime(os.path.join(self._folder, ALIVE))
        except OSError:  # it was never written, or somebody has removed the record
            return

    def _act_upon(self, info: signals.struct_siginfo | _Pending) -> None:
        number = info.si_signo
        if number == signals.SIGWINCH:
            resized = [output.fit(each.channel) for each in self._relays]
            passed = any(resized) or info.si_code <= _SENT_BY_A_PROCESS
        else:
            sent = info.si_code <= _SENT_BY_A_PROCESS and info.si_pid != self._process
            passed = number != signals.SIGCHLD and (sent or number == signals.SIGCONT)
        if passed:
            os.kill(self._process, number)

    def _write_status(self, ended: int, usage: Usage) -> None:
        from hprun.records.state import status_of, write_status

        os.set_blocking(self._told, False)
        try:
            told = os.read(self._told, MOST_TOLD).decode()
        except OSError:
            told = ""
        facts = told.split("\0") if told else ()
        found = status_of(ended, usage, facts, started=self._started, ended_at=time.time())
        self._note(lambda: write_status(self._folder, found, self._draft))


class _Pending(Record):
    """A signal of which the kernel does not say who sent it, as `struct_siginfo` says it."""

    si_signo: int
    si_code: int
    si_pid: int = 0


def _next_signal(
    watched: AbstractSet[int], seconds: float
) -> signals.struct_siginfo | _Pending | None:
    """Return the next signal to this process; None if there is none for so long.

    macOS has no `sigtimedwait`, nor says whose a signal is: there those count as sent by a process
    that the keys of a terminal do not make.
    """
    if hasattr(signals, "sigtimedwait"):
        return signals.sigtimedwait(watched, seconds)
    until = time.monotonic() + seconds
    while not (pending := signals.sigpending() & watched):
        if time.monotonic() >= until:
            return None
        time.sleep(_PATIENCE)
    number = signals.sigwait(pending)
    by_keys = number in (signals.SIGINT, signals.SIGQUIT, signals.SIGTSTP)
    return _Pending(number, _SENT_BY_A_PROCESS + by_keys)


def _end_as(ended: int) -> NoReturn:
    """End this process as the script has ended."""
    if os.WIFSIGNALED(ended):
        number = os.WTERMSIG(ended)
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # there is a core of the script's already
        if number not in (signals.SIGKILL, signals.SIGSTOP):
            signals.signal(number, signals.SIG_DFL)
        signals.pthread_sigmask(signals.SIG_UNBLOCK, [number])
        os.kill(os.getpid(), number)
    os._exit(os.waitstatus_to_exitcode(ended) if os.WIFEXITED(ended) else 1)

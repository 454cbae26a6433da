"""Layer 3: what a script writes, on its way to where it goes anyway, and into the record.

The script's descriptors 1 and 2 are exchanged for ours, so that what its children and its C code
write comes along. A terminal is exchanged for a terminal: for `isatty`, for progress bars, for the
buffering of all programs nothing is different. A pipe, a file or a device becomes a pipe. Where
both descriptors are one thing they stay one, and what is written keeps its order.

A pseudo-terminal that is set raw passes bytes as they are; what a terminal makes of them is done
once, by the real one. Input stays with the real one altogether, and so do the keys that make
signals: it is, and stays, the terminal that controls the script.
"""

from __future__ import annotations

import errno
import fcntl
import os
import select
import sys
import termios
from _thread import allocate_lock, start_new_thread

from hprun.frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_CHUNK = 65536
_OUTPUTS = (1, 2)


class Channel(Record):
    """One way out: `descriptors` are the script's, 1, 2 or both.

    `source` is our end, `sink` the script's, and `real` where the bytes go in the end, which is the
    first of the descriptors in our own process.
    """

    descriptors: tuple[int, ...]
    source: int
    sink: int
    terminal: bool

    @property
    def real(self) -> int:
        """The descriptor of our own that the bytes are passed on to."""
        return self.descriptors[0]


def channels(complain: Callable[[str, str], None]) -> list[Channel]:
    """Make the ways out of this process; a terminal that cannot be exchanged stays as it is.

    `complain` is told of that.
    """
    found: dict[tuple[int, int, int], list[int]] = {}
    for descriptor in _OUTPUTS:
        try:
            status = os.fstat(descriptor)
        except OSError:  # it is closed, and stays so
            continue
        found.setdefault((status.st_dev, status.st_ino, status.st_rdev), []).append(descriptor)
    made = []
    for descriptors in found.values():
        try:
            made.append(_channel((*descriptors,)))
        except (OSError, termios.error) as error:
            complain("what it writes is not recorded, for there is no pseudo-terminal", str(error))
    return made


def _channel(descriptors: tuple[int, ...]) -> Channel:
    first = descriptors[0]
    if not os.isatty(first):
        source, sink = os.pipe()
        return Channel(descriptors, source, sink, terminal=False)
    source, sink = os.openpty()
    settings = termios.tcgetattr(first)
    settings[1] &= ~termios.OPOST
    settings[3] &= ~(termios.ECHO | termios.ECHONL)
    termios.tcsetattr(sink, termios.TCSANOW, settings)
    channel = Channel(descriptors, source, sink, terminal=True)
    fit(channel)
    return channel


def fit(channel: Channel) -> bool:
    """Give the script's terminal the size of the real one; return whether that was another."""
    if not channel.terminal:
        return False
    empty = bytes(8)
    try:
        size = fcntl.ioctl(channel.real, termios.TIOCGWINSZ, empty)
        changed = size != fcntl.ioctl(channel.source, termios.TIOCGWINSZ, empty)
        fcntl.ioctl(channel.source, termios.TIOCSWINSZ, size)
    except OSError:
        return False
    return changed


def enter(made: Sequence[Channel]) -> None:
    """Make the ways out those of this process, which is the script's."""
    for channel in made:
        for descriptor in channel.descriptors:
            os.dup2(channel.sink, descriptor)
    for channel in made:
        os.close(channel.source)
        os.close(channel.sink)


class Log:
    """The file that everything is written to; where it cannot be, that is said once.

    `complain` is told what is wrong, and from then on nothing is written any more.
    """

    def __init__(self, path: str, complain: Callable[[str, str], None]) -> None:
        self._complain = complain
        self._handle = -1
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        try:
            self._handle = os.open(path, flags, 0o666)
        except OSError as error:
            complain("its output is not recorded", str(error.strerror))

    def write(self, data: bytes) -> None:
        """Append to the file."""
        while data and self._handle >= 0:
            try:
                data = data[os.write(self._handle, data) :]
            except OSError as error:
                os.close(self._handle)
                self._handle = -1
                self._complain("its output is recorded no further", str(error.strerror))


class Relay:
    """Passes on what comes out of a channel, in a thread of its own.

    So the ways out never wait for each other.
    The lock is held while bytes are on their way, so who holds it knows that none are.
    """

    def __init__(self, channel: Channel, log: Log) -> None:
        self.channel = channel
        self._log = log
        self._at_work = allocate_lock()
        self._ended = allocate_lock()
        self._ended.acquire()
        self._open = True

    def start(self) -> None:
        """Begin to pass on."""
        start_new_thread(self._run, ())

    def _run(self) -> None:
        try:
            while self.step(None):
                pass
        finally:
            self._ended.release()

    def step(self, patience: float | None) -> bool:
        """Pass on what is there, after waiting for it; return whether there may be more."""
        poll = select.poll()
        poll.register(self.channel.source, select.POLLIN)
        if not poll.poll(None if patience is None else patience * 1000):
            return True
        with self._at_work:
            return self._pass_on()

    def _pass_on(self) -> bool:
        try:
            data = os.read(self.channel.source, _CHUNK)
        except OSError:  # a pseudo-terminal that nobody holds any more
            data = b""
        if not data:
            self._open = False
            return False
        self._log.write(data)  # first, so that nothing was seen that is not recorded
        passed = _written(self.channel.real, data)
        if not passed:  # nobody reads: the script is to learn that as it would without us
            os.close(self.channel.source)
            self._open = False
        return passed

    def settle(self, patience: float) -> bool:
        """Wait until all that was written is passed on; return whether no more can come.

        Where more can, a child of the script's is still there that may write. From then on nothing
        is passed on in this process: the lock is kept.
        """
        if self._ended.acquire(timeout=patience):
            return True
        self._at_work.acquire()
        while self._open and self._has_more():
            self._pass_on()
        return not self._open

    def reopen(self) -> None:
        """Let go of the lock that `settle` kept."""
        self._at_work.release()

    def _has_more(self) -> bool:
        poll = select.poll()
        poll.register(self.channel.source, select.POLLIN)
        return any(event & select.POLLIN for _, event in poll.poll(0))


def _written(real: int, data: bytes) -> bool:
    """Write all of the bytes; return whether somebody takes them."""
    while data:
        try:
            data = data[os.write(real, data) :]
        except BlockingIOError:
            select.select([], [real], [])
        except OSError as error:
            if error.errno != errno.EINTR:
                return False
    return True


def linger(relays: Sequence[Relay]) -> None:
    """Pass on what the script's children write after its end, until the last of them has ended.

    It is for a forked copy of the process, which has none of the threads.
    """
    for each in relays:
        each.reopen()
    todo = [*relays]
    while todo:
        ready, _, _ = select.select([each.channel.source for each in todo], [], [])
        todo = [each for each in todo if each.channel.source not in ready or each.step(0)]


def flush() -> None:
    """Write out what Python holds back, so that no copy of this process writes it again."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            pass

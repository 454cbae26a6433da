"""Layer 4: the process that the trials of a worker are copies of.

To start python and to load hprun costs more than many a script. So a worker starts one process that
has done both, and waits: for each trial it is copied by `fork`, and the copy goes on with the words
of that trial, as if it had been started with them. It has run no line of any script, it has one
thread, and no trial sees what another has done. What is the same for all copies, and is not for
processes that python starts, is the seed of the hashes of texts, unless `PYTHONHASHSEED` is set.

What dies with whom: the template with its worker, and the trials with the template, each by a pipe
whose other end is gone (`supervise`). It is the template that a trial is a child of, so it tells
what the worker would find out by `os.wait4`.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from hprun.frozen import Record
from hprun.records.identity import sha256
from hprun.records.supervise import moved, tie_to
from hprun.sweeps.pipes import ASKED, GUARD, TOLD, last_words, read, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal as signals
    from collections.abc import Mapping, Sequence
else:
    import _signal as signals  # without the enumerations of `signal`, which are dear

_LOADED = (
    *("hprun.cli.commands", "hprun.cli.settling", "hprun.cli.asked", "hprun.cli.recording"),
    *("hprun.cli.recorded_facts", "hprun.cli.constant_values", "hprun.cli.systems"),
    "hprun.records.state",
    *("hprun.values.masking", "hprun.values.unknown", "hprun.deliver.words"),
    *("hprun.deliver.placing", "hprun.deliver.assignments", "hprun.launch.execute"),
)
"""What trials load, beside what has been loaded for this process: of hprun's own, so that nothing
else is there that a script would not find, and nothing that looks at variables when it is loaded.
"""


class Copy(Record):
    """A trial, as seen from the template: its process, and what holds it and what it says."""

    process: int
    guard: int
    told: int


def serve() -> Sequence[str]:
    """Start a trial whenever the worker asks for one; return the words of each, in its process."""
    for name in _LOADED:
        __import__(name)
    sha256(b"")  # whose module is loaded by the first call
    guard, answers, asked = tie_to(GUARD), moved(TOLD), moved(ASKED)
    write(answers, _why_not())
    template = _Template(answers, asked)
    words = template.run()
    for each in (guard, answers, asked):
        os.close(each)
    for name in ("hprun.sweeps.template", "hprun.sweeps.pipes", "hprun.sweeps"):
        sys.modules.pop(name, None)
    vars(sys.modules["hprun"]).pop("sweeps", None)
    return words


def _why_not() -> str:
    """Return why trials had better not be copies of this process: nothing, if they may be."""
    import atexit

    if len(os.listdir("/proc/self/task")) > 1:
        return "threads"
    watched = sys.gettrace() or sys.getprofile()
    tools = getattr(sys, "monitoring", None)
    if watched or (tools and any(tools.get_tool(each) for each in range(6))):
        return "it is traced"
    return "something is to be done at its end" if atexit._ncallbacks() else ""  # noqa: SLF001 - there is no other


class _Template:
    """The copies that run, each by a descriptor that tells of its end."""

    def __init__(self, answers: int, asked: int) -> None:
        from select import POLLIN, poll

        self._answers = answers
        self._asked = asked
        self._copies: dict[int, Copy] = {}
        self._watch = poll()
        self._watch.register(asked, POLLIN)

    def run(self) -> Sequence[str]:
        """Do as the worker says; return the words of a trial in a process that is to be one."""
        while True:
            for descriptor, _ in self._watch.poll():
                if descriptor != self._asked:
                    self._settle(descriptor)
                elif (request := read(self._asked)) is None:
                    os._exit(0)
                elif (words := self._start(*request)) is not None:
                    return words

    def _start(
        self, words: Sequence[str], log: str, variables: Mapping[str, str], without: Sequence[str]
    ) -> Sequence[str] | None:
        """Become two processes; return the words in that of the trial."""
        guard, told = os.pipe(), os.pipe()
        try:
            process = os.fork()
        except OSError as error:
            for each in (*guard, *told):
                os.close(each)
            write(self._answers, -(error.errno or 1))
            return None
        if not process:
            os.setpgid(0, 0)
            self._let_go()
            os.close(guard[1])
            os.close(told[0])
            _become(words, log, variables, without)
            _put((guard[0], GUARD), (told[1], TOLD))
            return words[3:]
        os.close(guard[0])
        os.close(told[1])
        with suppress(OSError):  # it has done so itself, and has ended
            os.setpgid(process, process)
        watched = os.pidfd_open(process)
        self._copies[watched] = Copy(process, guard[1], told[0])
        self._watch.register(watched, 1)
        write(self._answers, process)
        return None

    def _let_go(self) -> None:
        """Close what belongs to the template and to other trials."""
        for watched, copy in self._copies.items():
            for each in (watched, copy.guard, copy.told):
                os.close(each)

    def _settle(self, watched: int) -> None:
        """End what is left of a trial's group, and say how it ended and what it said."""
        copy = self._copies.pop(watched)
        self._watch.unregister(watched)
        with suppress(OSError):
            os.killpg(copy.process, signals.SIGKILL)
        _, ended, usage = os.wait4(copy.process, 0)
        write(self._answers, (copy.process, ended, tuple(usage), last_words(copy.told)))
        for each in (watched, copy.guard, copy.told):
            os.close(each)


def _put(*places: tuple[int, int]) -> None:
    """Put descriptors at their places."""
    for each, place in [(moved(each), place) for each, place in places]:
        os.dup2(each, place)
        os.close(each)


def _become(
    words: Sequence[str], log: str, variables: Mapping[str, str], without: Sequence[str]
) -> None:
    """Make this process what it would be, had it been started with these words."""
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    for name in without:
        os.environ.pop(name, None)
    os.environ.update(variables)
    sys.orig_argv[:] = words
    sys.argv[1:] = words[3:]
    sys.path_importer_cache.clear()

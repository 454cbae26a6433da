"""Layer 4: the half inside of the kernel: `begin` before the first cell, `end` after the last.

The values come by the roads that lead to any child of a run: HPRUN_SCOPE and HPRUN_CONSTANTS in the
environment. Neither call is a cell of the notebook, nor counted by the prompt.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys
from contextlib import suppress
from functools import partial
from io import UnsupportedOperation
from time import sleep

from hprun.deliver.assignments import INSTALLED
from hprun.launch import children
from hprun.launch.search_path import watch
from hprun.runtime import handoff, root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_STARTS = frozenset(("os.fork", "os.forkpty", "os.posix_spawn", "os.system", "subprocess.Popen"))
"""What python says when it is about to start a process."""
_ON_ITS_WAY = 0.01
"""Seconds that a message has to be there before what is written to a pipe."""


def begin(file: str, words: Sequence[str], watched: Sequence[str], *, tracing: bool) -> None:
    """Make this kernel the process of a notebook: its words, its values.

    `watched` are the slots that `end` tells of if nobody reads them.
    """
    sys.argv[:] = words
    atexit.register(_hush)
    _share_streams()
    handoff.receive_for(file, watched)
    if children.VARIABLE in os.environ:
        children.take()
    watch()
    if tracing:
        from hprun.runtime.tracing import trace

        trace()


def end(variable: str = "") -> str:
    """Report what a variable of the notebook is, if one is named and is a number.

    Returns, as the text of a tuple, the slots that nobody read and the files that were compiled.
    """
    for name in ("IPKernelApp", "asyncio"):  # they tell how the kernel is shut down
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    found = getattr(sys.modules["__main__"], variable, None) if variable else None
    if found is not None:
        from hprun.records.reporting import report

        try:
            report(None, **{variable: found})
        except TypeError:
            found = None
    return repr((root.unread(), (*INSTALLED.compiled,)))


def _share_streams() -> None:
    """Have the processes of a cell write to the streams of the kernel, behind what was printed."""
    for descriptor, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            stream.fileno()
        except UnsupportedOperation:
            vars(stream)["fileno"] = partial(int, descriptor)
    sys.addaudithook(_flush)


def _flush(event: str, _: object) -> None:
    if event in _STARTS:
        for stream in (sys.stdout, sys.stderr) * 2:  # what is sent at the first is gone by the next
            with suppress(OSError, ValueError, AttributeError):
                stream.flush()
        sleep(_ON_ITS_WAY)


def _hush() -> None:
    """Have nobody hear how the kernel's own threads end; what a cell registered has run by now."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)

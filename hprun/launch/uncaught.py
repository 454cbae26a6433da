"""Layer 3: an exception that the target does not catch, shown as python shows it.

It passes through our frames up to python, which then does what only python can: it prints, it
returns the exit status, after Ctrl-C it dies by SIGINT, and with ``-i`` it goes on asking. What has
to be ours is `sys.excepthook`, for python hands it a traceback in which our frames are the first.
"""

from __future__ import annotations

import os
import sys

from hprun.launch.search_path import typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType, TracebackType

    from _typeshed import TraceFunction

    from hprun.errors import HprunError

    Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]

_NOT_THE_TARGET = ("hprun", "<hprun>", "runpy", "importlib")

MISSING = object()
"""What the target left in `sys.excepthook` when it deleted it."""


class Excepthook:
    """Stand between python and the target's own `sys.excepthook`, for one exception.

    `theirs` is what the target left in `sys.excepthook`, and `traced` its trace function, which
    sees nothing of ours; `afterwards` are names that python takes out of `namespace` when the
    exception has been shown.
    """

    def __init__(
        self, below: CodeType, namespace: dict[str, object], afterwards: tuple[str, ...]
    ) -> None:
        self.theirs: object = sys.excepthook
        self.traced: TraceFunction | None = None
        self._below = below
        self._namespace = namespace
        self._afterwards = afterwards

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Cut our frames off, give the target its hook back, and call that as python would.

        A SystemExit that did not come from the target is the end of our console script: with ``-i``
        python would show that one too.
        """
        self._give_back()
        # Newer versions of python take these names away before the hook: our console script's too.
        cleaned = trace is not None and "__file__" not in trace.tb_frame.f_globals
        found, trace = _cut(trace, self._below)
        if not found and kind is SystemExit:
            _unmark()
            return
        if found:
            error.__traceback__ = trace
            sys.last_traceback = trace
        _end_at_the_target(error)
        for name in self._afterwards if cleaned else ():
            self._namespace.pop(name, None)
        _show(self.theirs, self.traced, kind, error, trace)
        for name in self._afterwards:
            self._namespace.pop(name, None)

    def _give_back(self) -> None:
        if self.theirs is MISSING:
            del sys.excepthook
        else:
            sys.excepthook = self.theirs  # type: ignore[assignment]  # whatever the target put there


def _cut(trace: TracebackType | None, below: CodeType) -> tuple[bool, TracebackType | None]:
    """Return whether `below` is a frame of the traceback, and what came above it."""
    rest = trace
    while rest is not None and rest.tb_frame.f_code is not below:
        rest = rest.tb_next
    return (False, trace) if rest is None else (True, rest.tb_next)


def _end_at_the_target(error: BaseException) -> None:
    """Take our frames off the end of a traceback: what the script did wrong is in its own line.

    So it is with the exceptions that are shown with it: causes, contexts, members of a group. They
    stay where the script shows the error itself, and with ``HPRUN_TRACEBACK=full``.
    """
    if os.environ.get("HPRUN_TRACEBACK") == "full":
        return
    for each in _shown_with(error):
        first, last = _ends(each.__traceback__)
        if last is not None:
            last.tb_next = None
        if each is not error:  # one that was caught in our code begins there as well
            each.__traceback__ = first


def _shown_with(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and all that are linked to it, each once."""
    todo, seen = [error], set[int]()
    while todo:
        each = todo.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        members = each.exceptions if isinstance(each, BaseExceptionGroup) else ()
        todo += filter(None, (each.__cause__, each.__context__, *members))


def _ends(
    trace: TracebackType | None,
) -> tuple[TracebackType | None, TracebackType | None]:
    """Return the first and the last frame of a traceback that are not ours."""
    first = last = None
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__", "").partition(".")[0] != "hprun":
            first, last = first or trace, trace
        trace = trace.tb_next
    return first, last


def _unmark() -> None:
    """Take back what python noted of an exception before it called the hook."""
    for name in ("last_exc", "last_type", "last_value", "last_traceback"):
        sys.__dict__.pop(name, None)


def _show(
    hook: object,
    traced: TraceFunction | None,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> None:
    """Call the target's hook by the rules of ``PyErr_PrintEx`` in CPython's pythonrun.c.

    Only in the call itself is there a trace function, for whatever has no frame of ours.
    """
    if hook is MISSING:
        _say("sys.excepthook is missing\n")
        hook = sys.__excepthook__
    if traced:
        sys.settrace(traced)
    try:
        hook(kind, error, trace)  # type: ignore[operator]  # None is refused here, as python does
    except SystemExit:
        raise
    except BaseException as second:  # noqa: BLE001 - it is shown, whatever it is
        if traced:
            sys.settrace(None)
        _say("Error in sys.excepthook:\n")
        above = second.__traceback__.tb_next if second.__traceback__ else None
        _show_plainly(traced, second.with_traceback(above))
        _say("\nOriginal exception was:\n")
        _show_plainly(traced, error)


def _show_plainly(traced: TraceFunction | None, error: BaseException) -> None:
    """Show an exception as python does by itself, under the target's trace function."""
    if traced:
        sys.settrace(traced)
    sys.__excepthook__(type(error), error, error.__traceback__)
    if traced:
        sys.settrace(None)


def _say(text: str) -> None:
    stream = sys.stderr
    if stream is not None:
        stream.write(text)


def add_place(error: HprunError) -> None:
    """Say where in the target a value was read that does not fit; no traceback is shown for it."""
    place = ""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__", "").partition(".")[0] not in _NOT_THE_TARGET:
            place = f"{typed(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next
    error.origin = ", ".join(filter(None, (error.origin, place)))

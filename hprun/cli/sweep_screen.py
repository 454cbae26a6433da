"""Layer 5: a sweep at work, for the eye: what runs, what was done, what is best so far."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from hprun.cli.document import write_json
from hprun.cli.grammar import Invocation
from hprun.cli.numbers import positive
from hprun.cli.runs import duration
from hprun.errors import HprunError
from hprun.frozen import Record
from hprun.records import state as states
from hprun.sweeps.grounds import Grounds
from hprun.sweeps.ledger import Ledger, Settled, as_document, every
from hprun.sweeps.objective import MAX, title
from hprun.sweeps.sweep import Sweep, budget
from hprun.sweeps.worker import Slots, Worker

INTERRUPTED = 130


class Session(Record):
    """A sweep, its folder, and the command line that is about it."""

    folder: str
    sweep: Sweep
    invocation: Invocation


def carry_out(session: Session, *, alone: bool = True) -> int | None:
    """Run the trials of a sweep that are missing; return the exit status, None for success.

    The one that is `alone` stays until the trials of all workers are settled. Raises HprunError
    where the sweep cannot go on.
    """
    worker = _worker(session, alone=alone)
    with _signals(worker):
        for settled in worker.run():
            if settled is not None:
                _tell(settled, worker)
    _close(session, worker)
    if worker.stopping == _BY_USER:
        return INTERRUPTED
    if worker.stopping:
        raise HprunError(worker.stopping, advice=_advice(worker))
    return None


_BY_USER = "interrupted"


def _worker(session: Session, *, alone: bool) -> Worker:
    invocation = session.invocation
    gpus = tuple(filter(None, "".join(invocation.texts("gpus")[-1:]).split(",")))
    jobs = positive(invocation, "jobs", max(len(gpus), 1))
    changed = "allow_change" in invocation.given
    slots = Slots(jobs, gpus)
    return Worker(session.folder, session.sweep, slots, patient=alone, changed=changed)


@contextmanager
def _signals(worker: Worker) -> Iterator[None]:
    """Stop on ctrl-c; end the trials that run on a second, and on the signals that end a shell."""
    said = 0

    def interrupt(number: int, _frame: object) -> None:
        nonlocal said
        said += 1 if number == signal.SIGINT else 2
        worker.stop(_BY_USER)
        if said == 1:
            sys.stderr.write("hprun: no new trials; those running end. Ctrl-C again ends them.\n")
        elif said <= 3:  # noqa: PLR2004 - the second wish
            worker.end()
        else:
            worker.kill()

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(each, interrupt) for each in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _tell(settled: Settled, worker: Worker) -> None:
    """Print a line for a trial that has ended."""
    ledger = worker.ledger
    name = title(worker.sweep.metric, worker.grounds.trial(settled.key))
    values = " ".join(f"{name}={text}" for name, text in settled.values.items())
    value = "" if settled.value is None else f"  {name}={settled.value:.6g}"
    why = f" {settled.why}" if settled.why else ""
    best = "  best" if ledger.best is settled else ""
    sys.stdout.write(
        f"{settled.number:06}  {values}  {settled.state}{why}"
        f"  {duration(settled.seconds)}{value}{best}\n"
    )
    sys.stdout.flush()


def _advice(worker: Worker) -> str:
    """Return what to look at where a sweep has stopped by itself."""
    latest = worker.ledger.latest
    if latest is None:
        return ""
    return f"see {os.path.join(os.path.relpath(worker.grounds.trial(latest.key)), 'output.log')}"


def _close(session: Session, worker: Worker) -> None:
    sys.stdout.write(_summary(session, worker.ledger, worker.trials))


def _summary(session: Session, ledger: Ledger, trials: int) -> str:
    counts = ", ".join(f"{count} {state}" for state, count in ledger.counts.items()) or "none"
    lines = [f"\n{ledger.done} of {trials} trials in {session.folder}: {counts}"]
    best = ledger.best
    if best is not None:
        word = "largest" if session.sweep.goal == MAX else "smallest"
        values = " ".join(f"{name}={text}" for name, text in best.values.items())
        grounds = Grounds(session.folder)
        folder = os.path.relpath(grounds.trial(best.key))
        name = title(session.sweep.metric, folder)
        lines += [
            f"{word} {name}: {best.value:.6g}  {values}",
            f"again: hprun rerun {shlex.quote(folder)}",
        ]
    elif ledger.counts.get(states.COMPLETED):
        lines.append("no metric: hprun.report(…) in the script, or --metric, tells trials apart")
    return "\n".join(lines) + "\n"


def show(session: Session) -> None:
    """Print how a sweep stands."""
    grounds = Grounds(session.folder)
    if "json" in session.invocation.given:
        write_json([as_document(each, grounds.trial(each.key)) for each in every(grounds)])
        return
    ledger = Ledger(grounds, session.sweep)
    ledger.refresh()
    sys.stdout.write(_summary(session, ledger, budget(session.folder)))

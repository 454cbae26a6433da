"""Layer 5: a sweep at work, for the eye: what runs, what was done, what is best so far."""

from __future__ import annotations

import os
import shlex
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from hprun.cli.document import write_json
from hprun.cli.elsewhere import crew_of, detached, order_of
from hprun.cli.grammar import Invocation
from hprun.cli.numbers import gpus_of, positive, seconds_of
from hprun.cli.screen import clean, console, put
from hprun.cli.streams import write
from hprun.cli.sweep_tables import shown_values, trials_table
from hprun.cli.sweep_views import View, view_of
from hprun.cli.syncing import asked_trackers, begin_tracking, end_tracking
from hprun.errors import HprunError
from hprun.frozen import Record
from hprun.records import state as states
from hprun.sweeps.crew import Crew
from hprun.sweeps.engines.engine import AGAIN
from hprun.sweeps.grounds import Grounds, Key
from hprun.sweeps.ledger import Ledger, as_document, every
from hprun.sweeps.objective import MAX, title
from hprun.sweeps.runner import HALTED
from hprun.sweeps.sweep import Sweep, number_of_trials
from hprun.sweeps.worker import TIME_IS_UP, Slots, Worker

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
    if alone:
        begin_tracking(session.folder, asked_trackers(session.invocation))
    if isinstance(worker, Crew) and "detach" in session.invocation.given:
        write(detached(worker, session.folder, session.invocation))
        return None
    with view_of(worker) as view, _signals(worker, view):
        for settled in worker.run():
            while isinstance(worker, Crew) and worker.news:
                view.say(worker.news.pop(0))
            if settled is None:
                view.look()
            else:
                view.ended(settled)
    running = 0 if alone else len(_at_work(worker.grounds, worker.ledger))
    write(_summary(session, worker.ledger, worker.trials, running, stopped=bool(worker.stopping)))
    if alone:
        end_tracking(session.folder)
    return _status(worker, alone=alone)


def _status(worker: Worker | Crew, *, alone: bool) -> int | None:
    """Return the exit status. Raises HprunError where the sweep has stopped, or all has failed."""
    if worker.stopping in (_BY_USER, HALTED):
        return INTERRUPTED
    if worker.stopping == TIME_IS_UP:
        return AGAIN
    if worker.stopping:
        raise HprunError(worker.stopping, advice=_advice(worker))
    if alone and worker.ledger.counts.keys() == {states.FAILED}:
        raise HprunError("all trials have failed", advice=_advice(worker))
    return None


_BY_USER = "interrupted"


def _worker(session: Session, *, alone: bool) -> Worker | Crew:
    invocation = session.invocation
    order = order_of(invocation)
    if order is not None:
        return crew_of(session.folder, session.sweep, invocation, order)
    gpus = gpus_of(invocation)
    jobs = positive(invocation, "jobs", max(len(gpus), 1))
    changed = "allow_change" in invocation.given
    seat = invocation.text("seat")
    slots = Slots(jobs, gpus, seconds_of(invocation, "time"), seat)
    return Worker(session.folder, session.sweep, slots, patient=alone, changed=changed)


@contextmanager
def _signals(worker: Worker | Crew, view: View) -> Iterator[None]:
    """Stop on ctrl-c; end the trials that run on a second, and on a signal that ends processes.

    Workers that can do without go on when the shell ends that has asked for them.
    """
    said = wishes = 0

    def interrupt(number: int, _frame: object) -> None:
        nonlocal said, wishes
        if number == signal.SIGHUP:
            worker.leave()
            return
        said += 1
        worker.stop(_BY_USER)
        if said == 1 and number == signal.SIGINT:
            view.say("no new trials; those that run may end, ctrl-c again ends them")
            return
        wishes += 1
        if wishes == 1:
            view.say("ending the trials that run; ctrl-c again waits for none of them")
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


def _advice(worker: Worker | Crew) -> str:
    """Return what to look at where a sweep has stopped by itself."""
    latest = worker.ledger.latest
    if latest is None:
        return ""
    return f"see {os.path.join(os.path.relpath(worker.grounds.trial(latest.key)), 'output.log')}"


def _at_work(grounds: Grounds, ledger: Ledger) -> list[Key]:
    """Return the trials that run, whoever runs them."""
    return sorted(
        key for key in grounds.trials() if not ledger.is_known(key) and grounds.is_owned(key)
    )


def _summary(
    session: Session, ledger: Ledger, trials: int, running: int = 0, *, stopped: bool = False
) -> str:
    """Return how a sweep stands, in some lines; in the log of a CI in one.

    Where it has `stopped` for a reason, that is said, and not what it lacks.
    """
    facts = [f"{count} {state}" for state, count in ledger.counts.items()]
    facts += [f"{running} running"] if running else []
    many = f"{ledger.done} of {max(trials, ledger.done)} trials in {clean(session.folder)}"
    lines = [f"{many}: {', '.join(facts) or 'none has ended'}"]
    best = ledger.best
    if best is not None:
        word = "largest" if session.sweep.goal == MAX else "smallest"
        folder = os.path.relpath(Grounds(session.folder).trial(best.key))
        name = title(session.sweep.metric, folder)
        lines += [
            f"{word} {clean(name)}: {best.value:.6g}  {shown_values(best.values)}",
            f"again: hprun rerun {shlex.quote(folder)}",
            f"plots: hprun plot {shlex.quote(session.folder)}",
        ]
    elif ledger.counts.get(states.COMPLETED) and not stopped and session.sweep.metric is None:
        lines.append("no metric: hprun.report(…) in the script, or --metric, tells trials apart")
    if ledger.done < trials and not running:
        lines.append(f"go on: hprun sweep --resume {shlex.quote(session.folder)}")
    if os.environ.get("CI"):
        return "; ".join(lines) + "\n"
    return "\n" + "\n".join(lines) + "\n"


def show(session: Session) -> None:
    """Print how a sweep stands: the best trials, those that run, and what came of the others."""
    grounds = Grounds(session.folder)
    if "json" in session.invocation.given:
        write_json([as_document(each, grounds.trial(each.key)) for each in every(grounds)])
        return
    ledger = Ledger(grounds, session.sweep)
    ledger.refresh()
    running = _at_work(grounds, ledger)
    screen = console(endless=True)
    table = trials_table(session.sweep, grounds, running, screen.width)
    if table.rows:
        put(screen, table)
    trials = number_of_trials(session.folder, session.sweep)
    write(_summary(session, ledger, trials, len(running)))

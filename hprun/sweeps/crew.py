"""Layer 4: workers elsewhere, seen from where they were asked for.

The crew of a sweep has the face of a worker: whoever iterates over it is told what was done. It
runs no trial itself. It asks an engine for workers, for more where some have ended and there is
work left, and it settles the trials of those that are gone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

from hprun.errors import HprunError
from hprun.frozen import Record
from hprun.sweeps.drawn import values_of
from hprun.sweeps.engines.engine import Engine
from hprun.sweeps.grounds import Key, name_of_worker
from hprun.sweeps.ledger import Settled
from hprun.sweeps.runner import HALTED, Runner
from hprun.sweeps.sweep import Sweep, number_of_trials

_TICK = 0.5
"""Seconds between two looks at the folder."""
_LOOKS = (1.0, 30.0)
"""Seconds between two looks at the engine, at first and later: not all clusters like questions."""
_SIGHTS = 2.0
"""Seconds between two looks at which trials run, while others end."""
_SOON = frozenset(("Resources", "Priority", "BeginTime", "Cleaning"))
"""Why workers wait in the best of cases, as Slurm says it."""
_PATIENCE = 60.0
"""Seconds after which it is told, too, that no worker has begun for one of these reasons."""
_MOST_ROUNDS = 3
"""How often workers are asked for again though those before have done nothing."""


class Seen(Record):
    """A trial that runs elsewhere. `started` is a moment of the clock that only goes forward."""

    key: Key
    values: Mapping[str, str]
    folder: str
    started: float


class Crew(Runner):
    """The workers of a sweep that an engine has started, `size` of them.

    `running` are the trials that were there when somebody looked last, and `news` what should be
    said to whoever waits.
    """

    def __init__(
        self, folder: str, sweep: Sweep, engine: Engine, size: int, *, changed: bool = False
    ) -> None:
        super().__init__(folder, sweep, name_of_worker(), first=True, changed=changed)
        self.running: list[Seen] = []
        self.trials = number_of_trials(folder, sweep)
        self.engine = engine
        self._size = size
        self._left = self._ending = self._halted = self._ended = False
        self._look_at, self._pause = 0.0, _LOOKS[0]
        self._sight_at, self._stale = 0.0, False
        self._rounds = 0
        self._adopted: list[Settled] = []
        self.news: list[str] = []
        self._told = ""
        self._silent = False
        self._idle_since = time.monotonic()

    # What others may call while it runs

    def end(self) -> None:
        """End the trials that run; they will be run again when the sweep goes on."""
        self._ending = True

    def kill(self) -> None:
        """Wait for nothing any more; what was asked to end, will."""
        self._ending = self._left = True

    def leave(self) -> None:
        """Wait no longer; workers that can do without go on."""
        self._left = True
        self._ending = not self.engine.survives

    # The loop

    def run(self) -> Iterator[Settled | None]:
        """Have trials run until there is nothing left to be done; yield None when nothing happens.

        Raises HprunError where the sweep cannot go on.
        """
        self._begin()
        try:
            yield from self._loop()
        finally:
            if not self._left:
                self.engine.withdraw()
            self.engine.close()

    def start(self) -> int:
        """Ask for the workers that are missing, and return how many; they are not waited for."""
        self._begin()
        missing = min(self._size, self.trials - self.ledger.done)
        count = max(missing - len(self.engine.seats() or ()), 0)
        if count:
            self.engine.start(count)
        return count

    def _begin(self) -> None:
        self._refuse_changes()
        self.grounds.open()
        self._read_up()

    def _loop(self) -> Iterator[Settled | None]:
        while self.ledger.done < self.trials:
            news = [*self._adopted, *self.ledger.refresh()]
            self._adopted.clear()
            for settled in news:
                self._rounds = 0
                self.stop(self._outlook.after(settled, self.ledger.judged))
                yield settled
            self._see(changed=bool(news))
            self._act()
            if self._left or (time.monotonic() >= self._look_at and self._is_over()):
                break
            if not news:
                time.sleep(_TICK)
                yield None

    def _act(self) -> None:
        """Let the engine know what was wished meanwhile."""
        self.stop(HALTED if self.grounds.is_halted() else "")
        if self.stopping and not self._halted:
            self._halted = True
            self.grounds.halt()
            self.engine.withdraw()
            self._look_at, self._pause = 0.0, _LOOKS[0]
        if self._ending and not self._ended:
            self._ended = True
            self.engine.end()

    def _is_over(self) -> bool:
        """Look at the engine; return whether nobody is at work any more, and nobody should be."""
        self._look_at = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, _LOOKS[1])
        seats = self.engine.seats()
        self._tell_of_silence(silent=seats is None)
        if seats is None:
            return False
        self.grounds.dismiss(self.engine.prefix, but=seats)
        self._adopt()
        self._tell_why_none_begins()
        if self.stopping:
            return not seats and not self.running
        self._fill(len(seats))
        return False

    def _adopt(self) -> None:
        """Settle the trials whose workers are gone."""
        self.grounds.clear()
        self._adopted += [self._settled_for(key) for key in self._look_for_trials()]

    def _see(self, *, changed: bool) -> None:
        """Look which trials run where others have ended since; what those leave is for later."""
        self._stale = self._stale or changed
        if self._stale and time.monotonic() >= self._sight_at:
            self._stale, self._sight_at = False, time.monotonic() + _SIGHTS
            self._look_for_trials()

    def _look_for_trials(self) -> list[Key]:
        """See which trials run; return those of which nobody knows what came of them."""
        before = {each.key: each for each in self.running}
        self.running, gone = [], []
        for key in sorted(self.grounds.trials()):
            if self.ledger.is_known(key):
                continue
            if self.grounds.is_owned(key):
                values = values_of(self.grounds, self.sweep, key)
                seen = Seen(key, values, self.grounds.trial(key), time.monotonic())
                self.running.append(before.get(key, seen))
            else:
                gone.append(key)
        return gone

    def _tell_of_silence(self, *, silent: bool) -> None:
        """Say once that the engine does not answer: nothing can be done until it does."""
        if silent and not self._silent:
            self.news.append("the cluster does not answer, and is asked again")
        self._silent = silent

    def _tell_why_none_begins(self) -> None:
        """Say why the workers wait, where nothing runs and they may do so for long."""
        reason, now = self.engine.waiting, time.monotonic()
        if self.running or not reason:
            self._idle_since = now
            return
        late = now - self._idle_since > _PATIENCE
        if reason != self._told and (late or not _SOON.issuperset(reason.split(", "))):
            self._told = reason
            self.news.append(f"no worker has begun: {reason}")

    def _fill(self, there: int) -> None:
        """Ask for more workers where there are fewer than could work."""
        missing = self.trials - self.ledger.done
        free, count = missing - len(self.running), min(self._size, missing) - there
        if free <= 0 or count <= 0:
            return
        self._rounds += 1
        if self._rounds > _MOST_ROUNDS:
            raise HprunError(
                "the workers have ended, and nothing was done",
                advice=f"see {self.engine.where_to_look()}",
            )
        self.engine.start(count)
        self._look_at, self._pause = time.monotonic() + _LOOKS[0], _LOOKS[0]

"""Layer 4: the worker: asks for a trial, starts it, waits, settles it, as long as there are any.

Workers know nothing of each other but what stands in the folder of the sweep. One that finds
nothing more to be done looks whether a trial of another one was lost with it, and takes its place.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir

from hprun.errors import ConfigError, UsageError
from hprun.frozen import Record
from hprun.records.folder import CONFIG, VARIABLE
from hprun.sweeps.grounds import STOPPED, TIMEOUT, Key, name_of_worker
from hprun.sweeps.ledger import Settled, fate_of
from hprun.sweeps.objective import RUN_DIR
from hprun.sweeps.processes import Starter
from hprun.sweeps.runner import HALTED, Runner
from hprun.sweeps.sweep import Sweep, number_of_trials
from hprun.sweeps.tracking import followers, variables_of
from hprun.sweeps.trial import Trial
from hprun.sweeps.values import as_config, as_words

_TICK = 0.25
"""Seconds after which a worker looks around, whatever happens."""
_BEAT = 10.0
_OTHERS = 1.0
"""Seconds between two looks at what other workers have done."""
_LEAST_FREE = 16_000_000
"""Bytes on the disk without which no trial is started."""


TIME_IS_UP = "the time is up"
_NEARLY_ALL = 0.1
"""The share of its time after whose beginning a worker does not give a trial nearly all of it."""
_LIMIT = 180.0
"""Seconds before its time is up in which a worker may be told that it is."""


class Slots(Record):
    """How many trials run at once, the GPUs that they are given in turn, and where that is.

    `seconds` is how long the worker may work, 0 for as long as it likes. A worker that takes a
    `seat` knows that the one who had it before is gone.
    """

    jobs: int = 1
    gpus: tuple[str, ...] = ()
    seconds: float = 0.0
    seat: str = ""


class Worker(Runner):
    """Runs trials of a sweep. Whoever iterates over `run` is told of each that has ended.

    `patient` is the one who stays until the trials of all workers are settled. With `changed` the
    script may be another than at the beginning.
    """

    def __init__(
        self,
        folder: str,
        sweep: Sweep,
        slots: Slots,
        *,
        patient: bool = False,
        changed: bool = False,
    ) -> None:
        owner = name_of_worker(slots.seat)
        super().__init__(folder, sweep, owner, first=patient, changed=changed)
        self.running: list[Trial] = []
        self.trials = 0
        self.others = set[Key]()
        self._slots = slots
        self._base = ""
        self._following: Mapping[str, Mapping[str, str]] = {}
        self._patient = patient
        self._next = 0
        self._code: Mapping[str, tuple[int, int, int]] = {}
        self._looked = self._beaten = 0.0
        self._began = time.monotonic()
        self._deadline = self._began + slots.seconds if slots.seconds else 0.0
        self._started = 0
        self._fault: Exception | None = None
        self._starter = Starter(self._environment(0, ""))

    # What others may call while it runs

    def end(self) -> None:
        """End the trials that run; they will be run again when the sweep goes on."""
        for trial in self.running:
            trial.end(TIMEOUT if self._had_all_the_time(trial) else STOPPED)

    def leave(self) -> None:
        """End with the shell that has started this: trials do not go on alone."""
        self.stop("its shell has ended")
        self.end()

    def kill(self) -> None:
        """End the trials that run, now."""
        self.end()
        for trial in self.running:
            trial.kill()

    def _had_all_the_time(self, trial: Trial) -> bool:
        """Return whether a trial would not end in the time of another worker either."""
        if not self._deadline or time.monotonic() < self._deadline - _LIMIT:
            return False
        share = (self._deadline - self._began) * _NEARLY_ALL
        return trial.started - self._began <= share

    # The loop

    def run(self) -> Iterator[Settled | None]:
        """Run trials until there is nothing left to be done; yield None when nothing has happened.

        Raises HprunError where the sweep cannot go on, after the trials that run have ended.
        """
        if not os.path.isdir(self.sweep.cwd):
            raise ConfigError(
                f"the folder {self.sweep.cwd} of this sweep is not there",
                advice="bring it back, or begin another sweep where it is now",
            )
        with chdir(self.sweep.cwd):
            self._refuse_changes()
            self._code = self._signatures()
            self._base = self.grounds.base()
            self._following = followers(self.grounds.folder)
            self._take_place()
            try:
                self._take_stock()
                yield from self._loop()
            finally:
                self.kill()
                for trial in self.running:
                    trial.clear_away()
                    self._settle(trial)
                self._starter.close()
                self.grounds.leave()

    def _take_place(self) -> None:
        """Give a sign of life; who had this worker's seat before gives none any more."""
        self.grounds.sign()
        if self._patient:
            self.grounds.open()
        if self._slots.seat:
            self.grounds.dismiss(f"{self._slots.seat}@")

    def _loop(self) -> Iterator[Settled | None]:
        while True:
            self._look_around()
            self._fault = self._fault or self._fill()
            if not self.running and (self._fault or self.stopping or not self._waits()):
                break
            yield from self._wait()
        if self._fault is not None:
            raise self._fault

    def _fill(self) -> Exception | None:
        """Start as many trials as may run; return why no others can be started, if so."""
        try:
            while not self.stopping and self._may_start():
                if not self._start_one():
                    break
        except (UsageError, OSError) as error:
            return error
        return None

    def _waits(self) -> bool:
        """Return whether there is something that this worker waits for though it runs nothing."""
        return bool(self.ledger.again) or (self._patient and bool(self.others))

    def _take_stock(self) -> None:
        """Find out what is done already, and what became of the trials that no line tells of."""
        self.trials = number_of_trials(self.grounds.folder, self.sweep)
        self.grounds.clear()
        self._read_up()
        self.others = {key for key in self.grounds.trials() if not self.ledger.is_known(key)}
        self._adopt()

    def _may_start(self) -> bool:
        if len(self.running) >= self._slots.jobs:
            return False
        if self.grounds.is_halted():
            self.stop(HALTED)
        ends = time.monotonic() + self.ledger.longest
        if self._started and self._deadline and ends > self._deadline and self._is_work_left():
            self.stop(TIME_IS_UP)
        return not self.stopping

    def _is_work_left(self) -> bool:
        return bool(self.ledger.again) or self._next < self.trials

    def _start_one(self) -> bool:
        """Claim a trial and start it; return False if there is none."""
        for key in self._keys():
            self._refuse_a_full_disk()
            self._refuse_edits()
            draft = self.grounds.claim(key, self.sweep.code)
            if not draft:
                self.others.add(key)
                continue
            folder, values = self.grounds.trial(key), self._points.draw(key)
            with open(os.path.join(folder, CONFIG), "w", encoding="utf-8") as file:
                file.write(self._base + as_config(values))
            used = {each.slot for each in self.running}
            slot = next(each for each in range(self._slots.jobs) if each not in used)
            trial = Trial(key, values, folder, draft, slot)
            words, environment = self._words(values, folder), self._environment(slot, folder)
            trial.start(self._starter, words, environment)
            self.running.append(trial)
            self._started += 1
            return True
        return False

    def _keys(self) -> Iterator[Key]:
        """Yield the trials that may be free: those to be tried again first."""
        while self.ledger.again:
            key = self.ledger.again.pop(0)
            if key not in self.others:
                yield key
        while self._next < self.trials:
            number = self._next
            self._next += 1
            if not self.ledger.is_known((number, 0)) and (number, 0) not in self.others:
                yield number, 0

    def _words(self, values: Mapping[str, str], folder: str) -> Sequence[str]:
        """Return the words of a trial: what it is given stands before the target."""
        said = [*self.sweep.options, *as_words(values), *self.sweep.behind]
        return [each.replace(RUN_DIR, folder) for each in said]

    def _environment(self, slot: int, folder: str) -> Mapping[str, str]:
        followed = variables_of(self._following, os.path.basename(folder))
        environment = {**os.environ, **self.sweep.environment, **followed}
        environment.pop(VARIABLE, None)
        if self._slots.gpus:
            environment["CUDA_VISIBLE_DEVICES"] = self._slots.gpus[slot % len(self._slots.gpus)]
        if self._slots.jobs > 1:
            cores = max((os.cpu_count() or 1) // self._slots.jobs, 1)
            environment.setdefault("OMP_NUM_THREADS", str(cores))
        return environment

    def _wait(self) -> Iterator[Settled | None]:
        """Wait until a trial ends, or for a moment; yield what came of those that have.

        To write it down takes a disk some time. So others are started before where nothing depends
        on it: neither their values, nor whether there should be any.
        """
        if not any(each.has_ended() for each in self.running):
            self._sleep()
        ended = [each for each in self.running if each.has_ended()]
        for trial in ended:
            self.running.remove(trial)
            trial.clear_away()
        if ended and self.ledger.judged and not self.sweep.studied:
            self._fault = self._fault or self._fill()
        for trial in ended:
            yield self._settle(trial)
        self._points.watch(self.running)
        if self._deadline and time.monotonic() > self._deadline:
            self.stop(TIME_IS_UP)
            self.end()
        for trial in self.running:
            trial.insist()
            if self.sweep.timeout and time.monotonic() - trial.started > self.sweep.timeout:
                trial.end(TIMEOUT)
        if not ended:
            yield None

    def _sleep(self) -> None:
        watched = [each.watched for each in self.running if each.watched >= 0]
        poll = select.poll()
        for each in watched:
            poll.register(each, select.POLLIN)
        patience = _TICK if len(watched) == len(self.running) else 0.02
        poll.poll(patience * 1000)

    def _settle(self, trial: Trial) -> Settled:
        trial.settle(excused=self._is_full())
        settled = fate_of(self.grounds, self.sweep, trial.key, trial.values)
        self._note(settled)
        self.stop(self._outlook.after(settled, self.ledger.judged))
        return settled

    # What stops it

    def _refuse_a_full_disk(self) -> None:
        if self._is_full():
            raise UsageError(
                "the disk is full, no more trials are started",
                origin=self.grounds.folder,
                advice="make room, and say the same command again",
            )

    def _is_full(self) -> bool:
        found = os.statvfs(self.grounds.folder)
        return found.f_bavail * found.f_frsize < _LEAST_FREE

    def _refuse_edits(self) -> None:
        """Raise where a file was changed since the last look, and is not what it was."""
        if self._changed:
            return
        now = self._signatures()
        if now != self._code:
            self._refuse_changes()
            self._code = now

    def _signatures(self) -> Mapping[str, tuple[int, int, int]]:
        found = {}
        for path in self.sweep.files:
            try:
                status = os.stat(path)
            except OSError:
                continue
            found[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
        return found

    # Other workers

    def _look_around(self) -> None:
        now = time.monotonic()
        if now - self._beaten > _BEAT:
            self._beaten = now
            self.grounds.beat()
            for trial in self.running:
                trial.touch()
        if self.others and now - self._looked > _OTHERS:
            self._looked = now
            self.ledger.refresh()
            self._adopt()

    def _adopt(self) -> None:
        """Settle the trials whose workers are gone."""
        self.others = {key for key in self.others if not self.ledger.is_known(key)}
        gone = [key for key in self.others if not self.grounds.is_owned(key)]
        if gone:
            self.ledger.refresh()  # who takes its leave has written down before what there is
        for key in gone:
            self.others.discard(key)
            if not self.ledger.is_known(key):
                self._settled_for(key)

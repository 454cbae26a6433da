"""Layer 4: values that Optuna chooses, by what came of earlier trials, and what it prunes.

Optuna is asked for values and told of results; it runs nothing. Its study is an index: it stands in
``study.journal``, and is made again from the ledger where that is gone or damaged.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from hprun.errors import ConfigError, UsageError
from hprun.records import state as states
from hprun.records.folder import METRICS, PRUNE, PRUNED
from hprun.sweeps import samplers
from hprun.sweeps.drawn import Values, keep, kept, known_by_number
from hprun.sweeps.grounds import Grounds, Key
from hprun.sweeps.ledger import Settled
from hprun.sweeps.space import Dimension
from hprun.sweeps.study_storage import EXTRA, JOURNAL, spoken, storage_of
from hprun.sweeps.sweep import Sweep
from hprun.sweeps.trial import Trial

SAMPLERS = {
    "tpe": ("TPESampler", ""),
    "qmc": ("QMCSampler", "scipy"),
    "cmaes": ("CmaEsSampler", "cmaes"),
    "gp": ("GPSampler", "torch"),
    "nsgaii": ("NSGAIISampler", ""),
    "bruteforce": ("BruteForceSampler", ""),
}
"""The samplers by the words of the command line, with the package that they need besides."""
PRUNERS = {
    "median": "MedianPruner",
    "hyperband": "HyperbandPruner",
    "halving": "SuccessiveHalvingPruner",
    "percentile": "PercentilePruner",
}
_ARGUMENTS: Mapping[str, tuple[float, ...]] = {"percentile": (25.0,)}
_NUMBER = "hprun:trial"
"""What our number of a trial is called in the study."""
_PATIENCE = 30.0
"""Seconds that a trial has to report once more, which ends it, when it is to be pruned."""


def refuse_what_is_missing(sampler: str, pruner: str, storage: str) -> None:
    """Raise UsageError where a sweep needs what is not installed, or names what there is not."""
    for name, known, option in ((sampler, {*SAMPLERS, *samplers.NATIVE}, "sampler"),
                                (pruner, {*PRUNERS, ""}, "pruner")):  # fmt: skip
        if name not in known:
            raise UsageError(
                f"no {option} {name!r}",
                origin=f"--{option} {name}",
                advice=f"choose {', '.join(sorted(filter(None, known)))}",
            )
    if storage.startswith("sqlite"):
        raise UsageError(
            "SQLite gives one trial to two workers",
            origin=f"--storage {storage}",
            advice="leave --storage out, or name a database of PostgreSQL",
        )
    if storage and not storage.partition("://")[1]:
        raise UsageError(
            f"{storage!r} is no address of a database",
            origin=f"--storage {storage}",
            advice="write postgresql://host/name",
        )
    if "@" in storage and ":" in storage.partition("://")[2].partition("@")[0]:
        raise UsageError(
            "a password is not written down",
            origin="--storage",
            advice="leave it out of the address, and give it in PGPASSWORD or ~/.pgpass",
        )
    asked = f"--sampler {sampler}" if sampler in SAMPLERS else f"--pruner {pruner}"
    needed = SAMPLERS.get(sampler, ("", ""))[1]
    for package, advice in (("optuna", EXTRA), (needed, f"pip install {needed}")):
        if package and importlib.util.find_spec(package) is None:
            raise UsageError(f"{package} is not installed", origin=asked, advice=advice)


class Study:
    """A study of Optuna, beside the folders of the trials. `first` is the one who begins it."""

    def __init__(self, grounds: Grounds, sweep: Sweep, *, first: bool) -> None:
        self._grounds = grounds
        self._sweep = sweep
        self._first = first
        self._spread = distributions(sweep.space)
        self._asked: dict[Key, Any] = {}
        self._read: dict[Key, int] = {}
        self._study: Any = None

    def begin(self, settled: Iterable[Settled]) -> None:
        """Open the study, and see that it knows what came of all trials.

        Raises ConfigError where the storage cannot be reached.
        """
        import optuna  # type: ignore[import-not-found,unused-ignore]  # an extra

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        known = {each.number: each for each in settled}
        try:
            self._study = self._opened()
            self._study.get_trials(deepcopy=False)
        except (ValueError, KeyError) as error:  # the journal is damaged
            if self._sweep.storage:
                raise ConfigError(f"the study cannot be read: {error}") from None
            path = self._grounds.path(JOURNAL)
            os.replace(path, f"{path}.damaged")
            self._study = self._opened()
        if self._first:
            self._catch_up(known)

    def _opened(self) -> Any:  # noqa: ANN401 - Optuna's own
        import optuna  # type: ignore[import-not-found,unused-ignore]

        sweep = self._sweep
        with spoken(sweep.storage):
            return optuna.create_study(
                storage=storage_of(self._grounds, sweep),
                study_name=sweep.study,
                sampler=self._sampler(),
                pruner=self._pruner(),
                direction="maximize" if sweep.goal == "max" else "minimize",
                load_if_exists=True,
            )

    def _sampler(self) -> Any:  # noqa: ANN401 - Optuna's own
        """Return the sampler; workers that join begin with another chance."""
        import optuna  # type: ignore[import-not-found,unused-ignore]

        name, _ = SAMPLERS.get(self._sweep.sampler, ("RandomSampler", ""))
        salt = "" if self._first else self._grounds.owner
        count = sum(1 for _ in self._grounds.trials())
        seed = random.Random(f"{self._sweep.seed}/{count}/{salt}").getrandbits(31)  # noqa: S311 - no secret
        with warnings.catch_warnings(
            action="ignore"
        ):  # that Optuna may change a sampler of its own
            return getattr(optuna.samplers, name)(seed=seed)

    def _pruner(self) -> Any:  # noqa: ANN401 - Optuna's own
        import optuna  # type: ignore[import-not-found,unused-ignore]

        name = PRUNERS.get(self._sweep.pruner, "NopPruner")
        return getattr(optuna.pruners, name)(*_ARGUMENTS.get(self._sweep.pruner, ()))

    def _catch_up(self, known: Mapping[int, Settled]) -> None:
        """Tell the study of trials that have ended without it, and give up what nobody runs."""
        from optuna.trial import TrialState  # type: ignore[import-not-found,unused-ignore]

        told = set()
        for frozen in self._study.get_trials(deepcopy=False):
            number = frozen.user_attrs.get(_NUMBER)
            told.add(number)
            if not frozen.state.is_finished() and number in known:
                self._tell(frozen.number, known[number])
            elif not frozen.state.is_finished() and number is None:
                self._study.tell(frozen.number, state=TrialState.FAIL, skip_if_finished=True)
        for number in known.keys() - told:
            self._add(known[number])

    def _add(self, settled: Settled) -> None:
        """Tell the study of a trial that it has never heard of."""
        import optuna  # type: ignore[import-not-found,unused-ignore]

        if settled.values.keys() != self._spread.keys():
            return
        values = {each.name: back(each, settled.values[each.name]) for each in self._sweep.space}
        judged = settled.state == states.COMPLETED and settled.value is not None
        word = optuna.trial.TrialState.COMPLETE if judged else optuna.trial.TrialState.FAIL
        self._study.add_trial(
            optuna.trial.create_trial(
                params=values,
                distributions=self._spread,
                value=settled.value if judged else None,
                state=word,
                user_attrs={_NUMBER: settled.number},
            )
        )

    def draw(self, key: Key) -> Values:
        """Return the values of a trial; those of its first attempt, if it has been tried before.

        Raises ConfigError where the storage cannot be reached any more, as what follows does.
        """
        with spoken(self._sweep.storage):
            return self._drawn(key)

    def _drawn(self, key: Key) -> Values:
        for attempt in range(key[1] - 1, -1, -1):
            before = kept(self._grounds, (key[0], attempt))
            if before:
                keep(self._grounds, key, before["study"], before["values"])
                self._take_up(key, before["study"])
                return dict(before["values"])
        if key[1]:
            self._give_up(key[0])
        if self._sweep.sampler in samplers.NATIVE:
            values = known_by_number(self._sweep, key[0])
            self._study.enqueue_trial(
                {each.name: back(each, values[each.name]) for each in self._sweep.space}
            )
        asked = self._study.ask(self._spread)
        asked.set_user_attr(_NUMBER, key[0])
        values = {each.name: _text(each, asked.params[each.name]) for each in self._sweep.space}
        keep(self._grounds, key, asked.number, values)
        self._asked[key] = asked
        return values

    def _give_up(self, number: int) -> None:
        """Fail what the study has of a trial whose worker was lost before it wrote its values."""
        from optuna.trial import TrialState  # type: ignore[import-not-found,unused-ignore]

        for frozen in self._study.get_trials(deepcopy=False):
            if frozen.user_attrs.get(_NUMBER) == number and not frozen.state.is_finished():
                self._study.tell(frozen.number, state=TrialState.FAIL, skip_if_finished=True)

    def _take_up(self, key: Key, number: int) -> None:
        """Have a trial watched that was asked for before, and is tried again.

        What it reports for a step that it has been at before is not news to the study.
        """
        import optuna  # type: ignore[import-not-found,unused-ignore]

        known = self._study.get_trials(deepcopy=False)
        if number < len(known) and not known[number].state.is_finished():
            self._asked[key] = optuna.trial.Trial(self._study, known[number]._trial_id)  # noqa: SLF001 - there is no other way to it

    def tell(self, settled: Settled) -> None:
        """Take note of what came of a trial in the end."""
        self._asked.pop(settled.key, None)
        self._read.pop(settled.key, None)
        for attempt in range(settled.attempt, -1, -1):
            found = kept(self._grounds, (settled.number, attempt))
            if found:
                with spoken(self._sweep.storage):
                    self._tell(found["study"], settled)
                return

    def _tell(self, number: int, settled: Settled) -> None:
        from optuna.trial import TrialState  # type: ignore[import-not-found,unused-ignore]

        value, state = settled.value, TrialState.FAIL
        if settled.state == states.PRUNED:
            value, state = None, TrialState.PRUNED
        elif settled.state == states.COMPLETED and value is not None:
            state = TrialState.COMPLETE
        value = value if state == TrialState.COMPLETE else None
        self._study.tell(number, value, state=state, skip_if_finished=True)

    def watch(self, trials: Iterable[Trial]) -> None:
        """Hand over what trials have reported; ask one that promises nothing to end."""
        if not self._sweep.pruner:
            return
        with spoken(self._sweep.storage):
            for trial in trials:
                asked = self._asked.get(trial.key)
                if asked is None:
                    continue
                if trial.pruning:
                    trial.insist_on(PRUNED, _PATIENCE)
                elif self._report(trial, asked) and asked.should_prune():
                    trial.prune(PRUNE)

    def _report(self, trial: Trial, asked: Any) -> bool:  # noqa: ANN401 - Optuna's own
        """Hand over what is new; return whether there is anything."""
        reported = False
        for step, value in self._fresh(trial):
            asked.report(value, step)
            reported = True
        return reported

    def _fresh(self, trial: Trial) -> Iterable[tuple[int, float]]:
        """Yield the steps and numbers that a trial has reported since the last time."""
        try:
            with open(os.path.join(trial.folder, METRICS), "rb") as file:
                file.seek(self._read.get(trial.key, 0))
                lines = [line for line in file if line.endswith(b"\n")]
        except OSError:
            return
        self._read[trial.key] = self._read.get(trial.key, 0) + sum(map(len, lines))
        for line in lines:
            try:
                found = json.loads(line)
            except ValueError:
                continue
            step = found.pop("step", None)
            found.pop("t", None)
            metric = self._sweep.metric
            name = metric.name if metric else next(iter(found), "")
            if step is not None and name in found and step == int(step):
                yield int(step), float(found[name])


def distributions(space: Iterable[Dimension]) -> dict[str, Any]:
    """Return the dimensions as Optuna has them."""
    from optuna import distributions as of  # type: ignore[import-not-found,unused-ignore]

    made: dict[str, Any] = {}
    for each in space:
        if each.texts:
            made[each.name] = of.CategoricalDistribution(each.texts)
            continue
        high = each.at(each.size - 1) if each.size else each.high
        kind, number = (of.IntDistribution, int) if each.whole else (of.FloatDistribution, float)
        step = {"step": number(each.step)} if each.step else {}
        made[each.name] = kind(number(each.low), number(high), log=each.log, **step)
    return made


def _text(dimension: Dimension, value: object) -> str:
    """Return a value of Optuna's as it is typed."""
    if isinstance(value, str):
        return value
    if dimension.step and not dimension.whole:
        assert isinstance(value, float)  # noqa: S101 - for mypy
        return dimension.at(round((value - float(dimension.low)) / float(dimension.step)))
    return dimension.rounded(float(str(value)))


def back(dimension: Dimension, text: str) -> object:
    """Return a value as Optuna has it."""
    if dimension.texts:
        return text
    return int(text) if dimension.whole else float(text)

"""Layer 5: a sweep is begun, or gone on with by the same command."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence

from hprun.assigning import DROP
from hprun.cli.document import write_json
from hprun.cli.elsewhere import order_of
from hprun.cli.grammar import Found, Invocation, Plan
from hprun.cli.numbers import gpus_of, positive, seconds_of
from hprun.cli.recorded_facts import write_code
from hprun.cli.standing import stand_by
from hprun.cli.sweep_screen import Session, carry_out
from hprun.cli.syncing import asked_trackers
from hprun.cli.varied import assignments, space_of
from hprun.errors import ConfigError, UsageError
from hprun.model import ENVIRONMENT, FILE, Value
from hprun.records import folder as folders
from hprun.records.as_json import as_json
from hprun.records.identity import Repository, packages, sha256
from hprun.secret import MASK, Masked, is_secret
from hprun.sweeps import samplers
from hprun.sweeps.drawn import known_by_number
from hprun.sweeps.grounds import BASE, LOCK, Lock
from hprun.sweeps.objective import MAX, MIN, RUN_DIR, Metric
from hprun.sweeps.space import Dimension, size_of
from hprun.sweeps.studies import refuse_what_is_missing
from hprun.sweeps.sweep import SWEEP, Sweep, hash_of, is_sweep, read, set_budget
from hprun.values.dump import dump
from hprun.values.environment import variable_of
from hprun.values.layer import Assignment, Resolution
from hprun.values.masking import without_secrets
from hprun.values.merge import ready, refuse

Planning = Callable[[Invocation, Found], Plan]

_FLAGS = ("lax", "constants", "no_cache")
_MOST_LISTED = 1000


def sweep(plan: Plan, planned: Planning) -> int | None:
    """Do what ``hprun sweep TARGET`` says; return the exit status, None for success.

    `planned` makes a plan of another command line for the same target.
    """
    if is_sweep(plan.invocation.target):
        return stand_by(plan.invocation)
    _refuse_without_effect(plan.invocation)
    refuse(plan.invocation.mistakes)
    space = space_of(plan)
    described = _described(plan, space)
    trials = _trials(plan.invocation, described)
    _check_first(plan, planned, described)
    if "dry_run" in plan.invocation.given:
        _list(described, trials, plan.invocation)
        return None
    order_of(plan.invocation)
    asked_trackers(plan.invocation)
    folder = _folder(plan, described)
    lock = Lock(folder)
    try:
        if not is_sweep(folder):
            described = _begin(folder, plan, described)
        set_budget(folder, trials)
        return carry_out(Session(folder, read(folder), plan.invocation))
    finally:
        lock.release()


def _refuse_without_effect(invocation: Invocation) -> None:
    if "resume" in invocation.given:
        raise UsageError(
            f"{invocation.target} is no sweep",
            origin="--resume",
            advice="name its folder; the same command again goes on with it, too",
        )
    if "json" in invocation.given and "dry_run" not in invocation.given:
        raise UsageError(
            "--json does nothing here",
            advice="it goes with --dry-run, and hprun sweep DIR --json lists what has ended",
        )


# What it is


def _described(plan: Plan, space: Sequence[Dimension]) -> Sweep:
    invocation = plan.invocation
    given = invocation.given
    metric = Metric.parse(invocation.texts("metric")[-1]) if "metric" in given else None
    goal = invocation.text("goal") or MIN
    if goal not in (MIN, MAX):
        raise UsageError(f"no goal {goal!r}", origin=f"--goal {goal}", advice="say min or max")
    limited = "trials" in given
    name = invocation.text("sampler")
    pruner = invocation.text("pruner")
    storage = invocation.text("storage")
    name = samplers.chosen(name, space, limited=limited)
    if name not in samplers.NATIVE or pruner or storage:
        refuse_what_is_missing(name, pruner, storage)
    jobs = positive(invocation, "jobs", 1)
    if metric and metric.kind == "file" and jobs > 1 and RUN_DIR not in metric.name:
        raise UsageError(
            f"trials that run at once would write the same {metric.name}",
            origin=f"--jobs {jobs}",
            advice=f"tell the script where to write, with {RUN_DIR} in its words and in --metric",
        )
    seed = positive(invocation, "seed", -1, least=0)
    gpus_of(invocation), seconds_of(invocation, "time")  # what is wrong with them is said at once
    variable = ["--report-variable", metric.name] if metric and metric.kind == "var" else []
    return Sweep(
        tuple(space),
        name,
        seed if seed >= 0 else int.from_bytes(os.urandom(4)),
        seed >= 0,
        metric,
        goal,
        (*variable, *_options(plan)),
        (*_behind(plan),),
        os.getcwd(),
        dict(_environment(plan.resolution)),
        dict(_files(plan)),
        "",
        seconds_of(invocation, "timeout"),
        positive(invocation, "retries", 1, least=0),
        pruner,
        storage,
        f"hprun-{os.urandom(6).hex()}",
    )


def _options(plan: Plan) -> Iterator[str]:
    """Yield the words before the target that every trial is given."""
    invocation = plan.invocation
    shown = without_secrets(plan.resolution)
    for field in _FLAGS:
        if field in invocation.given:
            yield f"--{field.replace('_', '-')}"
    for glob in invocation.texts("scan"):
        yield f"--scan={glob}"
    for path in invocation.texts("config"):
        if path == "-":
            raise UsageError(
                "standard input can be read only once", origin="-c -", advice="name a file"
            )
        yield from ("-c", path)
    for each in invocation.overrides:
        resolved = shown.parameters.get(each.name)
        winner = resolved.winner if resolved else shown.added.get(each.name)
        if is_secret(each.name) or (winner and isinstance(winner.value, Masked)):
            raise UsageError(
                f"{each.name!r} is a secret, and a sweep writes its words down",
                origin=f"-D {each.name}={MASK}",
                advice=f"give it in the environment: {variable_of(each.name)}",
            )
        yield from ("-D", _written_again(each))


def _written_again(each: Assignment) -> str:
    """Return the word behind ``-D`` that an assignment was made of."""
    name = f'"{each.name}"' if "=" in each.name else each.name
    if each.change == DROP:
        return f"~{name}"
    sign = "+=" if each.change else ":=" if each.literal else "="
    return f"{'+' * each.added}{name}{sign}{each.value}"


def _behind(plan: Plan) -> Iterator[str]:
    """Yield the target and the words behind it."""
    invocation = plan.invocation
    if invocation.target == "-":
        raise UsageError("a script from standard input cannot be run again and again")
    yield from (["-m"] if invocation.module else [])
    yield invocation.target
    if invocation.line is not None:
        yield from invocation.line.words
    elif invocation.arguments:
        yield from ("--", *invocation.arguments)


def _values(resolution: Resolution) -> Iterator[Value]:
    for each in resolution.parameters.values():
        yield from filter(None, (each.winner, *each.losers))
    yield from resolution.added.values()


def _environment(resolution: Resolution) -> Iterator[tuple[str, str]]:
    """Yield the variables that set a value, but for secrets."""
    for value in _values(resolution):
        name = value.origin.removeprefix("env ")
        if value.source == ENVIRONMENT and name in os.environ and not is_secret(name):
            yield name, os.environ[name]


def _files(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the files that decide what a trial does, with their hashes."""
    paths = [*plan.catalog.files, plan.target.file]
    paths += [
        each.origin.rpartition(":")[0] for each in _values(plan.resolution) if each.source == FILE
    ]
    for path in dict.fromkeys(os.path.relpath(each) for each in paths if each):
        found = hash_of(path)
        if found:
            yield path, found


def _trials(invocation: Invocation, described: Sweep) -> int:
    """Return how many trials there shall be. Raises UsageError where that cannot be known."""
    size = size_of(described.space)
    if not size and "trials" not in invocation.given:
        endless = next(each for each in described.space if not each.size)
        raise UsageError(
            f"{endless.name!r} has no end of values, so a number of trials is needed",
            origin=f"--over {endless.name}={endless}",
            advice="say --trials N",
        )
    wanted = positive(invocation, "trials", size)
    return min(wanted, size) if size and described.sampler in samplers.NATIVE else wanted


def _check_first(plan: Plan, planned: Planning, described: Sweep) -> None:
    """Refuse what a run with the values of the first trial would refuse.

    Where a study chooses the values, they are some that it may choose.
    """
    values = known_by_number(described, 0)
    invocation = plan.invocation
    found = invocation.found
    assert found is not None  # noqa: S101 - for mypy: there is a plan
    told = (*invocation.overrides, *assignments(values))
    first = planned(invocation.replace(overrides=told), found)
    typed = {each.key for each in invocation.line.said} if invocation.line else set()
    for name in values.keys() & typed:
        raise UsageError(f"{name!r} is given and varied", origin=f"--over {name}")
    ready(first.resolution, first.catalog)


def _list(described: Sweep, trials: int, invocation: Invocation) -> None:
    """Print the values of the trials."""
    if described.sampler not in samplers.NATIVE:
        raise UsageError(
            f"{described.sampler} chooses values by what came of others",
            origin="--dry-run",
            advice="leave --sampler out to see some of the space",
        )
    count = min(trials, _MOST_LISTED)
    if "json" in invocation.given:
        write_json([known_by_number(described, number) for number in range(trials)])
        return
    for number in range(count):
        values = known_by_number(described, number)
        said = " ".join(f"{name}={text}" for name, text in values.items())
        sys.stdout.write(f"{number:06}  {said}\n")
    if trials > count:
        sys.stdout.write(f"… and {trials - count} more\n")
    how = "in order" if described.sampler == samplers.GRID else f"seed {described.seed}"
    many = f"{trials} trial{'' if trials == 1 else 's'}"
    sys.stdout.write(f"\n{many}, {described.sampler}, {how}\n")


# Where it is


def _folder(plan: Plan, described: Sweep) -> str:
    """Return the folder of this sweep: of the one that the same command has begun, or a new one.

    Raises UsageError where the folder that is named has another sweep.
    """
    fresh = "fresh" in plan.invocation.given
    named = plan.invocation.text("dir")
    if named:
        return _named(named, described, fresh=fresh)
    project = plan.invocation.found.project if plan.invocation.found else None
    parent = (project.record if project else "") or folders.RECORDS
    stem = os.path.splitext(os.path.basename(os.path.abspath(plan.target.word)))[0]
    name = f"{stem}-{described.digest[:8]}"
    taken = 0
    while os.path.isdir(os.path.join(parent, _numbered(name, taken + 1))):
        taken += 1
    if taken and not fresh:
        return os.path.join(parent, _numbered(name, taken))
    return _made(parent, _numbered(name, taken + 1))


def _numbered(name: str, count: int) -> str:
    return name if count == 1 else f"{name}-{count}"


def _made(parent: str, name: str) -> str:
    try:
        return os.path.relpath(folders.make(parent, name))
    except OSError as error:
        if os.path.isdir(os.path.join(parent, name)):  # somebody was faster with the same command
            return os.path.join(parent, name)
        raise ConfigError(
            f"the folder of the sweep cannot be made: {error.strerror}",
            origin=str(error.filename),
            advice="name another with --dir",
        ) from None


def _named(folder: str, described: Sweep, *, fresh: bool) -> str:
    if not os.path.isdir(folder):
        parent, name = os.path.split(os.path.abspath(folder))
        return _made(parent, name)
    if not is_sweep(folder):
        names = os.listdir(folder)
        if names and not (LOCK in names and all(map(_is_of_a_beginning, names))):
            raise UsageError(f"{folder} is there, and no sweep", origin=f"--dir {folder}")
        return folder
    before = read(folder)
    if fresh or before.digest != described.digest:
        what = ", ".join(_differences(before, described)) or "it was begun before"
        raise UsageError(
            f"{folder} has another sweep: {what}",
            origin=f"--dir {folder}",
            advice=f"name another folder; hprun sweep --resume {folder} goes on with that one",
        )
    return folder


def _is_of_a_beginning(name: str) -> bool:
    """Return whether a file is there before `sweep.json`, which another may be about to write."""
    return name in (LOCK, folders.CODE, BASE) or name.startswith((f"{BASE}.", f"{SWEEP}."))


def _differences(before: Sweep, now: Sweep) -> Iterator[str]:
    """Yield what another sweep has otherwise, as it was and as it is."""
    spaces = [{each.name: str(each) for each in one.space} for one in (before, now)]
    for name in {**spaces[0], **spaces[1]}:
        was, is_now = (each.get(name, "not varied") for each in spaces)
        if was != is_now:
            yield f"{name} {was} is {is_now} now"
    for field in (
        "sampler",
        "pruner",
        "storage",
        "seed",
        "metric",
        "goal",
        "options",
        "behind",
        "cwd",
        "environment",
        "timeout",
        "retries",
    ):
        was, is_now = getattr(before, field), getattr(now, field)
        if was != is_now and (field != "seed" or now.given):
            yield f"{field} {_said(was)} is {_said(is_now)} now"


def _said(value: object) -> str:
    text = " ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")
    return text or "none"


def _begin(folder: str, plan: Plan, described: Sweep) -> Sweep:
    """Write what the sweep is: its code, what its trials have in common, and last `sweep.json`."""
    try:
        code = _code(folder, plan)
        base = dump(without_secrets(plan.resolution), plan.catalog, given=True)
        folders.write(os.path.join(folder, BASE), base)
        described = described.replace(code=code)
        described.write(folder)
    except OSError as error:
        raise ConfigError(
            f"the sweep cannot be written: {error.strerror}", origin=str(error.filename)
        ) from None
    return described


def _code(folder: str, plan: Plan) -> str:
    """Write what code it is, once for all trials; return the name of its folder."""
    draft = os.path.join(folder, folders.CODE, f".{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    write_code(plan.target, draft, Repository(os.path.dirname(plan.target.file)))
    found = as_json(packages(sys.path)) + "\n"
    folders.write(os.path.join(draft, folders.PACKAGES), found)
    digest = sha256(
        "".join(hash_of(os.path.join(draft, each)) for each in sorted(os.listdir(draft))).encode()
    )[:12]
    place = os.path.join(folder, folders.CODE, digest)
    if os.path.isdir(place):
        shutil.rmtree(draft)
    else:
        os.rename(draft, place)
    return digest

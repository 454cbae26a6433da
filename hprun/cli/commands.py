"""Layer 4: the commands: each has a target that is scanned and values that are settled."""

from __future__ import annotations

import os
import sys

from hprun.assigning import looks_like_one
from hprun.cli.grammar import Found, Plan, read
from hprun.cli.options import COMMANDS, command_of, is_asked, texts_of
from hprun.errors import HprunError, SourceError, TargetError, UsageError
from hprun.launch.search_path import Doorkeeper
from hprun.launch.target import Target, find
from hprun.model import COMMAND_LINE, FILE, WORDS, Catalog, Words
from hprun.runtime import handoff, root
from hprun.scan.files.cache import scan
from hprun.values.layer import Assignment, Layer, Resolution
from hprun.values.merge import ready, refuse, resolve
from hprun.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from hprun.cli.grammar import Invocation
    from hprun.cli.project import Project
    from hprun.model import Value

    Job = tuple[Target, Sequence[str], bool, Callable[..., Any] | None]


_PROJECT = "pyproject.toml"


def dispatch(words: Sequence[str]) -> Job | int | None:
    """Do what the words of a command line say, all but to execute the script.

    Returns the target that is left to be executed, with its words; else the exit status, None for
    success. Raises HprunError for a mistake of the user's.
    """
    if words and words[0] == "--complete":
        _complete(words[1:])
        return None
    command, rest = command_of(words)
    if command == "rerun" and rest and not is_asked("help", rest):
        from hprun.cli.again import again

        return dispatch(again(rest, _records(of_project(""))))
    survey = _Survey(command, rest)
    invocation = survey.invocation()
    found, given = invocation.found, invocation.given
    if found is not None and not found.readable:
        return found.target, (), False, None  # python words the error, nothing of ours around it
    if "version" in given:
        sys.stdout.write(f"hprun {VERSION}\n")
    elif "completion" in given:
        from hprun.cli.complete import script

        sys.stdout.write(script(invocation.texts("completion")[-1]))
    elif "help" in given or "help_all" in given or not (rest or command == "runs"):
        from hprun.cli.help import show_help

        refuse(invocation.mistakes)
        show_help(invocation)
    elif command == "runs":
        from hprun.cli.runs import show_runs

        show_runs(invocation, _records(of_project("")))
    elif not COMMANDS[command].aimed:
        return _diff(invocation)
    elif found is None:
        raise UsageError("no target is named", advice="name a script, or -m and a module")
    else:
        plan = _with_constants(_planned(invocation, found), survey)
        return _done(plan)
    return None


def _done(plan: Plan) -> Job | int | None:
    """Do what a command does to a target; what only shows something is imported to be shown."""
    if plan.invocation.command == "run":
        return run(plan)
    from hprun.cli.showing import show

    return show(plan, _planned)


def _with_constants(plan: Plan, survey: _Survey) -> Plan:
    """Return a plan that knows of constants, if something in it may mean one."""
    if survey.constants or not _may_mean_constants(plan):
        return plan
    survey.constants = True
    invocation = survey.invocation()
    assert invocation.found is not None  # noqa: S101 - for mypy: the target was found before
    return _planned(invocation, invocation.found)


def _may_mean_constants(plan: Plan) -> bool:
    """Return whether there is a name that nothing has which has been looked for so far."""
    resolution, names = plan.resolution, plan.invocation.arguments
    if resolution.mistakes or resolution.ignored:
        return True
    if plan.invocation.command in ("inspect", "why"):
        return any(
            not any(name in (key, f"{key}.") for key in resolution.parameters) for name in names
        )
    return plan.catalog.is_bare and any(map(looks_like_one, names))


class _Survey:
    """Finds a target by the word that is taken for it, and what can be set in it.

    Constants are looked for where they are asked for, where a list would be empty without, and
    where something is named that nothing else has: most runs need not know of any.
    """

    def __init__(self, command: str, words: Sequence[str]) -> None:
        self.command = command
        self.words = words
        self.constants = is_asked("constants", words)
        self._targets: dict[tuple[str, bool], Target] = {}

    def invocation(self) -> Invocation:
        """Return what the words mean; a word that seems to mean nothing may mean a constant."""
        try:
            return read(self.command, self.words, self)
        except HprunError:
            if self.constants or not self._targets:
                raise
        self.constants = True
        return read(self.command, self.words, self)

    def __call__(self, word: str, module: bool) -> Found:  # noqa: FBT001 - the grammar's call
        running = self.command == "run"
        target = self._target(word, module=module)
        if not target.file and not running:
            from hprun.cli.misses import nothing_at

            raise nothing_at(target)
        project = of_project(target.folder)
        patterns = project.scan if project else ()
        before, behind = self._patterns(word)
        try:
            catalog = self._scanned(target, before, patterns)
            if behind and not _declares("--scan", catalog):
                catalog = self._scanned(target, [*before, *behind], patterns)
        except SourceError:
            if not running:
                raise
            return Found(target, Catalog({}), readable=False)
        return Found(target, catalog, project=project)

    def _patterns(self, word: str) -> tuple[list[str], list[str]]:
        """Return the patterns of ``--scan``: those before the target, and those behind.

        What stands behind may be an option of the script's own.
        """
        at = self.words.index(word) if word in self.words else len(self.words)
        before = texts_of("scan", self.words[:at])
        return before, texts_of("scan", self.words)[len(before) :]

    def _target(self, word: str, *, module: bool) -> Target:
        """Return a target; a pipe can be read but once."""
        if (word, module) not in self._targets:
            try:
                self._targets[word, module] = find(word, module=module)
            except TargetError as error:
                from hprun.cli.misses import meant

                raise meant(word, error) from None
        return self._targets[word, module]

    def _scanned(self, target: Target, globs: Sequence[str], patterns: Sequence[str]) -> Catalog:
        if globs:
            from hprun.cli.misses import refuse_a_miss

            refuse_a_miss(globs)
        globs = [*globs, *patterns]
        cached = not is_asked("no_cache", self.words)
        helping = is_asked("help", self.words) or is_asked("help_all", self.words)
        catalog = Catalog({})
        if not self.constants:
            thorough = self.command == "check"
            catalog = scan(target.entries, target.search, globs, cached=cached, thorough=thorough)
            if (self.command in ("run", "check") and not helping) or not catalog.is_bare:
                return catalog
        return scan(target.entries, target.search, globs, cached=cached, constants=True).widened()


def _declares(name: str, catalog: Catalog) -> bool:
    """Return whether the script's own parser has an option of this spelling."""
    ways = [each.delivery for one in catalog.parameters.values() for each in one.definitions]
    return any(name in each.options for each in ways if isinstance(each, Words))


def of_project(folder: str) -> Project | None:
    """Return what ``[tool.hprun]`` in the pyproject.toml of a folder, or above it, says."""
    try:
        folder = os.path.abspath(folder)
    except OSError:  # the current directory is gone
        return None
    path = os.path.join(folder, _PROJECT)
    while not os.path.isfile(path):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder, path = above, os.path.join(above, _PROJECT)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return None
    if b"[tool.hprun" not in data:
        return None
    from hprun.cli.project import project_of

    return project_of(path, data)


def _records(project: Project | None) -> str:
    """Return the folder in which a project has the records of all runs; empty if none does."""
    return project.record if project else ""


def _planned(invocation: Invocation, found: Found) -> Plan:
    """Return the plan of a command, with the values merged from everywhere."""
    layers = [*_layers(invocation, found.catalog)]
    if any(layer.source == FILE for layer in layers):
        from hprun.values.interpolation import interpolated

        layers = interpolated(layers, found.catalog)
    resolution = resolve(found.catalog, layers)
    return Plan(invocation, found.target, found.catalog, resolution)


def _layers(invocation: Invocation, catalog: Catalog) -> Iterator[Layer]:
    """Yield what files, the environment and the command line say, the last to win last."""
    found = invocation.found
    if "config" in invocation.given or (found and found.project and found.project.config):
        from hprun.cli.configured import of_files

        yield from of_files(invocation)
    if any(name.startswith("HPRUN_") for name in os.environ):
        from hprun.values.environment import layer as of_environment

        yield of_environment(os.environ, catalog)
    lenient = invocation.command == "run"
    typed: list[dict[str, Assignment]] = [{}]
    for each in invocation.line.said if invocation.line else ():
        if each.key in typed[-1]:
            typed.append({})  # the parser takes an option twice, and the last wins
        typed[-1][each.key] = Assignment(each.key, each.value, each.origin, lenient=lenient)
    for before in typed[:-1]:
        yield Layer(COMMAND_LINE, before.values())
    told = (*invocation.overrides, *typed[-1].values())
    yield Layer(COMMAND_LINE, told, mistakes=invocation.mistakes)


def run(plan: Plan) -> Job | None:
    """Install the values as the root scope of the target, which is left to be executed."""
    resolution, given = plan.scoped, plan.invocation.given
    if resolution.ignored:
        from hprun.cli.notices import told_in_a_run

        sys.stderr.write("".join(told_in_a_run(resolution, plan.catalog)))
    ready(resolution, plan.catalog)
    arguments = _arguments(plan)
    if "print_command" in given:
        from hprun.cli.showing import print_command

        print_command(plan, arguments)
        return None
    recorded = _is_recorded(plan) and _begin_record(plan, arguments)
    compiling = _assign(plan)
    values, defaults = resolution.root(), resolution.defaults()
    overrides = _overrides(resolution)
    root.install(values, values if recorded else overrides, defaults, (plan.catalog, resolution))
    if "trace" in given:
        from hprun.runtime.tracing import trace

        trace()
    if values or defaults:
        handoff.export(values, plan.target.file, defaults)
    else:
        handoff.forget()
    if (overrides or compiling) and "quiet" not in given:
        _report_at_exit(overrides, resolution)
    sys.meta_path.insert(0, Doorkeeper())
    return plan.target, arguments, "no_cache" not in given, compiling


def _assign(plan: Plan) -> Callable[..., Any] | None:
    """Set the constants that have a value of the user's, here and in children.

    Returns what compiles a script then; None where there is nothing to be set.
    """
    if "HPRUN_CONSTANTS" in os.environ:
        from hprun.launch.children import forget

        forget()
    if not plan.catalog.constants:
        return None
    from hprun.cli.constant_values import assign

    return assign(plan.target, plan.resolution)


def _is_recorded(plan: Plan) -> bool:
    """Whether a record is asked for: here, or by the project, unless a run within it is started."""
    given, found = plan.invocation.given, plan.invocation.found
    if "record" in given:
        return "no_record" not in given
    project = found is not None and _records(found.project) and "no_record" not in given
    return bool(project) and "HPRUN_RUN_DIR" not in os.environ


def _begin_record(plan: Plan, arguments: Sequence[str]) -> bool:
    """Become the process of a script whose run is recorded; return whether it is."""
    from hprun.cli.asked import Asked
    from hprun.cli.recording import begin

    found = plan.invocation.found
    named = "".join(plan.invocation.texts("record")[-1:])
    asked = Asked(plan.invocation, plan.target, plan.catalog, plan.resolution, arguments)
    return begin(asked, named or _records(found.project if found else None))


def _arguments(plan: Plan) -> Sequence[str]:
    """Return the script's words, with those that say further values where it has a parser."""
    line = plan.invocation.line
    if line is None:
        return plan.invocation.arguments
    typed = {each.key for each in line.said}
    given = [each for each in plan.resolution.parameters.values() if each.given]
    is_new = line.takes_pairs and bool(plan.resolution.added)
    if not is_new and all(each.key in typed or each.parameter.manager != WORDS for each in given):
        return line.words
    from hprun.deliver.placing import spelled

    return spelled(plan.catalog, plan.resolution, line, plan.invocation.overrides)


def _diff(invocation: Invocation) -> int | None:
    """Print what differs between two sides, each of which may be a target."""
    from hprun.cli.diff import diff

    def survey(word: str) -> Found:
        return _Survey("diff", [word])(word, False)  # noqa: FBT003 - no module

    return diff(invocation, survey, _records(of_project("")))


def _complete(words: Sequence[str]) -> None:
    from hprun.cli.complete import print_completions  # the shell asks

    print_completions(words, of_project)


def _overrides(resolution: Resolution) -> dict[str, Value]:
    """Return what was typed for this run alone, by slot: not what a file says for many runs."""
    given = {
        each.parameter.slot: each.winner
        for each in resolution.parameters.values()
        if each.winner is not None
        and each.winner.source.rank > FILE.rank
        and each.parameter.delivery is None
    }
    return given | {
        name: each
        for name, each in resolution.added.items()
        if not (each.source == FILE and _goes_in(name, resolution))
    }


def _goes_in(name: str, resolution: Resolution) -> bool:
    """Return whether a name that only files know has gone into another value."""
    return any(
        f"${{{name}}}" in value.written
        for each in resolution.parameters.values()
        for value in (each.winner, *each.losers)
        if value is not None
    )


def _report_at_exit(overrides: Mapping[str, Value], resolution: Resolution) -> None:
    """Say at the end which overrides the script never read; a forked child says nothing."""
    import atexit

    process = os.getpid()
    assignments = sys.modules.get("hprun.deliver.assignments")

    def report() -> None:
        if os.getpid() == process and sys.stderr is not None:
            unread = {slot: overrides[slot].origin for slot in root.unread() if slot in overrides}
            if assignments is not None:
                unread |= assignments.unread(resolution)
            if unread:
                from hprun.cli.notices import not_reached

                sys.stderr.write("".join(not_reached(unread, resolution)))

    atexit.register(report)

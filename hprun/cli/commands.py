"""Layer 5: the commands: each has a target that is scanned and values that are settled."""

from __future__ import annotations

import os
import sys

from hprun.cli.grammar import Found, read
from hprun.cli.options import command_named, command_of, is_asked, texts_of
from hprun.errors import HprunError, SourceError, TargetError
from hprun.launch.search_path import watch
from hprun.launch.target import Target, find
from hprun.model import WORDS, Catalog, Words
from hprun.scan.files.cache import scan
from hprun.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hprun.cli.grammar import Invocation, Job
    from hprun.cli.project import Project


_PROJECT = "pyproject.toml"
_HARMLESS = frozenset(("scan", "no_cache", "no_record", "quiet", "lax"))
"""The options that put nothing into a run."""


def dispatch(words: Sequence[str]) -> Job | Callable[[], int] | int | None:
    """Do what the words of a command line say, all but to execute the script.

    Returns the target that is left to be executed, with its words, or what runs a notebook; else
    the exit status, None for success. Raises HprunError for a mistake of the user's.
    """
    if words and words[0][:2] == "--" and _serves_a_shell(words):
        return None
    command, rest = command_of(words)
    if command == "rerun" and rest and not is_asked("help", rest):
        from hprun.cli.again import again

        return dispatch(again(rest, _folder_of_records()))
    survey = Survey(command, rest)
    invocation = survey.invocation()
    found, given = invocation.found, invocation.given
    if found is not None and not found.readable:
        return found.target, (), False, None  # python words the error, nothing of ours around it
    if "version" in given:
        sys.stdout.write(f"hprun {VERSION}\n")
    elif "completion" in given:
        from hprun.cli.shells import script

        sys.stdout.write(script(invocation.texts("completion")[-1]))
    elif "help" in given or "help_all" in given or not (rest or command in ("runs", "lsp")):
        from hprun.cli.help import show_help

        show_help(invocation)
    elif command == "lsp":
        from hprun.cli.serving import serve

        serve(invocation, of_project)
    elif not command_named(command).aimed:
        from hprun.cli.unaimed import look

        survey_of = lambda word: Survey("diff", [word])(word, module=False)  # noqa: E731 - short
        return look(invocation, survey_of, _folder_of_records())
    elif found is None:
        from hprun.cli.misses import nothing_named

        raise nothing_named(given)
    else:
        return _done(survey, invocation, found)
    return None


def _says_all(invocation: Invocation, found: Found) -> bool:
    """Return whether the script's own words say all that there is to say to it.

    Such a run needs neither the values settled nor the run-time half of hprun: its parser knows
    what it was told, and nobody asks for the rest.
    """
    catalog = found.catalog
    return (
        invocation.command == "run"
        and found.target.kind != "notebook"
        and not (invocation.overrides or invocation.mistakes or catalog.dynamic or catalog.asks)
        and found.project is None
        and _HARMLESS.issuperset(invocation.given)
        and all(each.manager == WORDS for each in catalog.parameters.values())
        and not any(name.startswith("HPRUN_") for name in os.environ)
        and "hprun.runtime" not in sys.modules
    )


def _done(
    survey: Survey, invocation: Invocation, found: Found
) -> Job | Callable[[], int] | int | None:
    """Do what a command does to a target; what only shows something is imported to be shown."""
    if invocation.line is not None and _says_all(invocation, found):
        watch()
        return found.target, invocation.line.words, "no_cache" not in invocation.given, None
    from hprun.cli import settling

    plan = settling.planned(invocation, found)
    if not survey.constants and settling.may_mean_constants(plan):
        survey.constants = True
        invocation = survey.invocation()
        assert invocation.found is not None  # noqa: S101 - for mypy: it was found before
        plan = settling.planned(invocation, invocation.found)
    if invocation.command == "run":
        return settling.run(plan)
    from hprun.cli.showing import show

    return show(plan, settling.planned)


class Survey:
    """Finds a target by the word that is taken for it, and what can be set in it.

    Constants are looked for where they are asked for, where a list would be empty without, and
    where something is named that nothing else has: most runs need not know of any.
    """

    def __init__(self, command: str, words: Sequence[str]) -> None:
        self.command = command
        self.words = words
        self.constants = is_asked("constants", words) or _describes(command, words)
        self.targets: dict[tuple[str, bool], Target] = {}

    def invocation(self) -> Invocation:
        """Return what the words mean; a word that seems to mean nothing may mean a constant."""
        try:
            return read(self.command, self.words, self)
        except HprunError:
            if self.constants or not self.targets:
                raise
        self.constants = True
        return read(self.command, self.words, self)

    def __call__(self, word: str, module: bool) -> Found:  # noqa: FBT001 - the grammar's call
        """Return the target of a word, or of the name of a module, with its catalog."""
        running = self.command == "run"
        if self.command == "sweep" and not module:
            from hprun.cli.standing import refuse_no_sweep

            refuse_no_sweep(word, resumed=is_asked("resume", self.words))
        target = self._target(word, module=module)
        if self.command == "sweep":
            from hprun.cli.standing import found_sweep

            if standing := found_sweep(word, target):
                return standing
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
            if not running or target.kind == "notebook":
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
        if (word, module) not in self.targets:
            try:
                self.targets[word, module] = find(word, module=module)
            except TargetError as error:
                from hprun.cli.misses import meant

                raise meant(word, error) from None
        return self.targets[word, module]

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


def _describes(command: str, words: Sequence[str]) -> bool:
    """Return whether a schema is wanted: it knows of all that a file may name."""
    return command == "schema" or (command == "dump" and is_asked("schema", words))


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


def _folder_of_records() -> str:
    """Return the folder in which this project has the records of all runs; empty if none does."""
    project = of_project("")
    return project.record if project else ""


def _serves_a_shell(words: Sequence[str]) -> bool:
    """Complete a word, or see to it that a shell asks for that; return whether it is meant."""
    if words[0] == "--complete":
        from hprun.cli.complete import print_completions

        print_completions(words[1:], of_project)
        return True
    if words[0].partition("=")[0] == "--install-completion":
        from hprun.cli.shells import install

        install(words)
        return True
    return False

"""Layer 4: the commands: each has a target that is scanned and values that are settled."""

from __future__ import annotations

import os
import sys

from hprun.cli.grammar import COMMANDS, Invocation, command_of, is_asked, read, texts_of
from hprun.errors import SourceError, TargetError, UsageError
from hprun.launch.target import Target, find
from hprun.model import COMMAND_LINE, FILE, Catalog
from hprun.runtime import handoff, root
from hprun.scan.files.cache import scan
from hprun.values.layer import Assignment, Layer, Resolution
from hprun.values.merge import ready, resolve, sound
from hprun.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hprun.model import Value

    Job = tuple[Target, Sequence[str]]


class Session:
    """One command line at work.

    `target` and `catalog` belong to the word that was taken for the target last; when the words
    have been read, to the one that it is.
    """

    target: Target
    invocation: Invocation

    def __init__(self, command: str, words: Sequence[str]) -> None:
        self.command = command
        self.words = words
        self.catalog = Catalog({})

    def read(self) -> bool:
        """Read the words and scan the target that they name.

        Returns whether that is done: False for a run of a script that is not Python.
        """
        try:
            self.invocation = read(self.command, self.words, self._survey)
        except SourceError:
            if self.command != "run":
                raise
            return False
        return True

    def _survey(self, word: str, module: bool) -> Catalog:  # noqa: FBT001 - the grammar's call
        try:
            self.target = find(word, module=module)
        except TargetError as error:
            raise _meant(word, error) from None
        if not self.target.file and self.command != "run":
            raise _nothing_at(self.target)
        globs = texts_of("scan", self.words)
        self.catalog = scan(
            self.target.entries,
            self.target.search,
            globs,
            cached=not is_asked("no_cache", self.words),
            thorough=self.command == "check",
        )
        return self.catalog

    def resolve(self) -> Resolution:
        """Return the values, merged from everywhere."""
        return resolve(self.catalog, self._layers())

    def _layers(self) -> Iterator[Layer]:
        """Yield what files, the environment and the command line say, the last to win last."""
        invocation = self.invocation
        for path in invocation.texts("config"):
            from hprun.values.files import layer, load

            yield layer(load(path), self.catalog, lax="lax" in invocation.given)
        if any(name.startswith("HPRUN_") for name in os.environ):
            from hprun.values.environment import layer as of_environment

            yield of_environment(os.environ, self.catalog)
        line, lenient = invocation.line, self.command == "run"
        said = {each.key: each for each in line.said} if line else {}
        typed = (
            Assignment(each.key, each.value, each.origin, lenient=lenient) for each in said.values()
        )
        yield Layer(COMMAND_LINE, (*invocation.overrides, *typed))


def dispatch(words: Sequence[str]) -> Job | None:
    """Do what the words of a command line say, all but to execute the script.

    Returns the target that is left to be executed, with its words; None where there is none. Raises
    HprunError for a mistake of the user's.
    """
    if words and words[0] == "--complete":
        _complete(words[1:])
        return None
    session = Session(*command_of(words))
    if not session.read():
        return session.target, ()  # python words the error, with nothing of ours around it
    invocation = session.invocation
    if "version" in invocation.given:
        sys.stdout.write(f"hprun {VERSION}\n")
    elif "completion" in invocation.given:
        from hprun.cli.complete import script

        sys.stdout.write(script(invocation.texts("completion")[-1]))
    elif "help" in invocation.given or not session.words:
        _help(session)
    elif invocation.target:
        return _COMMANDS[session.command](session)
    else:
        raise UsageError("no target is named", advice="name a script, or -m and a module")
    return None


def run(session: Session) -> Job:
    """Install the values as the root scope of the target, which is left to be executed."""
    resolution = session.resolve()
    ready(resolution, session.catalog)
    values = resolution.root()
    overrides = _overrides(resolution)
    root.install(values, overrides)
    if values:
        handoff.export(values, session.target.file)
    else:
        handoff.forget()
    if overrides and "quiet" not in session.invocation.given:
        _report_at_exit(overrides)
    if session.catalog.ancestors:
        from hprun.compat.serve import serve

        serve(unchanged=resolution.unchanged())
    return session.target, _arguments(session, resolution)


def _arguments(session: Session, resolution: Resolution) -> Sequence[str]:
    """Return the script's words, with those that say further values where it has a parser."""
    line = session.invocation.line
    if line is None:
        return session.invocation.arguments
    from hprun.deliver.spelling import spelled

    return spelled(resolution.parameters.values(), line)


def inspect(session: Session) -> None:
    """Print the parameters of the target."""
    from hprun.cli import table

    resolution = sound(session.resolve())
    table.warnings(resolution, session.catalog)
    table.parameters(resolution, session.catalog, session.invocation)


def dump(session: Session) -> None:
    """Print the values as a file, or write it."""
    from hprun.values.dump import dump as dumped
    from hprun.values.files import write

    paths = session.invocation.texts("output")
    text = dumped(sound(session.resolve()), session.catalog, _language(session.invocation, paths))
    if paths:
        write(paths[-1], text)
    else:
        sys.stdout.write(text)


def why(session: Session) -> None:
    """Print where values come from."""
    from hprun.cli import table

    table.history(sound(session.resolve()), session.catalog, session.invocation)


def check(session: Session) -> None:
    """Raise what a run would refuse; print what it would take."""
    from hprun.cli import table

    resolution = session.resolve()
    ready(resolution, session.catalog)
    table.warnings(resolution, session.catalog)
    table.verdict(resolution, session.catalog, session.invocation)


_COMMANDS: Mapping[str, Callable[[Session], Job | None]] = {
    "run": run,
    "inspect": inspect,
    "dump": dump,
    "why": why,
    "check": check,
}


def _complete(words: Sequence[str]) -> None:
    from hprun.cli.complete import print_completions  # the shell asks

    print_completions(words)


def _help(session: Session) -> None:
    from hprun.cli.help import show_help

    show_help(session.command, session.invocation.target, session.catalog)


def _language(invocation: Invocation, paths: Sequence[str]) -> str:
    """Return the language of a dump: as asked for, else by the ending of the file."""
    known = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".toml": "toml"}
    asked = invocation.texts("format")
    if asked and asked[-1] not in known.values():
        raise UsageError(
            f"unknown format {asked[-1]!r}", origin="--format", advice="choose yaml, json or toml"
        )
    ending = os.path.splitext(paths[-1])[1].lower() if paths else ""
    return asked[-1] if asked else known.get(ending, "yaml")


def _meant(word: str, error: TargetError) -> TargetError:
    """Return the error for a target that is not there, which may be a command misspelled."""
    from difflib import get_close_matches

    near = get_close_matches(word, COMMANDS, n=1)
    advice = error.advice or (f"did you mean hprun {near[0]}?" if near else "")
    return TargetError(error.what, origin=error.origin, advice=advice)


def _nothing_at(target: Target) -> TargetError:
    """Return the error that python words itself when a target is run."""
    if target.kind == "module":
        return TargetError(f"no module named {target.word!r} can be run")
    return TargetError(f"can't find '__main__' module in {target.word!r}")


def _overrides(resolution: Resolution) -> dict[str, Value]:
    """Return what was typed for this run alone, by slot: not what a file says for many runs."""
    given = {
        each.parameter.slot: each.winner
        for each in resolution.parameters.values()
        if each.winner is not None
        and each.winner.source.rank > FILE.rank
        and each.parameter.delivery is None
    }
    return given | dict(resolution.added)


def _report_at_exit(overrides: Mapping[str, Value]) -> None:
    """Say at the end which overrides the script never read; a forked child says nothing."""
    import atexit

    process = os.getpid()

    def report() -> None:
        if os.getpid() == process and sys.stderr is not None:
            for slot in root.unread():
                origin = overrides[slot].origin
                sys.stderr.write(
                    f"hprun: {slot!r} was set but not reached in this process ({origin})\n"
                )

    atexit.register(report)

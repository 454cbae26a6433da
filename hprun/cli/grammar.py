"""Layer 5: what the words of a command line mean.

The parameters of the script at hand make options, so its catalog is needed to read the words. That
makes the target the first thing to find, and before it stand options whose nature only it can tell.
Each word that could be the target is tried: the one whose own catalog makes sense of all the words
is it. It stays one file: every start loads all of it, and a second file would only add to that.
"""

from __future__ import annotations

import os

from hprun.cli.options import Option, by_spelling, command_named, is_asked, option_named
from hprun.errors import HprunError, UsageError
from hprun.frozen import Record
from hprun.literal import Text, is_number
from hprun.model import WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from hprun.cli.project import Project
    from hprun.deliver.words import Line
    from hprun.launch.target import Target
    from hprun.model import Catalog
    from hprun.values.layer import Assignment, Resolution

    Job = tuple[Target, Sequence[str], bool, Callable[..., Any] | None]
    """What is left to be executed: as `hprun.launch.execute` takes it."""

_MODULE = ("-m", "--module")
_DEFINE = ("-D", "--define")
_CONFIG = ("-c", "--config")
_HELP = ("-h", "--help")
_ENDINGS = (".yaml", ".yml", ".json", ".toml")


class Found(Record):
    """A target with what the scan says of it; not `readable` if the script is no Python.

    `project` is what its project says for all runs, None where there is none that says anything.
    """

    target: Target
    catalog: Catalog
    readable: bool = True
    project: Project | None = None


class Invocation(Record):
    """A command line that has been read.

    `given` has the values of hprun's own options by field, flags as an empty text. `arguments` are
    the words left over: those of the script for a run, patterns or names for the other commands.
    `found` is the target; `line` is the script's part of the words where it has its own parser.
    `mistakes` are words that say nothing; they are told with the values that do not fit.
    """

    command: str
    target: str
    module: bool
    overrides: tuple[Assignment, ...]
    given: Mapping[str, tuple[str, ...]]
    arguments: tuple[str, ...]
    found: Found | None = None
    line: Line | None = None
    mistakes: tuple[HprunError, ...] = ()

    def texts(self, field: str) -> tuple[str, ...]:
        """Return all values given to one of hprun's own options."""
        return self.given.get(field, ())

    def text(self, field: str) -> str:
        """Return the last value given to one of hprun's own options, an empty text without."""
        return "".join(self.texts(field)[-1:])


class Plan(Record):
    """All that a command needs to know: what was asked, of which target, and its values."""

    invocation: Invocation
    target: Target
    catalog: Catalog
    resolution: Resolution

    @property
    def scoped(self) -> Resolution:
        """All values but those of new names that the script's own words say."""
        line, resolution = self.invocation.line, self.resolution
        said = line is not None and line.takes_pairs
        return resolution.replace(added={}) if said and resolution.added else resolution


def read(command: str, words: Sequence[str], survey: Callable[[str, bool], Found]) -> Invocation:
    """Return what the words mean.

    `survey` finds a target by its word, or by the name of a module. Raises UsageError, or what
    `survey` raises; what can wait is among the `mistakes` of the invocation.
    """
    refusal: HprunError | None = None
    own = of_notebook = by_spelling(command)
    if command == "run" and any(word.endswith(".ipynb") for word in words):
        from hprun.cli.notebook_options import BY_SPELLING

        of_notebook = own | BY_SPELLING
    positions = candidates(command, words, of_notebook)
    for position in positions:
        module = position > 0 and words[position - 1] in _MODULE
        try:
            found = survey(words[position], module)
            known = own
            if of_notebook is not own and found.target.kind == "notebook":
                known = of_notebook
            reader = _Reader(command, words, position, found, known)
            return reader.invocation(surely=position == positions[-1])
        except HprunError as error:
            refusal = error
    if refusal is not None:
        raise refusal
    return _Reader(command, words, len(words), None, own).invocation()


def candidates(command: str, words: Sequence[str], own: Mapping[str, Option]) -> list[int]:
    """Return the positions at which the target may stand, the surest last.

    `own` are the options of the command's own, by their spelling.

    A word behind an option that only the target can explain may be that option's value: it is a
    candidate if it exists. The first word behind anything else is the target, whatever it is.
    """
    if not command_named(command).aimed:
        return []
    flags = {name for name, option in own.items() if not option.metavar}
    doubtful: list[int] = []
    before = ""
    for position, word in enumerate(words):
        if word == "--":
            break
        if before in _MODULE:
            return [position]
        if _continues(before, word, own):
            before = _behind(before)
            continue
        if not word.startswith("-") or word == "-":
            explained = not before.startswith("--") or "=" in before or before in flags
            exists = word == "-" or os.path.exists(word)
            if explained and (exists or command != "why"):
                return [*doubtful, position]
            if exists:
                doubtful.append(position)
        before = word
    return doubtful


def _continues(before: str, word: str, options: Mapping[str, Option]) -> bool:
    """Return whether a word is the value of the option before it, or one more of its values."""
    if before in options and options[before].metavar:
        return True
    return (before == "-D …" and _is_override(word)) or (before == "-c …" and is_config(word))


def _is_override(word: str) -> bool:
    from hprun.assigning import looks_like_one

    return looks_like_one(word)


def _behind(before: str) -> str:
    if before in (*_DEFINE, "-D …"):
        return "-D …"
    return "-c …" if before in (*_CONFIG, "-c …") else ""


def is_config(word: str) -> bool:
    """Return whether a word behind ``-c FILE`` is meant as one more file, or as a preset."""
    is_preset = word[:1] == "+" and not is_number(word)
    return is_preset or (word.lower().endswith(_ENDINGS) and word[:1] != "-")


class _Reader:
    """Reads words from left to right; `self._at` is the next one."""

    def __init__(
        self,
        command: str,
        words: Sequence[str],
        target: int,
        found: Found | None,
        own: Mapping[str, Option],
    ) -> None:
        self._command = command
        self._words = words
        self._target = target
        self._found = found
        self._catalog = found.catalog if found else None
        self._at = 0
        self._overrides: list[Assignment] = []
        self._given: dict[str, tuple[str, ...]] = {}
        self._arguments: list[str] = []
        self._mistakes: list[HprunError] = []
        self._own = own
        self._helping = is_asked("help", words) or is_asked("help_all", words)
        self._line: Line | None = None
        if found is not None and found.catalog.parsers:
            from hprun.deliver.words import Line

            self._line = Line(found.catalog)

    def invocation(self, *, surely: bool = False) -> Invocation:
        """Return what was read; where the target may be another, every mistake is raised."""
        if self._found is None or self._found.readable:
            self._read()
        if self._line is not None and len(self._line.words) < len(self._words) - self._target - 1:
            self._line = self._line.again()  # words of ours may have stood between its own
        known = self._target < len(self._words)
        alone = [
            each.names[0]
            for each in self._own.values()
            if each.kind == "alone" and each.field in self._given
        ]
        if alone and (known or self._overrides or len(self._given) > 1):
            raise UsageError(f"{alone[0]} stands alone on its line", advice="leave out the rest")
        files = "config" in self._given or (self._found is not None and self._found.project)
        if "lax" in self._given and not files and not self._is_closed():
            self._mistakes.append(
                UsageError("--lax does nothing here", advice="it lets keys of files pass: -c FILE")
            )
        if self._mistakes and not surely:
            from hprun.values.merge import refuse

            refuse(self._mistakes)
        return Invocation(
            self._command,
            self._words[self._target] if known else "",
            "module" in self._given,
            tuple(self._overrides),
            self._given,
            tuple(self._arguments),
            self._found,
            self._line,
            tuple(self._mistakes),
        )

    def _is_closed(self) -> bool:
        """Return whether the script has a parser that would refuse what it does not know."""
        return self._line is not None and not self._line.opened

    def _read(self) -> None:
        while self._at < len(self._words):
            word = self._words[self._at]
            self._at += 1
            if self._at - 1 == self._target:
                continue
            if self._line is not None and self._line.end is not None:
                self._line.rest([word])  # behind argparse.REMAINDER
                continue
            if word == "--":
                self._take_rest(self._words[self._at :])
                break
            if self._is_of_script(word):
                continue
            if word.startswith("-") and len(word) > 1 and not is_number(word):
                self._option(word)
            else:
                self._positional(word)

    def _take_rest(self, words: Sequence[str]) -> None:
        """Take the words behind ``--``, which are the script's whatever they are."""
        if self._line is None:
            self._arguments += words
        else:
            self._line.rest(words)

    def _option(self, word: str) -> None:
        name, equals, text = word.partition("=")
        if not word.startswith("--") and word[:2] in self._own and len(word) > 2:  # noqa: PLR2004 - -Dlr=1
            name, equals, text = word[:2], "=", word[2:]
        option = self._own.get(name)
        if option is None:
            try:
                self._parameter(name, text if equals else None)
            except UsageError as error:
                self._mistakes.append(error)
            return
        self._refuse_a_clash(name)
        if not option.metavar:
            if equals and option.kind != "maybe":
                raise UsageError(f"{name} takes no value", origin=word, advice=f"write {name}")
            self._keep(option, name, text)
            return
        text = text if equals else self._value_of(name, option.metavar)
        if option.field == "define":
            self._define(text)
        elif option.field == "config":
            self._configure(option, name, text)
        else:
            self._keep(option, name, text)

    def _keep(self, option: Option, name: str, text: str) -> None:
        """Take note of an option of our own that is acted on once."""
        before = self._given.get(option.field, ())
        if option.field == "module" and self._at - 1 != self._target and self._found:
            from hprun.cli.switches import second_target

            raise second_target(f"{name} {text}", self._words[self._target])
        if before and option.metavar and option.kind != "many":
            raise UsageError(f"{name} is given twice", origin=f"{before[0]}, {text}")
        self._given[option.field] = (*before, text) if option.kind == "many" else (text,)

    def _refuse_a_clash(self, name: str) -> None:
        """Raise where a parameter would make the very option that hprun has."""
        if self._catalog is None or self._at <= self._target or name[:2] != "--":
            return
        from hprun.cli.switches import clashing_option, option_of

        key, parameter = option_of(name, self._catalog)
        if parameter is not None and key in self._catalog.parameters and name not in _HELP:
            raise clashing_option(name, key, parameter)

    def _is_of_script(self, word: str) -> bool:
        """Take an option that the script declares, with its values; return whether it is one.

        Behind the target the script's options go before hprun's own of the same name; but for
        ``--help``, and ``-D`` with a name that can be set. A beginning of one goes behind them.
        """
        line, name = self._line, word.partition("=")[0]
        if line is None or self._at <= self._target or not line.is_option(word) or name in _HELP:
            return False
        if not line.has(word) and not line.has(name) and self._is_of_hprun(name):
            return False
        if self._defines(word, name) or self._configures(word):
            return False
        count = line.take(self._words, self._at - 1)
        self._at += max(count - 1, 0)
        return count > 0

    def _is_of_hprun(self, name: str) -> bool:
        """Return whether a word is an option of hprun's own, or a parameter of the root scope."""
        parameters = self._catalog.parameters if self._catalog else {}
        found = parameters.get(name.removeprefix("--")) if name[:2] == "--" else None
        return name in self._own or (found is not None and found.manager != WORDS)

    def _defines(self, word: str, name: str) -> bool:
        """Return whether a word is hprun's ``-D``, with a name that can be set, in any spelling."""
        if word in _DEFINE:
            behind = self._words[self._at : self._at + 1]
            return bool(behind) and self._is_known(behind[0])
        text = word.partition("=")[2] if name == "--define" else word[2:]
        return (name == "--define" or word[:2] == "-D") and self._is_known(text)

    def _configures(self, word: str) -> bool:
        """Return whether a word is hprun's ``-c`` with a file, and not Hydra's ``-c job``."""
        behind = self._words[self._at : self._at + 1]
        pairs = self._line is not None and self._line.takes_pairs
        return pairs and word == "-c" and bool(behind) and is_config(behind[0])

    def _is_known(self, word: str) -> bool:
        """Return whether a word ``NAME=VALUE`` sets what can be set, or ``~NAME`` drops it."""
        from hprun.assigning import taken_apart

        written = taken_apart(word)
        if self._catalog is None or (written.text is None and not written.change):
            return False
        from hprun.values.layer import place_of

        known = place_of(self._catalog, written.name) is not None
        return written.added or known or self._is_computed(written.name)

    def _is_computed(self, name: str) -> bool:
        """Return whether a name is one that the script makes while it runs."""
        if self._catalog is None or not self._catalog.dynamic:
            return False
        from hprun.values.layer import dynamic_of

        return dynamic_of(self._catalog, name) is not None

    def _define(self, text: str) -> None:
        """Take the words of one -D: several may follow it, as long as they look like overrides.

        Where the script takes such words itself, behind the target, they are the script's.
        """
        self._assign(text)
        while self._at < len(self._words) and self._at != self._target:
            word = self._words[self._at]
            line = self._line if self._at > self._target else None
            if line is not None and (line.takes_pairs or line.is_option(word)):
                break
            if not self._is_known(word) and (self._may_be_of_script or not _is_override(word)):
                break
            self._assign(word)
            self._at += 1

    @property
    def _may_be_of_script(self) -> bool:
        """Whether a word that is no option may be meant for the script's own parser."""
        behind = self._at > self._target
        return behind and self._line is not None and self._line.takes_positionals

    def _assign(self, word: str) -> None:
        from hprun.values.layer import assigned

        try:
            self._overrides.append(assigned(word))
        except UsageError as error:
            self._mistakes.append(error)

    def _configure(self, option: Option, name: str, text: str) -> None:
        """Take the files of one -c: several may follow it, as a shell's ``*.yaml`` has them."""
        self._keep_a_file(option, name, text)
        while self._at < len(self._words) and is_config(self._words[self._at]):
            word = self._words[self._at]
            if self._at == self._target:
                break
            if word[0] != "+" and not os.path.exists(word):
                from hprun.cli.switches import no_file

                raise no_file(word, f"{name} {text} {word}")
            self._keep(option, name, word)
            self._at += 1

    def _keep_a_file(self, option: Option, name: str, text: str) -> None:
        """Take note of a file; standard input can be read only once."""
        if text == "-" and "-" in (*self._given.get(option.field, ()), self._word_of_target):
            raise UsageError(f"{name} - is given twice: standard input can be read only once")
        self._keep(option, name, text)

    @property
    def _word_of_target(self) -> str:
        return self._words[self._target] if self._target < len(self._words) else ""

    def _parameter(self, name: str, text: str | None) -> None:
        """Take ``--lr 0.1``, ``--lr=0.1``, ``--amp`` or ``--no-amp``."""
        from hprun.cli.switches import is_bool, is_value_of_bool, option_of, option_without_target

        if self._catalog is None:
            raise option_without_target(name, self._command)
        key, parameter = option_of(name, self._catalog)
        if parameter is None:
            self._unexplained(name, text)
            return
        if text is None and is_bool(parameter.type):
            follows = self._words[self._at : self._at + 1]
            spelled = bool(follows) and is_value_of_bool(follows[0], parameter.type)
            text = self._value_of(name, "") if spelled else "true"
        if text is None:
            text = self._value_of(name, f"a value ({parameter.type}, {parameter.location})")
        self._override(key, text, f"{name} {text or repr('')}")

    def _override(self, name: str, text: str, origin: str) -> None:
        """Take note of a value that an option of the root scope's sets."""
        from hprun.values.layer import Assignment

        self._overrides.append(Assignment(name, Text(text), origin))

    def _unexplained(self, name: str, text: str | None) -> None:
        """Take ``--no-amp``, or what the script's parser may know though the scan does not."""
        from hprun.cli import switches

        assert self._catalog is not None  # noqa: S101 - for mypy
        if name[:2] == "--" and self._is_computed(name[2:]):
            text = self._value_of(name, "a value") if text is None else text
            self._override(name[2:], text, f"{name} {text}")
            return
        negated = switches.negated_by(name, self._catalog)
        if negated and text is None:
            follows = "".join(self._words[self._at : self._at + 1])
            switches.refuse_a_value(name, negated, follows, self._catalog)
            self._override(negated, "false", name)
            return
        behind = self._line is not None and self._at > self._target
        if self._line is not None and behind and (self._line.opened or self._is_lax):
            self._line.keep([self._words[self._at - 1]])
            return
        other = option_named(name)
        error = (
            switches.misplaced_option(other, name)
            if other and other.kind != "inner" and self._command not in other.commands
            else switches.unknown_option(name, text, self._catalog, self._command)
        )
        self._mistakes.append(error)
        self._skip_a_value()

    @property
    def _is_lax(self) -> bool:
        """Whether hprun's ``--lax`` is given, or will be: the script may have one of its own."""
        later = self._words[self._at :] if self._line and not self._line.has("--lax") else ()
        return "lax" in self._given or is_asked("lax", later)

    def _skip_a_value(self) -> None:
        """Pass over the word behind an unknown option, so as to find further mistakes."""
        follows = self._words[self._at : self._at + 1]
        if follows and self._at != self._target and not follows[0].startswith("-"):
            self._at += 1

    def _value_of(self, name: str, metavar: str) -> str:
        is_target = self._at == self._target and name not in _MODULE
        if self._at >= len(self._words) or is_target or self._words[self._at] == "--":
            raise UsageError(f"{name} needs {metavar}")
        self._at += 1
        return self._words[self._at - 1]

    def _positional(self, word: str) -> None:
        if self._at - 1 < self._target < len(self._words) and self._command != "why":
            raise UsageError(f"{word!r} stands before the target", advice="put it behind")
        name, equals, _ = word.partition("=")
        known = bool(equals) and self._catalog is not None and name in self._catalog.parameters
        if known and not self._may_be_of_script:
            from hprun.secret import MASK, is_secret

            word = f"{name}={MASK}" if is_secret(name) else word
            fix = f"to set the parameter write -D {word}; to pass it to the script put it after --"
            raise UsageError(f"{word!r} would reach the script as an argument", advice=fix)
        if self._line is not None and self._is_passed_on(word, self._line):
            self._line.rest([word])
        else:
            self._arguments.append(word)

    def _is_passed_on(self, word: str, line: Line) -> bool:
        """Return whether a word that is no option is the script's, and not a name for a command.

        Behind ``why NAME TARGET``, and for help, what is no name is the script's; for `inspect` the
        name of a subcommand is both: what follows is that one's.
        """
        if self._at <= self._target:
            return False
        if command_named(self._command).runs and not self._helping:
            return True
        names = self._catalog.parameters if self._catalog else {}
        if (self._command == "why" and self._arguments) or (line.takes_pairs and "=" in word):
            return True
        if line.is_command(word):
            line.rest([word])
            return not any(each.startswith(f"{word}.") for each in names)
        return self._helping and command_named(self._command).runs and not _is_name(word, names)


def _is_name(word: str, names: Iterable[str]) -> bool:
    """Return whether a word names parameters: one, what stands below it, or a pattern."""
    return any(each in "*?[" for each in word) or any(
        each == word or each.startswith(f"{word}.") for each in names
    )

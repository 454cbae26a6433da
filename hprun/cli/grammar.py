"""Layer 4: what the words of a command line mean.

One table lists the options that every script has in common; the rest are the parameters of the
script at hand, so its catalog is needed to read the words. That makes the target the first thing to
find, and before it stand options whose nature only it can tell. Each word that could be the target
is tried: the one whose own catalog makes sense of all the words is it.
"""

from __future__ import annotations

import os

from hprun.assigning import looks_like_one, taken_apart
from hprun.errors import HprunError, UsageError
from hprun.frozen import Record
from hprun.literal import Text
from hprun.values.layer import Assignment, as_dict
from hprun.values.overrides import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hprun.deliver.words import Line
    from hprun.model import Catalog, Parameter, Type


COMMANDS: Mapping[str, str] = {
    "run": "Run the target with its parameters set. The word `run` may be left out.",
    "inspect": "Show a table of everything that can be set, its value and where it comes from.",
    "dump": "Write the values as a commented file that `-c` reads back.",
    "why": "Show where the value of a parameter comes from, and whom it beat.",
    "check": "Check the values against the target without running it.",
}


class Option(Record):
    """An option of hprun's own; it takes a value if `metavar` is not empty."""

    names: tuple[str, ...]
    field: str
    metavar: str
    help: str
    commands: tuple[str, ...] = tuple(COMMANDS)


OPTIONS = (
    Option(
        ("-D", "--define"),
        "define",
        "NAME=VALUE",
        "Set a parameter. NAME:=LITERAL sets a literal whatever the type; "
        "+NAME=VALUE sets a name that the scan did not find.",
    ),
    Option(("-c", "--config"), "config", "FILE", "Read values from a YAML, JSON or TOML file."),
    Option(("-m", "--module"), "module", "MODULE", "The target is a module, as in `python -m`."),
    Option(("--scan",), "scan", "GLOB", "Scan these files too, which no import names."),
    Option(("--no-cache",), "no_cache", "", "Scan anew, and do not remember what was found."),
    Option(("-q", "--quiet"), "quiet", "", "Do not report values that were never read.", ("run",)),
    Option(("--detail",), "detail", "", "Show the code around every occurrence.", ("inspect",)),
    Option(("--json",), "json", "", "Print plain JSON.", ("inspect", "why", "check")),
    Option(("-o", "--output"), "output", "FILE", "Write to a file, in one step.", ("dump",)),
    Option(("--format",), "format", "yaml|json|toml", "The language to write.", ("dump",)),
    Option(("-h", "--help"), "help", "", "Show the parameters of the target, or this."),
    Option(
        ("--completion",),
        "completion",
        "bash|zsh|fish",
        "Print the completion for a shell.",
        ("run",),
    ),
    Option(("--version",), "version", "", "Show the version.", ("run",)),
)

_MODULE = ("-m", "--module")
_DEFINE = ("-D", "--define")
_HELP = ("-h", "--help")
_DEFINED = "-D …"
_BOOL_WORDS = frozenset(("true", "false", "yes", "no", "on", "off"))


class Invocation(Record):
    """A command line that has been read.

    `given` has the values of hprun's own options by field, flags as an empty text. `arguments` are
    the words left over: those of the script for a run, patterns or names for the other commands.
    `line` is the script's part of the words where the script has a parser of its own.
    """

    command: str
    target: str
    module: bool
    overrides: tuple[Assignment, ...]
    given: Mapping[str, tuple[str, ...]]
    arguments: tuple[str, ...]
    line: Line | None = None

    def texts(self, field: str) -> tuple[str, ...]:
        """Return all values given to one of hprun's own options."""
        return self.given.get(field, ())


def command_of(words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the command, and the words without it; a script named like one is ``./run``."""
    if words and words[0] in COMMANDS:
        return words[0], words[1:]
    return "run", words


def read(command: str, words: Sequence[str], survey: Callable[[str, bool], Catalog]) -> Invocation:
    """Return what the words mean.

    `survey` gives the catalog of a target: of a word, and whether it names a module; the target is
    the last word that it is asked for. Raises UsageError, or what `survey` raises.
    """
    refusal: HprunError | None = None
    for position in candidates(command, words):
        module = position > 0 and words[position - 1] in _MODULE
        try:
            catalog = survey(words[position], module)
            return _Reader(command, words, position, catalog).invocation()
        except HprunError as error:
            refusal = error
    if refusal is not None:
        raise refusal
    return _Reader(command, words, len(words), None).invocation()


def texts_of(field: str, words: Sequence[str]) -> list[str]:
    """Return the values of one of hprun's own options before anything else is read."""
    names = _names_of(field)
    found: list[str] = []
    for before, word in zip(("", *words), words, strict=False):
        if word == "--":
            break
        name, equals, text = word.partition("=")
        if before in names:
            found.append(word)
        elif name in names and equals:
            found.append(text)
    return found


def is_asked(field: str, words: Sequence[str]) -> bool:
    """Return whether a flag of hprun's own is given, before anything else is read."""
    words = words[: words.index("--")] if "--" in words else words
    return any(name in words for name in _names_of(field))


def _names_of(field: str) -> tuple[str, ...]:
    return next(option.names for option in OPTIONS if option.field == field)


def candidates(command: str, words: Sequence[str]) -> list[int]:
    """Return the positions at which the target may stand, the surest last.

    A word behind an option that only the target can explain may be that option's value: it is a
    candidate if it exists. The first word behind anything else is the target, whatever it is.
    """
    taking = {name for option in _options(command) if option.metavar for name in option.names}
    flags = {name for option in _options(command) if not option.metavar for name in option.names}
    doubtful: list[int] = []
    before = ""
    for position, word in enumerate(words):
        if word == "--":
            break
        if before in _MODULE:
            return [position]
        if before in taking or (before == _DEFINED and looks_like_one(word)):
            before = _DEFINED if before in _DEFINE or before == _DEFINED else ""
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


def _options(command: str) -> list[Option]:
    return [option for option in OPTIONS if command in option.commands]


class _Reader:
    """Reads words from left to right; `self._at` is the next one."""

    def __init__(
        self, command: str, words: Sequence[str], target: int, catalog: Catalog | None
    ) -> None:
        self._command = command
        self._words = words
        self._target = target
        self._catalog = catalog
        self._at = 0
        self._overrides: list[Assignment] = []
        self._given: dict[str, tuple[str, ...]] = {}
        self._arguments: list[str] = []
        self._own = {name: option for option in _options(command) for name in option.names}
        self._line: Line | None = None
        if catalog is not None and catalog.parsers:
            from hprun.deliver.words import Line

            self._line = Line(catalog)

    def invocation(self) -> Invocation:
        while self._at < len(self._words):
            word = self._words[self._at]
            self._at += 1
            if self._at - 1 == self._target:
                continue
            if word == "--":
                self._behind(self._words[self._at :])
                break
            if word.startswith("-") and len(word) > 1 and not _is_number(word):
                self._option(word)
            else:
                self._positional(word)
        known = self._target < len(self._words)
        return Invocation(
            self._command,
            self._words[self._target] if known else "",
            "module" in self._given,
            tuple(self._overrides),
            self._given,
            tuple(self._arguments),
            self._line,
        )

    def _behind(self, words: Sequence[str]) -> None:
        """Take the words behind ``--``, which are the script's whatever they are."""
        if self._line is None:
            self._arguments += words
        else:
            self._line.rest(words)

    def _option(self, word: str) -> None:
        if self._is_of_script(word):
            return
        name, equals, text = word.partition("=")
        if not word.startswith("--") and word[:2] in self._own and len(word) > 2:  # noqa: PLR2004 - -Dlr=1
            name, equals, text = word[:2], "=", word[2:]
        option = self._own.get(name)
        if option is None:
            self._parameter(name, text if equals else None)
        elif not option.metavar:
            self._given[option.field] = ("",)
        else:
            text = text if equals else self._value_of(name, option.metavar)
            if option.field == "define":
                self._define(text)
            else:
                self._given[option.field] = (*self._given.get(option.field, ()), text)

    def _is_of_script(self, word: str) -> bool:
        """Take an option that the script declares, with its values; return whether it is one.

        Behind the target the script's options go before hprun's own of the same name; but for
        ``--help``, and ``-D`` with a name that can be set.
        """
        line, name = self._line, word.partition("=")[0]
        if line is None or self._at <= self._target or name in _HELP:
            return False
        if word[:2] == "-D" or name == "--define":
            behind = self._words[self._at : self._at + 1] if word in _DEFINE else [word[2:]]
            if not line.has("-D") or (behind and self._is_known(behind[0])):
                return False
        if not line.has(name) and name in self._own:
            return False
        count = line.take(self._words, self._at - 1)
        self._at += max(count - 1, 0)
        return count > 0

    def _is_known(self, word: str) -> bool:
        written = taken_apart(word)
        known = self._catalog is not None and written.name in self._catalog.parameters
        return written.added or known

    def _define(self, text: str) -> None:
        """Take the words of one -D: several may follow it, as long as they look like overrides."""
        self._overrides.append(parse(text))
        while self._at < len(self._words) and looks_like_one(self._words[self._at]):
            if self._at == self._target:
                break
            self._overrides.append(parse(self._words[self._at]))
            self._at += 1

    def _parameter(self, name: str, text: str | None) -> None:
        """Take ``--lr 0.1``, ``--lr=0.1``, ``--amp`` or ``--no-amp``."""
        if self._catalog is None:
            raise UsageError(
                f"{name} belongs to a script, and none is named", advice="see hprun -h"
            )
        key, parameter = option_of(name, self._catalog)
        if parameter is None:
            negated, of_bool = option_of(f"--{name[5:]}", self._catalog)
            if name.startswith("--no-") and of_bool and is_bool(of_bool.type) and text is None:
                self._overrides.append(Assignment(negated, Text("false"), name))
                return
            if self._line is not None and self._line.opened and self._at > self._target:
                self._line.keep([self._words[self._at - 1]])
                return
            raise _unknown_option(name, text, self._catalog)
        if text is None and is_bool(parameter.type):
            follows = self._words[self._at : self._at + 1]
            spelled = bool(follows) and follows[0].lower() in _BOOL_WORDS
            text = self._value_of(name, "") if spelled else "true"
        if text is None:
            text = self._value_of(name, f"a value ({parameter.type}, {parameter.location})")
        self._overrides.append(Assignment(key, Text(text), f"{name} {text}"))

    def _value_of(self, name: str, metavar: str) -> str:
        is_target = self._at == self._target and name not in _MODULE
        if self._at >= len(self._words) or is_target:
            raise UsageError(f"{name} needs {metavar}")
        self._at += 1
        return self._words[self._at - 1]

    def _positional(self, word: str) -> None:
        if self._at - 1 < self._target < len(self._words) and self._command != "why":
            raise UsageError(f"{word!r} stands before the target", advice="put it behind")
        name, equals, _ = word.partition("=")
        known = bool(equals) and self._catalog is not None and name in self._catalog.parameters
        if known:
            fix = f"to set the parameter write -D {word}; to pass it to the script put it after --"
            raise UsageError(f"{word!r} would reach the script as an argument", advice=fix)
        if self._line is not None and self._command == "run":
            self._line.take(self._words, self._at - 1)
        else:
            self._arguments.append(word)


def option_of(name: str, catalog: Catalog) -> tuple[str, Parameter | None]:
    """Return what an option sets and the parameter that it belongs to, None if there is none.

    ``--weight-decay`` is weight_decay; ``--opt.lr`` an entry of opt, if that takes dicts.
    """
    key = name.removeprefix("--")
    for spelled in (key, key.replace("-", "_")) if name.startswith("--") else ():
        if spelled in catalog.parameters:
            return spelled, catalog.parameters[spelled]
        owner = spelled
        while owner := owner.rpartition(".")[0]:
            if owner in catalog.parameters and as_dict(catalog.parameters[owner].type):
                return spelled, catalog.parameters[owner]
    return key, None


def _unknown_option(name: str, text: str | None, catalog: Catalog) -> HprunError:
    from hprun.values.unknown import unknown_parameter

    passing = "an option of the script's own goes after --"
    if not name.startswith("--") or not name[2:]:
        return UsageError(f"unknown option {name}", advice=passing)
    origin = name if text is None else f"{name}={text}"
    meant = unknown_parameter(name[2:].replace("-", "_"), origin, catalog).advice
    return UsageError(f"unknown option {name}", advice=f"{meant} ({passing})")


def is_bool(to: Type) -> bool:
    """Return whether a bare ``--name`` means true."""
    return to.kind == "bool" or any(is_bool(member) for member in to.args if to.kind == "union")


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True

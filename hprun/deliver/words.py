"""Layer 2: the words of a command line that the script reads itself.

The scan knows the options of the script's own parser. Here is read, from left to right, which words
are that parser's, and what they set: `Line.take` is asked for each word in turn. What it does not
take is hprun's, or a mistake. The script's parser reads the same words again, and it alone decides
what they are worth; this reading tells values from the words that carry them, and no more.
"""

from __future__ import annotations

from hprun.frozen import Record
from hprun.literal import Text
from hprun.model import WORDS, Words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hprun.model import Catalog, Parameter, Parser

_TAKES_ANYTHING = frozenset(("click", "typer", "absl"))
"""The libraries that take the word behind an option for its value even if it begins with a dash."""


class Option(Record):
    """What the words of one option, or of a positional, set: the key of a parameter, and how.

    The key is empty for an option that sets nothing.
    """

    key: str
    words: Words


class Said(Record):
    """What some words set: `value` is `Text`, a list of these, a bool, or what a flag stands for.

    `origin` are the words as they were typed.
    """

    key: str
    value: object
    origin: str


class Level:
    """The options of a parser, or of a subcommand, by their spelling, and its positionals."""

    def __init__(self, parser: Parser, parameters: Mapping[str, Parameter], above: str) -> None:
        self.parser = parser
        self.options: dict[str, Option] = {}
        self.positionals: list[Option] = []
        command = (*filter(None, above.split(".")),)
        for other in parser.others:
            self.options |= dict.fromkeys(other.options, Option("", other))
        for key, words in _said_here(parameters, command):
            option = Option(key, words)
            if not words.options and words.arity != "pair":
                self.positionals.append(option)
            self.options |= dict.fromkeys((*words.options, *words.off), option)
        self.commands = {
            each.name: Level(each, parameters, f"{above}{each.name}.") for each in parser.commands
        }

    def find(self, word: str) -> tuple[Option, str, str | None] | None:
        """Return the option that a word means, its spelling, and the value in the same word."""
        name, equals, text = word.partition("=")
        if self.parser.style == "absl" and name not in self.options:
            name = f"-{name}" if name[:2] != "--" else name  # one dash does as well as two
        if name in self.options:
            return self.options[name], name, text if equals else None
        if self.parser.style == "absl":
            return None
        if self.parser.abbreviates and name[:2] == self.parser.prefixes[:1] * 2:
            full = [each for each in self.options if each.startswith(name)]
            meant = {self.options[each] for each in full}
            if full and len(meant) == 1:
                return self.options[full[0]], full[0], text if equals else None
        short = word[:2]
        if short in self.options and len(word) > 2 and short[1] not in self.parser.prefixes:  # noqa: PLR2004 - -b64
            return self.options[short], short, word[2:]
        return None


def _said_here(
    parameters: Mapping[str, Parameter], command: tuple[str, ...]
) -> Iterator[tuple[str, Words]]:
    """Yield the parameters that words at one place set, once for each way to say them."""
    for key, parameter in parameters.items():
        if parameter.manager == WORDS:
            for each in parameter.definitions:
                if isinstance(each.delivery, Words) and each.delivery.command == command:
                    yield key, each.delivery


class Line:
    """The script's part of a command line, as far as it has been read.

    `words` are the script's, in order. `said` is what they set. `opened` says that the parser, or
    the subcommand that was come to, takes what the scan does not know.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._levels = [Level(each, catalog.parameters, "") for each in catalog.parsers]
        self._filled = 0
        self._only_positionals = False
        self.words: list[str] = []
        self.said: list[Said] = []
        self.marks: list[tuple[tuple[str, ...], int]] = [((), 0)]

    @property
    def opened(self) -> bool:
        """Whether there is a parser of the script's own, and it may take anything."""
        return any(level.parser.openings for level in self._levels)

    @property
    def exists(self) -> bool:
        """Whether the script has a parser of its own at all."""
        return bool(self._levels)

    @property
    def takes_positionals(self) -> bool:
        """Whether a word that is no option may be meant for the parser."""
        return any(level.positionals or level.commands for level in self._levels)

    @property
    def style(self) -> str:
        """The library that the parser is made by."""
        return self._levels[0].parser.style if self._levels else ""

    @property
    def options(self) -> list[str]:
        """The spellings that the parser takes where the line stands now."""
        return [each for level in self._levels for each in level.options]

    def has(self, name: str) -> bool:
        """Return whether the script declares an option with exactly this spelling."""
        return any(name in level.options for level in self._levels)

    def take(self, words: Sequence[str], at: int) -> int:
        """Return how many words from a position on are the script's; 0 where it has no such option.

        A word that is no option is always the script's.
        """
        if self._only_positionals or not self._is_option(words[at]):
            self._positional(words[at])
            self.words.append(words[at])
            return 1
        for level in self._levels:
            found = level.find(words[at])
            if found is not None:
                option, name, text = found
                count = 0 if text is not None else self._arguments(option, level, words, at + 1)
                self._option(option, name, text, words[at : at + 1 + count])
                self.words += words[at : at + 1 + count]
                return 1 + count
        return 0

    def keep(self, words: Sequence[str]) -> None:
        """Take words as they are: the script's, whatever they mean."""
        self.words += words

    def rest(self, words: Sequence[str]) -> None:
        """Take all words behind ``--``, and what they set as far as it is known."""
        at = 0
        while at < len(words):
            count = self.take(words, at)
            if not count:
                self.words.append(words[at])
            at += count or 1

    def _is_option(self, word: str) -> bool:
        prefixes = self._levels[0].parser.prefixes if self._levels else "-"
        if len(word) < 2 or word[0] not in prefixes:  # noqa: PLR2004 - a dash alone is a word
            return False
        return self.has(word) or not _is_number(word)

    def _arguments(self, option: Option, level: Level, words: Sequence[str], at: int) -> int:
        """Return how many of the words behind an option are its values."""
        arity = option.words.arity
        if arity in ("0", "count"):
            return 0
        most = {"1": 1, "each": 1, "?": 1, "pair": 0}.get(arity, len(words))
        most = int(arity) if arity.isdecimal() else most
        greedy = arity == "..." or (
            level.parser.style in _TAKES_ANYTHING and (arity == "each" or arity.isdecimal())
        )
        count = 0
        while count < most and at + count < len(words):
            if not greedy and (words[at + count] == "--" or self._is_option(words[at + count])):
                break
            count += 1
        return count

    def _option(self, option: Option, name: str, text: str | None, typed: Sequence[str]) -> None:
        """Take note of what an option sets."""
        if not option.key:
            return
        origin, arity = " ".join(typed), option.words.arity
        values = [Text(each) for each in typed[1:]] if text is None else [Text(text)]
        if arity == "count":
            count = self._count(option.key) + 1 + len(text or "")
            self.said.append(Said(option.key, count, origin))
        elif arity == "0":
            says = False if name in option.words.off else option.words.says
            says = says if text is None else Text(text)
            self.said.append(Said(option.key, says, origin))
        elif arity == "each":
            before = [each.value for each in self.said if each.key == option.key]
            listed = before[-1] if before and isinstance(before[-1], list) else []
            self.said.append(Said(option.key, [*listed, *values], origin))
        elif arity in ("1", "?"):
            value = values[0] if values else option.words.says
            self.said.append(Said(option.key, value, origin))
        else:
            self.said.append(Said(option.key, [*values], origin))

    def _count(self, key: str) -> int:
        counts = [each.value for each in self.said if each.key == key]
        return int(str(counts[-1])) if counts else 0

    def _positional(self, word: str) -> None:
        """Take note of what a word that is no option sets, or which subcommand it names."""
        for position, level in enumerate(self._levels):
            if word in level.commands and self._filled >= _needed(level):
                self._levels[position] = level.commands[word]
                command = (*self.marks[-1][0], word)
                self.marks.append((command, len(self.words) + 1))
                self._filled = 0
                return
        for level in self._levels:
            if self._filled < len(level.positionals):
                self._fill(level.positionals[self._filled], word)
                return

    def _fill(self, option: Option, word: str) -> None:
        """Give a word to a positional; one that takes several keeps its place."""
        if option.words.arity in ("1", "?"):
            self.said.append(Said(option.key, Text(word), word))
            self._filled += 1
            return
        before = [each.value for each in self.said if each.key == option.key]
        listed = before[-1] if before and isinstance(before[-1], list) else []
        self.said.append(Said(option.key, [*listed, Text(word)], word))


def _needed(level: Level) -> int:
    """Return how many positionals stand before the subcommand."""
    return sum(each.words.arity == "1" for each in level.positionals)


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True

"""Layer 2: the words of a command line that the script reads itself.

The scan knows the options of the script's own parser. Here is read, from left to right, which words
are that parser's, and what they set: `Line.take` is asked for each word in turn. What it does not
take is hprun's, or a mistake. The script's parser reads the same words again, and it alone decides
what they are worth; this reading tells values from the words that carry them, and no more.
"""

from __future__ import annotations

from hprun.deliver.levels import Level, Meaning, Option, Said
from hprun.literal import Text, is_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hprun.model import Catalog

_TAKES_ANYTHING = frozenset(("click", "typer", "absl"))
"""The libraries that take the word behind an option for its value even if it begins with a dash."""


class Line:
    """The script's part of a command line, as far as it has been read.

    `words` are the script's, in order; `starts` are the positions of those that are options,
    `places` of those that are neither options nor values of one, and `marks` where the words of the
    parser and of each subcommand begin. Behind `end`, if it is set, no word is an option.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._levels = [Level(each, catalog.parameters, "") for each in catalog.parsers]
        self._all = [*self._levels]
        self._said: list[Said] = []
        self.words: list[str] = []
        self.starts: list[int] = []
        self.places: list[int] = []
        self.marks: list[tuple[tuple[str, ...], int]] = [((), 0)]
        self.end: int | None = None

    @property
    def said(self) -> list[Said]:
        """What the words set, in order."""
        return [*self._said, *(each for level in self._all for each in level.settled())]

    @property
    def opened(self) -> bool:
        """Whether there is a parser of the script's own, and it may take anything."""
        return any(level.parser.openings for level in self._levels)

    @property
    def takes_positionals(self) -> bool:
        """Whether a word that is no option may be meant for the parser."""
        named = self.takes_pairs
        return named or any(level.positionals or level.commands for level in self._levels)

    @property
    def takes_pairs(self) -> bool:
        """Whether a word ``name=value`` is the parser's, whatever the name."""
        return self.style == "hydra"

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

    def is_command(self, word: str) -> bool:
        """Return whether a word would be a subcommand here."""
        return any(word in level.commands for level in self._levels)

    def is_option(self, word: str) -> bool:
        """Return whether a word is one of the script's options, or looks like one, to its parser.

        A number is one where it is declared, and so is a word with a blank.
        """
        if self.end is not None or not self._has_prefix(word):
            return False
        return self._find(word) is not None or not (" " in word or is_number(word))

    def take(self, words: Sequence[str], at: int) -> int:
        """Return how many words from a position on are the script's; 0 where it has no such option.

        A word that is no option is always the script's.
        """
        word = words[at]
        if self._names_file(word) or (self.end is None and word == "--"):
            if word == "--":
                self.end = len(self.words)
            else:
                self._note_file(word[1:])
            self.words.append(word)
            return 1
        if not self.is_option(word):
            self._positional(word)
            return 1
        found = self._find(word)
        if found is None:
            return 0
        self.starts.append(len(self.words))
        count = 1 + self._option(found[0], found[1], words, at)
        self.words += words[at : at + count]
        return count

    def keep(self, words: Sequence[str]) -> None:
        """Take words as they are: the script's, whatever they mean."""
        self.starts.append(len(self.words))
        self.words += words

    def rest(self, words: Sequence[str]) -> None:
        """Take all words, and what they set as far as it is known."""
        at = 0
        while at < len(words):
            count = self.take(words, at)
            if not count:
                self.keep(words[at : at + 1])
            at += count or 1

    def again(self) -> Line:
        """Return the line as it reads when nothing but its own words is on it."""
        line = Line(self._catalog)
        line.rest(self.words)
        return line

    def _has_prefix(self, word: str) -> bool:
        prefixes = self._levels[0].parser.prefixes if self._levels else "-"
        return len(word) > 1 and word[0] in prefixes

    def _find(self, word: str) -> tuple[Meaning, Level] | None:
        for level in self._levels:
            found = level.find(word)
            if found is not None:
                return found, level
        return None

    def _option(self, meaning: Meaning, level: Level, words: Sequence[str], at: int) -> int:
        """Take note of what an option sets; return how many words behind it are its values."""
        word, option, name, text = words[at], meaning.option, meaning.name, meaning.text
        if level.parser.style == "absl" and option is not None and text is not None:
            self._note(option, name, text, [word])  # --amp=false
            return 0
        while option is not None and text and name != word and option.is_flag:
            following = level.options.get(f"{word[0]}{text[0]}")  # -vl0.1
            if len(name) != 2 or following is None:  # noqa: PLR2004 - a dash and a letter
                return 0
            self._note(option, name, None, [name])
            option, name, text = following, f"{word[0]}{text[0]}", text[1:] or None
        if option is None or (text is not None and option.is_flag and "=" not in word):
            return 0
        count = 0 if text is not None else self._values(option, level, words, at + 1)
        self._note(option, name, text, words[at : at + 1 + count])
        return count

    def _values(self, option: Option, level: Level, words: Sequence[str], at: int) -> int:
        """Return how many of the words behind an option are its values."""
        arity = option.words.element if option.words.arity == "each" else option.words.arity
        if arity in ("0", "count"):
            return 0
        most = int(arity) if arity.isdecimal() else {"?": 1, "pair": 0}.get(arity, len(words))
        greedy = arity == "..." or (level.parser.style in _TAKES_ANYTHING and arity.isdecimal())
        count = 0
        while count < most and at + count < len(words):
            word = words[at + count]
            ends = word == "--" or word[:2] == "-D" or self.is_option(word)
            if self._names_file(word) or (ends and not greedy):
                break  # hprun's own -D ends a list as well, also where its value has a blank
            count += 1
        return count

    def _note(self, option: Option, name: str, text: str | None, typed: Sequence[str]) -> None:
        """Take note of what an option sets."""
        if not option.key:
            return
        way, arity = option.words, option.words.arity
        values = [option.text(each) for each in (typed[1:] if text is None else [text])]
        value: object = values
        if arity == "count":
            before = self._before(option)
            value = 1 + (before if isinstance(before, int) else 0)
        elif arity == "0":
            says = False if name in way.off else way.says
            value = [*self._listed(option), says] if way.adds else says
            value = value if text is None else Text(text)
        elif arity == "each":
            value = [*self._listed(option), *(values if way.element in ("1", "?") else [values])]
        elif arity in ("1", "?"):
            value = values[0] if values else way.says
        elif way.adds:
            value = [*self._listed(option), *values]
        elif way.element != "1":
            from hprun.deliver.spelling import grouped

            value = grouped(values, way.element)
        self._said.append(Said(option.key, value, " ".join(typed)))

    def _before(self, option: Option) -> object:
        """Return what has been said for an option so far, or what it is added to."""
        said = [each.value for each in self._said if each.key == option.key]
        return said[-1] if said else option.base

    def _listed(self, option: Option) -> Sequence[object]:
        before = self._before(option)
        return before if isinstance(before, list | tuple) else ()

    def _names_file(self, word: str) -> bool:
        """Return whether the parser takes a word for the name of a file with more words."""
        return bool(self._levels and word and word[0] in self._levels[0].parser.files)

    def _note_file(self, path: str) -> None:
        """Take note of what the words in a file set."""
        from hprun.deliver.word_files import words_in

        words, at = words_in(path), 0
        while at < len(words):
            found = self._find(words[at]) if self.is_option(words[at]) else None
            if found is None:
                for level in self._levels:
                    level.placed.append(words[at])
            at += 1 if found is None else 1 + self._option(*found, words, at)

    def _positional(self, word: str) -> None:
        """Take note of a word that is no option: a value, or the name of a subcommand."""
        for position, level in enumerate(self._levels):
            needed = sum(each.least for each in level.positionals)
            if word in level.commands and len(level.placed) >= needed:
                inner = level.commands[word]
                self._levels[position] = inner
                self._all.append(inner)
                self.words.append(word)
                self.marks.append(((*self.marks[-1][0], inner.parser.name), len(self.words)))
                return
        for level in self._levels:
            level.placed.append(word)
            pair = level.paired(word)
            if pair is not None:
                self._said.append(pair)
            if any(each.words.arity == "..." for each in level.positionals):
                self._end_at_the_rest(level)
        self.places.append(len(self.words))
        self.words.append(word)

    def _end_at_the_rest(self, level: Level) -> None:
        """Take no further word for an option where a positional takes all that are left."""
        before = [each.least for each in level.positionals if each.words.arity != "..."]
        if len(level.placed) >= sum(before):
            self.end = len(self.words)

"""Layer 2: the options of a parser, or of one of its subcommands, and what a word means to it."""

from __future__ import annotations

from hprun.frozen import Record
from hprun.literal import Text
from hprun.model import WORDS, Words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hprun.model import Parameter, Parser, Type

_WITHOUT_NONE = frozenset(("argparse", "transformers", "click", "typer", "absl"))
"""The libraries to which ``none`` and ``null`` are texts."""
_NONE = frozenset(("none", "null"))


class Option(Record):
    """What the words of one option, or of a positional, set: the key of a parameter, and how.

    The key is empty for an option that sets nothing. `base` is what the values are added to. With
    `truth`, every text is true but the empty one; with `quotes`, a text may stand in some. Without
    `none`, no word says None.
    """

    key: str
    words: Words
    base: object = None
    truth: bool = False
    quotes: bool = False
    none: bool = True

    def text(self, word: str) -> object:
        """Return what a word says: several texts where the parser takes it apart."""
        if self.truth:
            return bool(word)
        if self.words.separator:
            from hprun.deliver.spelling import taken_apart

            return [Text(each) for each in taken_apart(word, self.words.separator)]
        if not self.none and word.casefold() in _NONE:
            return word
        return _unquoted(word) if self.quotes and word[:1] in {"'", '"'} else Text(word)

    @property
    def is_flag(self) -> bool:
        """Whether no word behind it is its value."""
        return self.words.arity in ("0", "count")

    @property
    def least(self) -> int:
        """How many words a positional needs."""
        arity = self.words.arity
        return int(arity) if arity.isdecimal() else int(arity == "+")

    @property
    def most(self) -> int:
        """How many words a positional takes."""
        arity = self.words.arity
        return int(arity) if arity.isdecimal() else 1 if arity == "?" else 1 << 30


class Said(Record):
    """What some words set: `value` is `Text`, a list of these, a bool, or what a flag stands for.

    `origin` are the words as they were typed.
    """

    key: str
    value: object
    origin: str


class Meaning(Record):
    """What an option's word means: the option, its full spelling, and the value in the same word.

    Several options may be meant by one beginning: then `option` is None, and the parser refuses.
    """

    option: Option | None
    name: str = ""
    text: str | None = None


class Level:
    """The options of a parser, or of a subcommand, by their spelling, and its positionals.

    `placed` are the words so far that are no options.
    """

    def __init__(self, parser: Parser, parameters: Mapping[str, Parameter], above: str) -> None:
        self.parser = parser
        self.options: dict[str, Option] = {}
        self.positionals: list[Option] = []
        self.pairs: dict[str, Option] = {}
        self.placed: list[str] = []
        command = (*filter(None, above.split(".")),)
        for other in parser.others:
            self.options |= dict.fromkeys(other.options, Option("", other))
        for key, words in _said_here(parameters, command):
            base = _base(parameters[key]) if words.adds else None
            truth = parser.style == "argparse" and _holds_bool(parameters[key].type)
            none = parser.style not in _WITHOUT_NONE
            option = Option(key, words, base, truth, parser.style == "fire", none)
            if words.arity == "pair":
                self.pairs[parameters[key].name] = option
            elif not words.options:
                self.positionals.append(option)
            self.options |= dict.fromkeys((*words.options, *words.off), option)
        self.commands: dict[str, Level] = {}
        for each in parser.commands:
            level = Level(each, parameters, f"{above}{each.name}.")
            self.commands |= dict.fromkeys((each.name, *each.aliases), level)

    def find(self, word: str) -> Meaning | None:
        """Return what an option's word means; None where the parser has no such option."""
        name, equals, text = word.partition("=")
        absl = self.parser.style == "absl"
        if absl and name not in self.options and name[:2] != "--":
            word, name = f"-{word}", f"-{name}"  # one dash does as well as two
        for exact, rest in ((word, None), (name, text if equals else None)):
            if exact in self.options:
                return Meaning(self.options[exact], exact, rest)
        if absl:
            return None
        prefixes = self.parser.prefixes
        if word[1:2] in prefixes:
            if not self.parser.abbreviates:
                return None
            behind = text if equals else None
            full = [each for each in self.options if each.startswith(name)]
            return self._only([Meaning(self.options[each], each, behind) for each in full])
        begun = self.options if self.parser.abbreviates or self.parser.style == "argparse" else ()
        meant = [Meaning(self.options[each], each) for each in begun if each.startswith(word)]
        if word[:2] in self.options:
            meant.append(Meaning(self.options[word[:2]], word[:2], word[2:]))
        return self._only(meant)

    @staticmethod
    def _only(meant: Sequence[Meaning]) -> Meaning | None:
        """Return the one thing that is meant; nothing is, or an option that cannot be told."""
        if len({id(each.option) for each in meant}) < 2:  # noqa: PLR2004 - one, by two spellings
            return meant[0] if meant else None
        return Meaning(None)

    def paired(self, word: str) -> Said | None:
        """Return what a word ``name=value`` sets; None where it is none, or of another name."""
        if self.parser.style != "hydra":
            return None
        from hprun.deliver.overrides import assignment

        name, value = assignment(word) or ("", None)
        return Said(self.pairs[name].key, value, word) if name in self.pairs else None

    def settled(self) -> Iterator[Said]:
        """Yield what the words that are no options set, each positional as many as it takes."""
        at = 0
        for position, option in enumerate(self.positionals):
            later = sum(each.least for each in self.positionals[position + 1 :])
            left = len(self.placed) - at
            count = max(min(option.most, left - later), min(option.least, left))
            words = self.placed[at : at + count]
            at += count
            if words:
                texts = [option.text(each) for each in words]
                single = option.words.arity in ("1", "?")
                yield Said(option.key, texts[0] if single else texts, " ".join(words))


def _holds_bool(to: Type) -> bool:
    return to.kind == "bool" or any(map(_holds_bool, to.args))


def _base(parameter: Parameter) -> object:
    return parameter.default.value if parameter.default else None


def _said_here(
    parameters: Mapping[str, Parameter], command: tuple[str, ...]
) -> Iterator[tuple[str, Words]]:
    """Yield the parameters that words at one place set, once for each way to say them."""
    for key, parameter in parameters.items():
        if parameter.manager == WORDS:
            for each in parameter.definitions:
                if isinstance(each.delivery, Words) and each.delivery.command == command:
                    yield key, each.delivery


def _unquoted(word: str) -> str:
    """Return the text in quotes, for good; the word itself where it is no literal of a text."""
    from hprun.literal import NotLiteralError, literal

    try:
        value = literal(word)
    except NotLiteralError:
        return Text(word)
    return value if isinstance(value, str) else Text(word)

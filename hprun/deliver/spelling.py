"""Layer 2: values as words of the script's own command line, as its parser reads them back.

Only values that were given and are not in the words already are said: from files, the environment,
and ``-D``. A value that a file only repeats, the script's default, is not.
"""

from __future__ import annotations

from hprun.convert import convert
from hprun.errors import InvalidValue
from hprun.frozen import Record
from hprun.model import COMMAND_LINE, DEFAULT, WORDS, Words
from hprun.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hprun.deliver.words import Line
    from hprun.model import Parameter, Resolved, Value


_YAML = ("draccus", "pyrallis", "jsonargparse")
"""The libraries that read the word of an option as YAML."""
_NONE = {"tyro": "None", "fire": "None", **dict.fromkeys(_YAML, "null")}


class Phrase(Record):
    """The words that say one value; `open` if they would take further words for theirs."""

    words: tuple[str, ...]
    open: bool = False
    positional: bool = False


def spelled(resolved: Iterable[Resolved], line: Line) -> list[str]:
    """Return the script's words with those put in that say the other values.

    They stand behind the subcommand that they belong to, before all other words of it: first what
    has no option, then what takes any number of words, so that each list ends at the next option.
    Raises InvalidValue for a value that no words say.
    """
    typed = {each.key for each in line.said}
    more: dict[tuple[str, ...], list[Phrase]] = {}
    for each in resolved:
        if each.parameter.manager == WORDS and each.key not in typed and _is_given(each):
            command, phrase = _phrase(each, line.style)
            if command not in dict(line.marks):
                raise _not_here(each, command)
            more.setdefault(command, []).append(phrase)
    return _placed(line, more)


def _not_here(each: Resolved, command: tuple[str, ...]) -> InvalidValue:
    """Return the error of a value for a subcommand that is not the one of this run."""
    return InvalidValue(
        f"{each.key!r} belongs to the command {' '.join(command)!r}",
        origin=each.winner.origin if each.winner else "",
        advice=f"name it behind the target: … {' '.join(command)}",
    )


def _is_given(each: Resolved) -> bool:
    """Return whether a value has to be said: it is given, and not the default all the same."""
    winner, default = each.winner, each.parameter.default
    if winner is None or winner.source == DEFAULT:
        return False
    if winner.source == COMMAND_LINE or default is None or not default.known:
        return True
    return not _is_default(winner, each.parameter)


def _is_default(value: Value, parameter: Parameter) -> bool:
    default = parameter.default.value if parameter.default else None
    if value.value == default and isinstance(value.value, bool) == isinstance(default, bool):
        return True
    try:
        return bool(convert(default, parameter.type) == value.value)
    except InvalidValue:
        return False


def _phrase(each: Resolved, style: str) -> tuple[tuple[str, ...], Phrase]:
    """Return the words that say a value, and the subcommand that they belong to."""
    ways = [one.delivery for one in each.parameter.definitions if isinstance(one.delivery, Words)]
    value = each.winner.value if each.winner else None
    for way in ways:
        words = say(way, value, each.key, style)
        if words is not None:
            several = way.arity not in ("0", "1", "count", "each", "pair") and not way.separator
            return way.command, Phrase((*words,), several, not way.options)
    if each.winner and _is_default(each.winner, each.parameter):
        return ways[0].command, Phrase(())
    options = dict.fromkeys(option for way in ways for option in (*way.options, *way.off))
    raise InvalidValue(
        f"parameter {each.key!r} ({each.parameter.location}): no option says {show(value)}",
        origin=each.winner.origin if each.winner else "",
        advice=f"it is said by {', '.join(options)}" if options else "",
    )


def say(  # noqa: PLR0911 - one a shape
    way: Words, value: object, key: str, style: str = "argparse"
) -> list[str] | None:
    """Return the words that say a value in one way; None where it cannot be said like that."""
    name = _best(way.options)
    match way.arity:
        case "0":
            if value is False and way.off:
                return [_best(way.off)]
            same = value == way.says and isinstance(value, bool) == isinstance(way.says, bool)
            return [name] if same else None
        case "count":
            return [name] * value if isinstance(value, int) and value >= 0 else None
        case "pair":
            return [f"{key}={word_of(value, style)}"]
        case "each":
            elements = value if isinstance(value, list | tuple) else [value]
            said = [part for each in elements for part in _attached(name, word_of(each, style))]
            return said or None
    if value is None:
        return _attached(name, _NONE[style]) if style in _NONE else None
    if way.separator and isinstance(value, list | tuple):
        return _attached(name, _joined([word_of(each, style) for each in value], way.separator))
    if way.arity in ("1", "?"):
        return _attached(name, word_of(value, style))
    elements = [*value] if isinstance(value, list | tuple | set | frozenset) else [value]
    return [*([name] if name else []), *(word_of(each, style) for each in elements)]


def _joined(elements: Sequence[str], separator: str) -> str:
    """Return several words in one; where a comma parts them, quoted as in a line of CSV."""
    if separator == ",":
        elements = [
            '"{}"'.format(each.replace('"', '""')) if any(c in each for c in ',"\n ') else each
            for each in elements
        ]
    return separator.join(elements)


def word_of(value: object, style: str) -> str:
    """Return a value as a parser reads it back.

    To argparse's ``type=bool`` every text is true but the empty one.
    """
    if style == "fire":
        from hprun.deliver.literals import literal_word

        return literal_word(value)
    if isinstance(value, str):
        return str(value)
    if style in _YAML and isinstance(value, tuple | set | frozenset):
        return show([*value])
    if isinstance(value, bool):
        return str(value) if value or style != "argparse" else ""
    return repr(value) if isinstance(value, float | int) else show(value)


def _attached(name: str, word: str) -> list[str]:
    """Return an option with its value, in one word where that might look like an option itself."""
    if not name:
        return [word]
    if name[:2] == "--":
        return [f"{name}={word}"]
    return [f"{name}{word}"] if word[:1] == "-" and len(name) == 2 else [name, word]  # noqa: PLR2004 - -b


def _best(options: Sequence[str]) -> str:
    """Return the spelling that a reader understands best: the first long one."""
    return next((each for each in options if each[:2] == "--"), options[0] if options else "")


def _placed(line: Line, more: Mapping[tuple[str, ...], list[Phrase]]) -> list[str]:
    """Return the words typed, with the others behind the subcommand that each belongs to."""
    words = [*line.words]
    end = len(words)
    for command, start in reversed(line.marks):
        phrases = sorted(
            more.get(command, ()), key=lambda each: (not each.positional, not each.open)
        )
        said = [word for each in phrases for word in each.words]
        at = start
        if phrases and phrases[-1].open and words[start:end] and words[start][:1] != "-":
            options = [place for place in range(start, end) if words[place][:1] == "-"]
            at = options[0] if options else end
            if end < len(words) and not options:
                raise InvalidValue(
                    f"{' '.join(said)} cannot stand before {words[end]!r}",
                    advice="put an option that takes one word behind it",
                )
        words[at:at] = said
        end = start - 1
    return words

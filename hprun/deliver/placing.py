"""Layer 2: the words of the script's own command line that say values from elsewhere.

Only values that were given and are not in the words already are said: from files, the environment,
and ``-D``. A value that a file only repeats, the script's default, is not.
"""

from __future__ import annotations

from hprun.convert import convert
from hprun.deliver.spelling import as_typed, more_than, say
from hprun.deliver.words import Line
from hprun.errors import InvalidValue
from hprun.frozen import Record
from hprun.model import COMMAND_LINE, WORDS, Words
from hprun.show import show
from hprun.values.layer import key_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hprun.model import Catalog, Parameter, Resolved, Value
    from hprun.values.layer import Assignment, Resolution

    Command = tuple[str, ...]


class Phrase(Record):
    """The words that say one value; `open` if they would take further words for theirs.

    The `key` is empty where the words set no parameter of the catalog.
    """

    key: str
    words: tuple[str, ...]
    origin: str = ""
    open: bool = False
    positional: bool = False


def spelled(
    catalog: Catalog, resolution: Resolution, line: Line, typed: Iterable[Assignment]
) -> list[str]:
    """Return the script's words with those put in that say the other values.

    They stand behind the subcommand that they belong to. What was `typed` behind ``-D`` travels by
    the same text, where the parser reads it like hprun. All words are read again, as the parser
    will. Raises InvalidValue for a value that no words say.
    """
    more = _phrases(resolution, line, {key_of(catalog, each.name): each.value for each in typed})
    if line.takes_pairs and resolution.added:
        more.setdefault((), []).extend(_new(*each) for each in resolution.added.items())
    if not more:
        return line.words
    words = _placed(line, more)
    _read_again(words, catalog, line, [phrase for each in more.values() for phrase in each])
    return words


def _phrases(
    resolution: Resolution, line: Line, texts: Mapping[str | None, object]
) -> dict[Command, list[Phrase]]:
    """Return what has to be said, for each subcommand, in the order of the code.

    A positional before one that is said is said as well, by its default.
    """
    said = {each.key for each in line.said}
    composed_anew = line.takes_pairs and _is_composed_anew(resolution, line)
    found: dict[Command, list[Phrase]] = {}
    before: dict[Command, list[Phrase]] = {}
    for each in resolution.parameters.values():
        if each.parameter.manager != WORDS or each.key in said:
            continue
        if _is_to_be_said(each) or (composed_anew and each.given):
            command, phrase = _phrase(each, line.style, texts.get(each.key))
            if command not in dict(line.marks):
                raise _not_here(each, command)
            skipped = before.pop(command, []) if phrase.positional else []
            found.setdefault(command, []).extend((*skipped, phrase))
        elif _is_skipped_over(each):
            command, phrase = _phrase(each, line.style, None)
            before.setdefault(command, []).append(phrase)
    return found


def _is_skipped_over(each: Resolved) -> bool:
    """Return whether it is a positional that may be left out, with a default that words can say."""
    way = each.parameter.delivery
    known = each.winner is not None and each.winner.value is not None
    return isinstance(way, Words) and not way.options and way.arity == "?" and known


def _not_here(each: Resolved, command: Command) -> InvalidValue:
    """Return the error of a value for a subcommand that is not the one of this run."""
    return InvalidValue(
        f"{each.key!r} belongs to the command {' '.join(command)!r}",
        origin=each.winner.origin if each.winner else "",
        advice=f"name it behind the target: … {' '.join(command)}",
    )


def _is_to_be_said(each: Resolved) -> bool:
    """Return whether a value has to be said: it is given, and not the default all the same."""
    winner, default = each.given, each.parameter.default
    if winner is None:
        return False
    if winner.source == COMMAND_LINE or default is None or not default.known:
        return True
    return not _is_default(winner, each.parameter)


def _is_composed_anew(resolution: Resolution, line: Line) -> bool:
    """Return whether Hydra may compose other files than those that the defaults are of.

    It does where something else is typed than values: a config, a group, an option.
    """
    said = [resolution.parameters[each.key] for each in line.said]
    given = [each for each in resolution.parameters.values() if _is_to_be_said(each)]
    typed = len(line.starts) + len(line.places)
    return typed > len(said) or any(map(_chooses, (*said, *given)))


def _chooses(each: Resolved) -> bool:
    way = each.parameter.delivery
    return isinstance(way, Words) and way.element == "group"


def _new(name: str, value: Value) -> Phrase:
    """Return the word that gives a configuration a value under a name that it does not have."""
    from hprun.deliver.overrides import override_value

    spelled = override_value(value.value)
    if spelled is None:
        raise InvalidValue(f"no word says {show(value.value)}", origin=value.origin)
    return Phrase("", (f"++{name}={spelled}",), value.origin, positional=True)


def _is_default(value: Value, parameter: Parameter) -> bool:
    default = parameter.default.value if parameter.default else None
    if value.value == default and isinstance(value.value, bool) == isinstance(default, bool):
        return True
    try:
        return bool(convert(default, parameter.type) == value.value)
    except InvalidValue:
        return False


def _phrase(each: Resolved, style: str, text: object) -> tuple[Command, Phrase]:
    """Return the words that say a value, and the subcommand that they belong to."""
    ways = [one.delivery for one in each.parameter.definitions if isinstance(one.delivery, Words)]
    value = each.winner.value if each.winner else None
    origin = each.winner.origin if each.winner else ""
    default = each.parameter.default.value if each.parameter.default else None
    typed = as_typed(text, value, each.parameter, style)
    for way in ways:
        rest = more_than(default, value, way)
        if rest is None and way.adds:
            continue
        words = say(way, rest, each.parameter.name, style, typed)
        if words is not None:
            phrase = Phrase(each.key, (*words,), origin, _is_open(way), not way.options)
            return way.command, phrase
    if each.winner and _is_default(each.winner, each.parameter):
        return ways[0].command, Phrase(each.key, (), origin)
    options = dict.fromkeys(option for way in ways for option in (*way.options, *way.off))
    adds = " (its words are added to the default)" if any(way.adds for way in ways) else ""
    raise InvalidValue(
        f"parameter {each.key!r} ({each.parameter.location}): no option says {show(value)}{adds}",
        origin=origin,
        advice=f"it is said by {', '.join(options)}" if options else "",
    )


def _is_open(way: Words) -> bool:
    """Return whether an option takes the words that follow, as many as there are."""
    arity = way.element if way.arity == "each" else way.arity
    return arity in ("*", "+", "...") and not way.separator


# Places


def _placed(line: Line, more: Mapping[Command, Sequence[Phrase]]) -> list[str]:
    """Return the words typed, with the others behind the subcommand that each belongs to."""
    words = [*line.words]
    end = len(words)
    for command, start in reversed(line.marks):
        if command in more:
            words[start:end] = _filled(line, start, end, more[command])
        end = start - 1
    return words


def _filled(line: Line, start: int, end: int, phrases: Sequence[Phrase]) -> list[str]:
    """Return the words of one command with the phrases among them.

    What takes one word stands in front, positionals behind those that were typed. What takes any
    number of words stands where they end: before an option, or at the end of all.
    """
    closed = [each for one in phrases if not (one.open or one.positional) for each in one.words]
    opened = [each for one in phrases if one.open and not one.positional for each in one.words]
    placed = [each for one in phrases if one.positional for each in one.words]
    typed = [place for place in line.places if start <= place < end]
    after = typed[-1] + 1 if typed and placed else start
    before, behind = line.words[start:after], line.words[after:end]
    if not opened:
        return [*closed, *before, *placed, *behind]
    if end == len(line.words) and line.end is None:
        return [*closed, *before, *placed, *behind, *opened]
    limit = len(line.words) if line.end is None else line.end
    spots = [spot - after for spot in line.starts if after <= spot < min(limit, end)]
    if spots:
        return [*closed, *before, *placed, *behind[: spots[0]], *opened, *behind[spots[0] :]]
    return [*opened, *closed, *before, *placed, *behind]


def _read_again(
    words: Sequence[str], catalog: Catalog, line: Line, phrases: Sequence[Phrase]
) -> None:
    """Raise InvalidValue where the words do not say what they were put together for."""
    again = Line(catalog)
    again.rest(words)
    meant, read = _by_key(line), _by_key(again)
    for each in phrases:
        if each.words and each.key and read.get(each.key, "") != " ".join(each.words):
            raise _unsaid(each)
    for key, origin in meant.items():
        if read.get(key) != origin:
            raise _unsaid(phrases[-1])


def _by_key(line: Line) -> dict[str, str]:
    """Return the words that set each parameter."""
    found: dict[str, list[str]] = {}
    for each in line.said:
        found.setdefault(each.key, []).append(each.origin)
    return {key: " ".join(origins) for key, origins in found.items()}


def _unsaid(phrase: Phrase) -> InvalidValue:
    """Return the error of words that the script's parser would not take for what they mean."""
    if phrase.positional:
        return InvalidValue(
            f"{phrase.key!r} has no option, and words before it have no value",
            origin=phrase.origin,
            advice="give a value to all that stands before it",
        )
    return InvalidValue(
        f"the script's parser would not read {' '.join(phrase.words)!r} as {phrase.key!r}",
        origin=phrase.origin,
        advice="type the script's own words behind the target",
    )

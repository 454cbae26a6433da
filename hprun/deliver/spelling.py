"""Layer 2: one value as words of the script's own command line, as its parser reads them back."""

from __future__ import annotations

from hprun.model import Words
from hprun.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hprun.model import Parameter

PAIRS = "pairs"
"""The element of a dict that is said by its keys and values in turn."""
_YAML = ("draccus", "pyrallis", "jsonargparse")
"""The libraries that read the word of an option as YAML."""
_NONE = {"tyro": "None", "fire": "None", **dict.fromkeys(_YAML, "null")}


def more_than(default: object, value: object, way: Words) -> object:
    """Return what has to be said of a value, of which the parser has the default already.

    None where the value does not begin with that, or where there is nothing to say: an option
    without a word makes an empty list only where it takes any number, and there is none yet.
    """
    if not way.adds:
        return value
    if way.arity == "count":
        counted = default if isinstance(default, int) else 0
        return value - counted if isinstance(value, int) and value > counted else None
    base = [*default] if isinstance(default, list | tuple) else []
    listed = [*value] if isinstance(value, list | tuple) else []
    if default is None and value == [] and way.arity == "*":
        return listed
    return listed[len(base) :] or None if listed[: len(base)] == base else None


def as_typed(text: object, value: object, parameter: Parameter, style: str) -> str | None:
    """Return the text that was typed for a value, if the script's parser reads it like hprun."""
    if not isinstance(text, str) or style in (*_YAML, "fire", "hydra"):
        return None
    if parameter.type.kind in ("late", "any"):
        return str(text)
    if isinstance(value, str):
        return value if value == text else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return str(text) if type(value)(text) == value else None
    except ValueError:
        return None


def say(  # noqa: PLR0911 - one a shape
    way: Words, value: object, name: str, style: str = "argparse", typed: str | None = None
) -> list[str] | None:
    """Return the words that say a value in one way; None where it cannot be said like that.

    `name` is the parameter's; `typed` the text of a single value where it is known already.
    """
    option = _best(way.options)
    match way.arity:
        case "0":
            if value is False and way.off:
                return [_best(way.off)]
            if way.adds and isinstance(value, list):
                return [option] * len(value) if value == [way.says] * len(value) else None
            same = value == way.says and isinstance(value, bool) == isinstance(way.says, bool)
            return [option] if same else None
        case "count":
            return [option] * value if isinstance(value, int) and value >= 0 else None
        case "pair":
            from hprun.deliver.overrides import override_value

            spelled = override_value(value)
            adding = "++" if isinstance(value, dict) else ""  # its entries are new
            return None if spelled is None else [f"{adding}{name}={spelled}"]
        case "each":
            elements = value if isinstance(value, list | tuple) else [value]
            said = [part for each in elements for part in _element(way, option, each, style)]
            return said or None
    if value is None:
        return _attached(option, _NONE[style]) if style in _NONE else None
    if way.separator and isinstance(value, list | tuple):
        return _attached(option, _joined([word_of(each, style) for each in value], way.separator))
    if way.arity in ("1", "?"):
        return _attached(option, word_of(value, style) if typed is None else typed)
    elements = _flat(value, way.element)
    return [*([option] if option else []), *(word_of(each, style) for each in elements)]


def _flat(value: object, element: str) -> list[object]:
    """Return what each word of a value says; keys and values of a dict follow each other."""
    if isinstance(value, dict):
        return [part for pair in value.items() for part in pair] if element == PAIRS else [value]
    if not isinstance(value, list | tuple | set | frozenset):
        return [value]
    nested = element != "1" and all(isinstance(each, list | tuple) for each in value)
    return [part for each in value for part in each] if nested else [*value]


def _joined(elements: Sequence[str], separator: str) -> str:
    """Return several words in one; where a comma parts them, quoted as in a line of CSV."""
    if separator == ",":
        elements = [
            '"{}"'.format(each.replace('"', '""')) if any(c in each for c in ',"\n ') else each
            for each in elements
        ]
    return separator.join(elements)


def grouped(words: Sequence[object], element: str) -> object:
    """Return words as elements of several each, or as the keys and values of a dict."""
    if element == PAIRS:
        return dict(zip(words[::2], words[1::2], strict=False))
    if element == "1" or not element.isdecimal():
        return words
    size = int(element)
    return [[*words[at : at + size]] for at in range(0, len(words), size)]


def taken_apart(word: str, separator: str) -> list[str]:
    """Return the texts that are joined in one word; where a comma parts them, as a line of CSV."""
    if separator != ",":
        return word.split()
    if '"' not in word:
        return [each.strip() for each in word.split(",")] if word else []
    import csv

    return [each.strip() for each in next(csv.reader([word]), [])]


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


def _element(way: Words, name: str, element: object, style: str) -> list[str]:
    """Return the words of one element of an option that is said once for each."""
    if way.element in ("1", "?") or not isinstance(element, list | tuple):
        return _attached(name, word_of(element, style))
    return [name, *(word_of(each, style) for each in element)]


def _best(options: Sequence[str]) -> str:
    """Return the spelling that a reader understands best: the first long one."""
    return next((each for each in options if each[:2] == "--"), options[0] if options else "")

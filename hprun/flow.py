"""Layer 0: text that is written like a literal, taken apart without evaluating anything.

Brackets, commas and quotes are understood as Python, JSON and YAML's flow style share them; what
stands between them stays `Text`, because only the parameter it is for decides what it means.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_CLOSING = {"[": "]", "(": ")", "{": "}"}
_BEFORE_A_QUOTE = frozenset(("", ",", ":", "[", "(", "{"))
_DEEPEST = 50
_ONLY_AST = 0x400
_NAMED = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "None", "~"), None),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


class Text(str):
    """Characters as the user typed them, whose meaning is not decided yet.

    A plain `str` is decided: it was quoted, or it is a string already.
    """

    __slots__ = ()


class NotLiteralError(ValueError):
    """The text is not written like what it was taken for."""


def split(text: str, separator: str = ",") -> Iterator[str]:
    """Yield the parts between separators outside of brackets and quotes, stripped.

    A separator at the very end adds no empty part. Raises NotLiteralError where brackets or quotes
    are not balanced, or brackets nest deeper than 50.
    """
    start = position = 0
    before = ""
    while position < len(text):
        character = text[position]
        if character == separator:
            yield text[start:position].strip()
            start = position + 1
        elif character in _CLOSING:
            position = _end_of_group(text, position)
        elif character in "'\"" and before in _BEFORE_A_QUOTE:
            position = _end_of_string(text, position)
        if not character.isspace():
            before = character
        position += 1
    if text[start:].strip():
        yield text[start:].strip()


def parse(text: str) -> object:
    """Return lists, tuples, sets and dicts of what stands in brackets: `Text`, or quoted `str`.

    Parentheses around one value without a comma only group, as in Python. Raises NotLiteralError.
    """
    text = text.strip()
    opening = text[:1]
    if opening in "'\"" and opening and _end_of_string(text, 0) == len(text) - 1:
        return _unquoted(text)
    if opening not in _CLOSING or _end_of_group(text, 0) != len(text) - 1:
        return Text(text)
    inner = text[1:-1]
    parts = list(split(inner))
    if opening == "[":
        return [parse(part) for part in parts]
    if opening == "(":
        grouping = len(parts) == 1 and not inner.rstrip().endswith(",")
        return parse(inner) if grouping else tuple(parse(part) for part in parts)
    pairs = [list(split(part, ":")) for part in parts]
    if all(len(pair) == 1 for pair in pairs) and parts:
        return frozenset(parse(part) for part in parts)
    return dict(_entry(part) for part in parts)


def elements(text: str) -> list[object]:
    """Return the parts of ``[1, 2]``, ``(1, 2)``, ``{1, 2}`` or plain ``1,2``, each as `parse` does.

    Raises NotLiteralError where the text writes a single value, or a dict.
    """
    parsed = parse(text)
    if isinstance(parsed, list | tuple | frozenset):
        return list(parsed)
    if isinstance(parsed, Text) and "," in text:
        return [parse(part) for part in split(text)]
    msg = f"a single element is written [{text.strip()}]"
    raise NotLiteralError(msg)


def scalar(text: str) -> object:
    """Return the value of a number, ``true``, ``null`` … as Python, JSON and YAML 1.2 write them.

    Raises NotLiteralError for anything else: ``on``, ``1:30``, ``2024-01-01`` are texts.
    """
    if text in _NAMED:
        return _NAMED[text]
    digits = text.lstrip("+-").lower()
    if len(text) - len(digits) <= 1 and digits[:1] in set("0123456789."):
        try:
            if digits[:2] in {"0x", "0o", "0b"}:
                return int(text, 0)
            if digits.replace("_", "").isdigit() and digits.isascii():
                return int(text)
            return float(text) if digits.isascii() else _refuse(text)
        except ValueError:
            pass
    return _refuse(text)


def literal(text: str) -> object:
    """Return the value of a Python, JSON or YAML 1.2 literal; words in brackets are strings.

    Raises NotLiteralError where the text is none.
    """
    parsed = parse(text)
    if isinstance(parsed, Text) and "," in text:
        return tuple(decided(part) for part in elements(text))
    return decided(parsed)


def decided(value: object) -> object:
    """Return what `parse` took apart with every `Text` in it read as a literal.

    Raises NotLiteralError where `value` itself is a Text and none; inside of others it is a string.
    """
    match value:
        case Text():
            return scalar(value)
        case list() | tuple() | frozenset():
            elements = [_element(each) for each in value]
            return set(elements) if isinstance(value, frozenset) else type(value)(elements)
        case dict():
            return {_element(key): _element(each) for key, each in value.items()}
    return value


def _element(value: object) -> object:
    try:
        return decided(value)
    except NotLiteralError:
        return str(value)


def _refuse(text: str) -> object:
    msg = f"{text!r} is not a literal"
    raise NotLiteralError(msg)


def _entry(part: str) -> tuple[object, object]:
    key, *rest = split(part, ":")
    if not rest:
        msg = f"{part!r} has no value"
        raise NotLiteralError(msg)
    return parse(key), parse(part[part.index(":", part.index(key) + len(key)) + 1 :])


def _end_of_group(text: str, start: int) -> int:
    """Return the position of the bracket that closes the one at `start`."""
    awaited: list[str] = []
    position, before = start, ""
    while position < len(text):
        character = text[position]
        if character in _CLOSING:
            awaited.append(_CLOSING[character])
            if len(awaited) > _DEEPEST:
                msg = f"brackets nest deeper than {_DEEPEST}"
                raise NotLiteralError(msg)
        elif character in "])}":
            if awaited.pop() != character:
                break
            if not awaited:
                return position
        elif character in "'\"" and before in _BEFORE_A_QUOTE:
            position = _end_of_string(text, position)
        if not character.isspace():
            before = character
        position += 1
    msg = f"unbalanced {text[start]!r}"
    raise NotLiteralError(msg)


def _end_of_string(text: str, start: int) -> int:
    """Return the position of the quote that closes the one at `start`."""
    position = start + 1
    while position < len(text):
        if text[position] == "\\":
            position += 1
        elif text[position] == text[start]:
            return position
        position += 1
    msg = f"missing {text[start]}"
    raise NotLiteralError(msg)


def _unquoted(text: str) -> str:
    if "\\" not in text:
        return text[1:-1]
    import warnings  # noqa: PLC0415 - dear, and needed by escapes alone

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return str(compile(text, "<text>", "eval", _ONLY_AST).body.value)
        except (SyntaxError, ValueError) as error:
            msg = f"{text} is not a string"
            raise NotLiteralError(msg) from error

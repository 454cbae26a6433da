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
_MOST_BITS = 14_284
"""An int of more could have more than 4300 digits, and CPython would not print it."""
_ONLY_AST = 0x400
_DIGITS = frozenset("0123456789.")
_BASES = ("0x", "0o", "0b")
_NAMED = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "None", "~"), None),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


SINGLE = "a single value"
"""What is wrong with a text that writes one value where several are meant."""


class Text(str):
    """Characters as the user typed them, whose meaning is not decided yet.

    A plain `str` is decided: it was quoted, or it is a string already.
    """

    __slots__ = ()


class NotLiteralError(ValueError):
    """The text is not written like what it was taken for."""


def is_number(text: str) -> bool:
    """Return whether a text is what `float` takes."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def split(text: str, separator: str = ",") -> Iterator[str]:
    """Yield the parts between separators outside of brackets and quotes, stripped.

    A separator at the very end adds no empty part. Raises NotLiteralError where brackets or quotes
    are not balanced, or brackets nest deeper than 50, or a part is empty.
    """
    start = position = 0
    before = ""
    while position < len(text):
        character = text[position]
        if character == separator:
            yield _part(text[start:position], separator)
            start = position + 1
        elif character in _CLOSING:
            position = _end_of_group(text, position)
        elif character in "'\"" and before in _BEFORE_A_QUOTE:
            position = _end_of_string(text, position)
        if not text[position].isspace():
            before = text[position]
        position += 1
    if text[start:].strip():
        yield text[start:].strip()


def _part(text: str, separator: str) -> str:
    if not text.strip():
        raise NotLiteralError(f"nothing stands before a {separator!r}; an empty text is written ''")
    return text.strip()


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
    pairs = [_pair(part) for part in parts]
    if pairs and all(value is None for _, value in pairs):
        return _set([_hashable(parse(key)) for key, _ in pairs])
    return _dict(pairs)


def elements(text: str) -> list[object]:
    """Return the parts of ``[1, 2]``, ``(1, 2)``, ``{1, 2}`` or plain ``1,2``, each as parsed.

    Raises NotLiteralError where the text writes a single value, or a dict.
    """
    parsed = parse(text)
    if isinstance(parsed, list | tuple | frozenset):
        return list(parsed)
    if isinstance(parsed, Text) and "," in text:
        return [parse(part) for part in split(text)]
    raise NotLiteralError(SINGLE)


def scalar(text: str) -> object:
    """Return the value of a number, ``true``, ``null`` … as Python, JSON and YAML 1.2 write them.

    Raises NotLiteralError for anything else: ``on``, ``1:30``, ``2024-01-01`` are texts. So is what
    an id may look like, and no number is written as: digits behind a zero or a plus sign, digits
    in groups other than thousands, an exponent beyond all floats.
    """
    if text in _NAMED:
        return _NAMED[text]
    digits = text.removeprefix("-").lower()
    if digits[:1] in _DIGITS and digits.isascii():
        try:
            if digits[:2] in _BASES:
                number = int(text, 0)
                return number if number.bit_length() < _MOST_BITS else _refuse(text)
            if _is_plain(digits):
                return int(text) if digits.replace("_", "").isdigit() else _finite(text)
        except ValueError:
            pass
    return _refuse(text)


def _is_plain(digits: str) -> bool:
    """Return whether digits stand as in a number: no idle zeros in front, thousands in groups."""
    whole, point, _ = digits.partition("e")[0].partition(".")
    first, *groups = whole.split("_")
    idle = len(whole) > 1 and whole[0] == "0"
    grouped = all(len(group) == 3 for group in groups) and len(first) <= 3  # noqa: PLR2004 - thousands
    return not idle and (grouped or not groups) and bool(whole or point)


def _finite(text: str) -> object:
    number = float(text)
    return _refuse(text) if abs(number) == float("inf") else number


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
    return scalar(value) if isinstance(value, Text) else _inside(value, set)


def _inside(value: object, of_sets: type) -> object:
    """Return the value decided, a word as str; what stands in a set or is a key has frozen sets."""
    match value:
        case Text():
            try:
                return scalar(value)
            except NotLiteralError:
                return str(value)
        case list() | tuple():
            return type(value)([_inside(each, of_sets) for each in value])
        case frozenset() | set():
            return of_sets([_inside(each, frozenset) for each in value])
        case dict():
            return {_inside(key, frozenset): _inside(each, set) for key, each in value.items()}
    return value


def shortened(text: str, longest: int = 60) -> str:
    """Return the text, or its beginning with an ellipsis, for the inside of a message."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _refuse(text: str) -> object:
    raise NotLiteralError(f"{shortened(text)!r} is not a literal")


def _pair(part: str) -> tuple[str, str | None]:
    """Return what stands before the first colon and what after it; None where there is no colon."""
    key = next(split(part, ":"))
    rest = part[len(key) :].lstrip()
    return key, rest[1:] if rest else None


def _set(parsed: list[object]) -> frozenset[object]:
    """Return a set of its elements, decided where some fall together that may differ: 'null'."""
    made = frozenset(parsed)
    if len(made) < len(parsed):
        return frozenset(_inside(each, frozenset) for each in parsed)
    return made


def _dict(pairs: list[tuple[str, str | None]]) -> dict[object, object]:
    made: dict[object, object] = {}
    for written, value in pairs:
        if value is None or not value.strip():
            raise NotLiteralError(f"{shortened(written)!r} has no value")
        key = _hashable(parse(written))
        if key in made:
            raise NotLiteralError(f"the key {shortened(written)} is written twice")
        made[key] = parse(value)
    return made


def _hashable(value: object) -> object:
    try:
        hash(value)
    except TypeError:
        raise NotLiteralError("a list or dict cannot stand in a set or be a key") from None
    return value


def _end_of_group(text: str, start: int) -> int:
    """Return the position of the bracket that closes the one at `start`."""
    awaited: list[str] = []
    position, before = start, ""
    while position < len(text):
        character = text[position]
        if character in _CLOSING:
            awaited.append(_CLOSING[character])
            if len(awaited) > _DEEPEST:
                raise NotLiteralError(f"brackets nest deeper than {_DEEPEST}")
        elif character in "])}":
            if awaited.pop() != character:
                break
            if not awaited:
                return position
        elif character in "'\"" and before in _BEFORE_A_QUOTE:
            position = _end_of_string(text, position)
        if not text[position].isspace():
            before = text[position]
        position += 1
    raise NotLiteralError(f"unbalanced {text[start]!r}")


def _end_of_string(text: str, start: int) -> int:
    """Return the position of the quote that closes the one at `start`."""
    position = start + 1
    while position < len(text):
        if text[position] == "\\":
            position += 1
        elif text[position] == text[start]:
            return position
        position += 1
    raise NotLiteralError(f"missing {text[start]}")


def _unquoted(text: str) -> str:
    if "\\" not in text:
        return text[1:-1]
    import warnings  # needed by escapes alone

    quote = text[0]
    inner = text[1:-1] if quote == "'" else text[1:-1].replace("\\/", "/")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # Three quotes let the text run over lines.
            tree = compile(f"{quote * 3}{inner}{quote * 3}", "<text>", "eval", _ONLY_AST)
        except (SyntaxError, ValueError):
            raise NotLiteralError(f"{shortened(text)} is not a string") from None
    value = str(tree.body.value)
    return _joined(value) if quote == '"' else value


def _joined(text: str) -> str:
    """Return the text with pairs of surrogates, JSON's way beyond 16 bits, as the one character."""
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")

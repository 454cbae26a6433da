"""Layer 1: a type as JSON Schema: what `hprun.convert` takes out of a file, and not less.

A checker sees a file as its language decides it, hprun as it is written: ``name: 012`` is a number
to the one and a text to the other. Where they differ the schema takes both. A text may refer to
other values (``${width}``) wherever a value stands, so each type takes such a text.
"""

from __future__ import annotations

from math import isfinite

from hprun.literal import NotLiteralError, literal
from hprun.model import Type
from hprun.values.data import data_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeAlias

    from hprun.ranges import Range

    Schema: TypeAlias = dict[str, Any] | bool

_REFERENCE = r"\$\{"
_NUMBER = r"[+-]?\.?([Ii][Nn][Ff]([Ii][Nn][Ii][Tt][Yy])?|[Nn][Aa][Nn]|[\d_.]+([Ee][+-]?[\d_]+)?)"
_WORDS = ("true", "false", "yes", "no", "on", "off", "t", "f", "y", "n", "1", "0")
_INDEX = r"^-?\d+"


def _text(pattern: str) -> dict[str, Any]:
    """Return the schema of texts in which a pattern is found, or that refer to something."""
    return {"type": "string", "pattern": f"{pattern}|{_REFERENCE}"}


def _whole(pattern: str) -> str:
    return rf"^\s*({pattern})\s*$"


def _in_any_case(words: Iterable[str]) -> str:
    return "|".join("".join(map(_letter, word)) for word in words)


def _letter(letter: str) -> str:
    cases = dict.fromkeys((letter, letter.lower(), letter.upper(), letter.casefold()))
    single = [each for each in cases if len(each) == 1]
    return f"[{''.join(single)}]" if len(single) > 1 else escaped(letter)


def escaped(text: str) -> str:
    """Return a text as a regular expression that every dialect takes for it."""
    return "".join(f"\\{each}" if each in "^$\\.*+?()[]{}|/" else each for each in text)


TEXTS: Mapping[str, dict[str, Any]] = {
    "text:float": _text(_whole(_NUMBER)),
    "text:int": _text(_whole(rf"{_NUMBER}|[+-]?0[xXoObB][0-9a-fA-F_]+")),
    "text:bool": _text(_whole(_in_any_case(_WORDS))),
    "text:None": _text(_whole(_in_any_case(("none", "null", "~")))),
    "text:list": _text(r"[,\[({]"),
    "text:dict": _text(r"^\s*\{"),
}
"""Texts that are taken for something else, as definitions that a schema refers to."""


def _taken_for(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/text:{name}"}


def schema_of(to: Type) -> Schema:
    """Return the schema of the values that a file may give to a parameter of this type."""
    if to.kind in ("any", "late"):
        return True
    if to.kind == "union":
        return _either(schema_of(each) for each in to.args)
    made = _MADE[to.kind](to)
    return _chosen(to) if to.choices else made


def element_of(to: Type) -> Schema:
    """Return the schema of one element of a list, whichever it is."""
    if to.kind == "union":
        return _either(element_of(each) for each in to.args if each.kind in _LISTS)
    return _either(map(schema_of, to.args)) if to.args else True


def _either(schemas: Iterable[Schema]) -> Schema:
    """Return the schema that takes what one of several does."""
    found: list[Any] = []
    for each in schemas:
        if each is True:
            return True
        for one in each.get("anyOf", [each]) if isinstance(each, dict) else []:
            if one not in found:
                found.append(one)
    return {"anyOf": found} if len(found) != 1 else found[0]


def _str(_: Type) -> Schema:
    return {"type": ["string", "number", "boolean", "null"]}


def _none(_: Type) -> Schema:
    return {"anyOf": [{"type": "null"}, _taken_for("None")]}


def _float(to: Type) -> Schema:
    return {"anyOf": [{"type": "number", **_ends(to.range)}, _taken_for("float")]}


def _int(to: Type) -> Schema:
    return {"anyOf": [{"type": "integer", **_ends(to.range)}, _taken_for("int")]}


def _ends(within: Range | None) -> dict[str, float]:
    ends = {"minimum": within.low, "maximum": within.high} if within else {}
    return {name: end for name, end in ends.items() if end is not None and isfinite(end)}


def _bool(_: Type) -> Schema:
    return {"anyOf": [{"type": "boolean"}, {"enum": [0, 1]}, _taken_for("bool")]}


def _collection(to: Type) -> Schema:
    items = schema_of(to.args[0]) if to.args else True
    return _several({"type": "array", "items": items}, items)


def _product(to: Type) -> Schema:
    count = len(to.args)
    items = [schema_of(each) for each in to.args]
    array = {"type": "array", "prefixItems": items, "minItems": count, "maxItems": count}
    return _several(array, element_of(to))


def _several(array: dict[str, Any], items: Schema) -> Schema:
    """Return the schema of a list, written as one, in a text, or element by element: ``{0: 1}``."""
    by_index = {
        "type": "object",
        "patternProperties": {f"{_INDEX}$": items, f"{_INDEX}[^\\d]": True},
    }
    return {"anyOf": [array, _taken_for("list"), {**by_index, "additionalProperties": False}]}


def _dict(to: Type) -> Schema:
    values = schema_of(to.args[1]) if to.args else True
    return {"anyOf": [{"type": "object", "additionalProperties": values}, _taken_for("dict")]}


def _chosen(to: Type) -> Schema:
    """Return the schema of a type with choices: each as it is, and as a text in any case."""
    values = [data_of(each) for each in to.choices]
    if to.kind in ("str", "enum", "path"):
        values += [each for each in map(_decided, to.choices) if not isinstance(each, str)]
        texts = [_text(_whole(_in_any_case(map(str, to.choices))))]
    else:
        texts = [_taken_for(to.kind)]
    once = {repr(each): each for each in values}
    return {"anyOf": [{"enum": [*once.values()]}, *texts]}


def _decided(choice: object) -> object:
    """Return what a file's language makes of a choice that is written without quotes."""
    try:
        return data_of(literal(str(choice)))
    except NotLiteralError:
        return str(choice)


_LISTS = ("list", "set", "frozenset", "tuple", "product")
_MADE = {
    "str": _str,
    "path": _str,
    "enum": _str,
    "none": _none,
    "float": _float,
    "int": _int,
    "bool": _bool,
    "dict": _dict,
    "product": _product,
    **dict.fromkeys(("list", "set", "frozenset", "tuple"), _collection),
}

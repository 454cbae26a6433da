"""Layer 2: a value as a word that is read back as a Python literal, or as the text that it is.

So fire reads every word, whatever the function wants: ``--name=1`` is a number, ``--name=a`` a text
and ``--name="'1'"`` the text of a number.
"""

from __future__ import annotations

import _ast
import warnings

from hprun.errors import InvalidValue
from hprun.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_AS_THEY_ARE = (_ast.BinOp, _ast.Attribute, _ast.Compare, _ast.BoolOp, _ast.Call, _ast.Subscript)
"""Expressions that are no literals: the word is a text (``a-b``, ``a.b``)."""


def literal_word(value: object) -> str:
    """Return the word for a value. Raises InvalidValue where there is none, as for nan."""
    if isinstance(value, str) and _is_read_as_text(value):
        return str(value)
    return _literal(value)


def _is_read_as_text(text: str) -> bool:
    """Return whether a word is read as the very text that it is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = compile(text, "", "eval", _ast.PyCF_ONLY_AST)
    except SyntaxError:
        return True
    except (ValueError, RecursionError, MemoryError):
        return False
    body = tree.body  # type: ignore[attr-defined]  # an expression's
    return body.id == text if isinstance(body, _ast.Name) else isinstance(body, _AS_THEY_ARE)


def _literal(value: object) -> str:  # noqa: PLR0911 - one a kind
    """Return a Python literal; there is none of nan, nor of an empty set."""
    if isinstance(value, str):
        return repr(str(value))
    if value is None or isinstance(value, bool | int):
        return repr(value)
    if isinstance(value, float) and value == value:  # noqa: PLR0124 - nan is not
        return repr(value).replace("inf", "1e999")
    if isinstance(value, list):
        return f"[{_listed(value)}]"
    if isinstance(value, tuple):
        return f"({_listed(value)}{',' * (len(value) == 1)})"
    if isinstance(value, set | frozenset) and value:
        return f"{{{_listed(value)}}}"
    if isinstance(value, dict):
        pairs = (f"{_literal(key)}: {_literal(each)}" for key, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    raise InvalidValue(f"no word of a command line says {show(value)}")


def _listed(values: Iterable[object]) -> str:
    return ", ".join(map(_literal, values))

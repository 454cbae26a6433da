"""Layer 1, run time: a parameter's annotation, as an object, also where it stands as text.

Under ``from __future__ import annotations`` a function has only the text. What it names is looked
up where the function was written; nothing else of it is carried out.
"""

# ruff: noqa: ANN401 - values are of any type, and so are the callables that take them
from __future__ import annotations

from hprun.runtime.cells import MISSING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ONLY_AST = 0x400


class UnreadableError(LookupError):
    """The annotation holds something else than names, subscripts and ``|``."""


def annotation_of(function: Any, parameter: str) -> object:
    """Return the annotation of a parameter, MISSING where there is none that can be found."""
    try:
        annotation = function.__annotations__.get(parameter, MISSING)
    except NameError:  # since Python 3.14 annotations are worked out when they are asked for
        return MISSING
    return resolved(annotation, _names(function)) if isinstance(annotation, str) else annotation


def resolved(text: str, names: dict[str, object]) -> object:
    """Return what an annotation's text stands for, MISSING where a name in it is not known."""
    try:
        return _object(compile(text, "<annotation>", "eval", _ONLY_AST).body, names)
    except (SyntaxError, ValueError, LookupError, AttributeError, TypeError):
        return MISSING


def _names(function: Any) -> dict[str, object]:
    import builtins

    names: dict[str, object] = vars(builtins) | function.__globals__
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            names[name] = cell.cell_contents
        except ValueError:  # the enclosing function has not come to its assignment
            continue
    return names


def _object(node: Any, names: dict[str, object]) -> Any:  # noqa: PLR0911 - one a shape
    match type(node).__name__:
        case "Constant":
            inner = node.value
            return resolved(inner, names) if isinstance(inner, str) else inner
        case "Name":
            return names[node.id]
        case "Attribute":
            return getattr(_object(node.value, names), node.attr)
        case "Subscript":
            return _subscript(node, names)
        case "BinOp" if type(node.op).__name__ == "BitOr":
            return _object(node.left, names) | _object(node.right, names)
        case "Tuple":
            return tuple(_object(each, names) for each in node.elts)
        case "List":
            return [_object(each, names) for each in node.elts]
    raise UnreadableError(type(node).__name__)


def _subscript(node: Any, names: dict[str, object]) -> object:
    """Return ``list[int]`` and its like.

    What stands in ``Literal[…]`` are values, and of ``Annotated[…]`` only the first is a type.
    """
    outer = _object(node.value, names)
    form = getattr(outer, "_name", None)
    parts = node.slice.elts if type(node.slice).__name__ == "Tuple" else [node.slice]
    if form == "Annotated" or getattr(outer, "__name__", "") == "Annotated":
        return _object(parts[0], names)
    if form == "Literal":
        return outer[tuple(_value(part, names) for part in parts)]
    return outer[_object(node.slice, names)]


def _value(node: Any, names: dict[str, object]) -> object:
    if type(node).__name__ == "Constant":
        return node.value
    if type(node).__name__ == "UnaryOp":
        return -node.operand.value
    return _object(node, names)

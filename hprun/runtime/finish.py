"""Layer 1, run time: a text becomes a value at the reader, by the reader's own type.

That type is the annotation where there is one that can be read, else the type of the default, else
whatever the text looks like. Only here, in the running script, do the members of an enum and the
objects of `pathlib` exist that a text may stand for.
"""

# ruff: noqa: ANN401 - values are of any type, and so are the callables that take them
from __future__ import annotations

import sys

from hprun.convert import convert, type_of, with_choices
from hprun.errors import InvalidValue
from hprun.literal import Text
from hprun.model import ANY, NONE, Type
from hprun.runtime.cells import MISSING, Suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

_PLAIN = {"int", "float", "str", "bool", "list", "tuple", "set", "frozenset", "dict"}


def finish(
    name: str,
    value: object,
    default: object = MISSING,
    annotation: object = MISSING,
    choices: Iterable[object] = (),
) -> object:
    """Return what an undecided value of the parameter `name` means to its reader.

    Raises InvalidValue, which names the parameter.
    """
    if isinstance(value, Suggestion):
        return value.make()
    declared = _declared(default, annotation)
    try:
        to = type_of_annotation(declared) if declared is not MISSING else _of_default(default)
        if declared is not MISSING and default is None and to != ANY:
            to = Type("union", (to, NONE))
        listed = tuple(choices)
        converted = convert(value, with_choices(to, listed) if listed else to)
        return revived(converted, declared)
    except InvalidValue as error:
        what, advice = _discreet(name, value, error.what), _discreet(name, value, error.advice)
        raise InvalidValue(f"parameter {name!r}: {what}", advice=advice) from None


def hinted(name: str, value: object, default: object, hints: Mapping[str, Any]) -> object:
    """Return what an undecided value means where the reader gives ``type=`` or ``choices=``.

    A ``type`` that is no type to be read by its structure is a function to be called with the text.
    """
    hint = hints.get("type") or MISSING
    choices = hints.get("choices") or ()
    if hint is MISSING or type_of_annotation(hint) != ANY or not callable(hint):
        return finish(name, value, default, hint, choices)
    made = _called(name, value, hint)
    return finish(name, made, made, MISSING, choices)


def _called(name: str, value: object, function: Callable[[str], object]) -> object:
    try:
        return function(str(value))
    except (TypeError, ValueError) as error:
        what = _discreet(name, value, f"{str(value)!r} is refused by its type: {error}")
        raise InvalidValue(f"parameter {name!r}: {what}") from error


def _discreet(name: str, value: object, message: str) -> str:
    """Return a message about a value, masked where that is a secret by its name."""
    from hprun.secret import is_secret, quoted_without

    return quoted_without(str(value), message) if is_secret(name) else message


def of_entries(annotation: object) -> object:
    """Return the annotation of a dict's values, MISSING where it says nothing of them."""
    args: tuple[object, ...] = getattr(annotation, "__args__", ())
    return args[-1] if getattr(annotation, "__origin__", None) is dict and args else MISSING


def _declared(default: object, annotation: object) -> object:
    """Return the annotation that decides: the one written, or the class of a default."""
    if annotation is not MISSING and type_of_annotation(annotation) != ANY:
        return annotation
    cls = type(default)
    return cls if _is_enum(cls) or _is_path(cls) else MISSING


def _of_default(default: object) -> Type:
    return ANY if default is MISSING else type_of(default)


def type_of_annotation(annotation: Any) -> Type:  # noqa: PLR0911 - one a shape
    """Return the type that an annotation declares by its structure; ANY where it cannot be read."""
    if annotation is None or annotation is type(None):
        return NONE
    if isinstance(annotation, type) and not hasattr(annotation, "__args__"):
        if _is_enum(annotation):
            return Type("enum", choices=tuple(annotation.__members__))  # type: ignore[attr-defined]
        if _is_path(annotation):
            return Type("path")
        builtin = annotation.__module__ == "builtins" and annotation.__name__ in _PLAIN
        return Type(annotation.__name__) if builtin else ANY
    if hasattr(annotation, "__metadata__"):
        return type_of_annotation(annotation.__origin__)
    for alias in ("__supertype__", "__value__"):
        if hasattr(annotation, alias):
            return type_of_annotation(getattr(annotation, alias))
    return _generic(annotation)


def _generic(annotation: object) -> Type:
    """Return the type of ``list[int]``, ``int | None``, ``Literal[…]`` and their like."""
    args = getattr(annotation, "__args__", ())
    origin = getattr(annotation, "__origin__", None)
    if _is_union(annotation):
        return Type("union", tuple(map(type_of_annotation, args)))
    if origin is _typing("Literal"):
        return with_choices(ANY, args)
    if not isinstance(origin, type) or origin.__name__ not in _PLAIN:
        return ANY
    kind = origin.__name__
    if kind == "tuple" and args[1:] != (Ellipsis,):
        return Type("product", tuple(map(type_of_annotation, args)))
    return Type(kind, tuple(type_of_annotation(arg) for arg in args if arg is not Ellipsis))


def _is_union(annotation: object) -> bool:
    if type(annotation).__name__ == "UnionType":
        return True
    union = _typing("Union")
    return union is not None and getattr(annotation, "__origin__", None) is union


def _typing(name: str) -> object:
    """Return a special form; who has written one has imported its module."""
    return getattr(sys.modules.get("typing"), name, None)


def _is_enum(cls: object) -> bool:
    enum = sys.modules.get("enum")
    return enum is not None and isinstance(cls, enum.EnumMeta)


def _is_path(cls: type) -> bool:
    paths = sys.modules.get("pathlib")
    return paths is not None and issubclass(cls, paths.PurePath)


def revived(value: Any, annotation: Any) -> object:  # noqa: PLR0911 - one a shape
    """Return a converted value with the members and paths that its remaining texts stand for."""
    if annotation is MISSING:
        return str(value) if isinstance(value, Text) else value
    if hasattr(annotation, "__metadata__"):
        return revived(value, annotation.__origin__)
    for alias in ("__supertype__", "__value__"):
        if hasattr(annotation, alias):
            return revived(value, getattr(annotation, alias))
    if isinstance(value, Text):
        return _built(value, annotation)
    args = getattr(annotation, "__args__", ())
    if _is_union(annotation):
        kinds = {type_of_annotation(arg).kind: arg for arg in args}
        return revived(value, kinds.get(type(value).__name__, MISSING))
    if isinstance(value, dict) and args:
        keys, values = args
        return {revived(key, keys): revived(each, values) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset) and args:
        each_of = args if type_of_annotation(annotation).kind == "product" else args[:1]
        arguments = each_of if len(each_of) == len(value) else each_of * len(value)
        return type(value)(map(revived, value, arguments))
    return value


def _built(text: Text, annotation: Any) -> object:
    """Return the member or the path that a checked text stands for."""
    for candidate in getattr(annotation, "__args__", ()) if _is_union(annotation) else [annotation]:
        if _is_enum(candidate) and text in candidate.__members__:
            return candidate[str(text)]
    for candidate in getattr(annotation, "__args__", ()) if _is_union(annotation) else [annotation]:
        if isinstance(candidate, type) and _is_path(candidate):
            return candidate(str(text))
    return str(text)

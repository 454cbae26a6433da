"""Layer 2: an annotated class as the schema of a configuration: ``config(path, schema=Settings)``.

A dataclass or any class with annotations; a field may itself be such a class, or a list or dict of
them. A text is read by the field's type, as hprun reads one from the command line. Keys that the
class does not have are left out: a file may serve several classes.
"""

from __future__ import annotations

from hprun.errors import InvalidValue
from hprun.literal import Text
from hprun.model import ANY
from hprun.runtime.cells import MISSING
from hprun.runtime.finish import finish, type_of_annotation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeVar

    T = TypeVar("T")


class UnfitValue(InvalidValue, TypeError):
    """A value of a configuration is not of its field's type."""


def of_schema(data: Mapping[str, Any], schema: type[T]) -> T:
    """Return an object of the class `schema` with the values of a configuration.

    Raises ValueError for a field without value or default, TypeError for a value that does not fit.
    """
    return _object(data, schema, "")


def _object(data: Mapping[str, Any], schema: type[T], above: str) -> T:
    from typing import ClassVar, get_origin, get_type_hints

    values: dict[str, Any] = {}
    fields = {
        field: annotation
        for field, annotation in get_type_hints(schema, include_extras=True).items()
        if annotation is not ClassVar and get_origin(annotation) is not ClassVar
    }
    for field, annotation in fields.items():
        if field in data:
            default = None if getattr(schema, field, MISSING) is None else MISSING
            values[field] = _fitted(data[field], annotation, f"{above}{field}", default)
        elif not _has_default(schema, field):
            msg = f"Missing required field: '{above}{field}' of {schema.__name__}"
            raise ValueError(msg)
    if hasattr(schema, "__dataclass_fields__"):
        return schema(**values)
    made = schema()
    for field in fields:
        setattr(made, field, values.get(field, getattr(made, field, None)))
    return made


def _has_default(schema: Any, field: str) -> bool:  # noqa: ANN401 - a class
    fields = getattr(schema, "__dataclass_fields__", {})
    if field not in fields:
        return hasattr(schema, field)
    import dataclasses

    described = fields[field]
    return (
        not described.init
        or described.default is not dataclasses.MISSING
        or described.default_factory is not dataclasses.MISSING
    )


def _fitted(value: Any, annotation: Any, name: str, default: object = MISSING) -> Any:  # noqa: ANN401
    """Return a value as one of the annotated type; None fits where it is the field's default."""
    origin = getattr(annotation, "__origin__", None)
    args: tuple[Any, ...] = getattr(annotation, "__args__", ())
    if value is None and default is None:
        return None
    if _is_schema(annotation):
        if isinstance(value, dict):
            return _object(value, annotation, f"{name}.")
        msg = f"parameter {name!r}: {value!r} is no tree of the fields of {annotation.__name__}"
        raise UnfitValue(msg)
    if origin is list and isinstance(value, list) and _holds_schema(args[0]):
        return [_fitted(each, args[0], f"{name}.{at}") for at, each in enumerate(value)]
    if origin is dict and isinstance(value, dict) and _holds_schema(args[1]):
        return {key: _fitted(each, args[1], f"{name}.{key}") for key, each in value.items()}
    if isinstance(value, dict) and origin is not dict:
        for each in filter(_is_schema, args):
            return _object(value, each, f"{name}.")
    return _converted(value, annotation, name, default)


def _is_schema(annotation: object) -> bool:
    return (
        isinstance(annotation, type)
        and annotation.__module__ != "builtins"
        and hasattr(annotation, "__annotations__")
        and type_of_annotation(annotation) == ANY
    )


def _holds_schema(annotation: Any) -> bool:  # noqa: ANN401 - any annotation
    return _is_schema(annotation) or any(
        map(_holds_schema, getattr(annotation, "__args__", ())),
    )


def _converted(value: Any, annotation: Any, name: str, default: object) -> Any:  # noqa: ANN401
    if type_of_annotation(annotation) == ANY:
        return value
    try:
        return finish(name, _texts(value), default, annotation)
    except InvalidValue as error:
        raise UnfitValue(error.what, advice=error.advice) from None


def _texts(value: Any) -> Any:  # noqa: ANN401 - any value
    """Return the value with every str in it as a text that its type decides on."""
    if isinstance(value, str):
        return Text(value)
    if isinstance(value, list):
        return [_texts(each) for each in value]
    if isinstance(value, dict):
        return {_texts(key): _texts(each) for key, each in value.items()}
    return value

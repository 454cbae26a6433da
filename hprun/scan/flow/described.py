"""Layer 1: what an argument of a followed call says of a parameter: its default, its type."""

from __future__ import annotations

import _ast

from hprun.errors import InvalidValue
from hprun.model import ANY, LATE, NONE, Default, Type
from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.folding import constant
from hprun.scan.expressions.reading import default_of
from hprun.scan.flow.values import External, Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.scan.flow.values import Passed

_TYPES = {
    **{f"builtins.{name}": Type(name) for name in ("int", "float", "str", "bool")},
    **{f"pathlib.{name}": Type("path") for name in ("Path", "PurePath", "PosixPath")},
}


def default_from(passed: Passed) -> tuple[Default, Type | None]:
    """Return a default, and its type where that is more than its value says."""
    value = constant(without_members(passed.value))
    if value is not UNKNOWN and type(value) is not range:
        text = passed.frame.module.source.segment(passed.node)
        return Default(text, value, known=True), None
    return default_of(passed.node, passed.frame.scope)


def without_members(value: object, *, every: bool = False) -> object:
    """Return a value with the values of those members of enums, also in a list, that are values.

    Of `every` one if asked: some libraries know a member by its value whatever it is.
    """
    if isinstance(value, list | tuple):
        return type(value)(without_members(each, every=every) for each in value)
    return value.value if isinstance(value, Member) and (every or value.is_value) else value


def type_from(passed: Passed | None, otherwise: Type = ANY) -> Type:
    """Return the type that a converter stands for; LATE for a function of the script's own."""
    if passed is None or passed.value is None:
        return otherwise
    return _TYPES.get(passed.value.path, LATE) if isinstance(passed.value, External) else LATE


def type_of_default(default: Default | None) -> Type:
    """Return the type that the value of a default has; anything where there is none."""
    if default is None or not default.known or default.value is None:
        return ANY
    from hprun.convert import type_of

    return type_of(default.value)


def text_of(value: object) -> str:
    """Return a text, empty for anything else."""
    return value if isinstance(value, str) else ""


def documentation(value: object) -> str:
    """Return the docstring of a function of the program; empty where there is none."""
    match getattr(value, "node", None):
        case _ast.FunctionDef(body=[_ast.Expr(value=_ast.Constant(value=str(text))), *_]):
            return text
    return ""


def said_as(default: Default, value: object, to: Type) -> Default | None:
    """Return a default with what a parser makes of a value, None where it would refuse it.

    A text is read like a word of the command line.
    """
    from hprun.convert import convert
    from hprun.literal import Text

    try:
        return default.replace(value=convert(Text(value) if isinstance(value, str) else value, to))
    except InvalidValue:
        return None


def choices_from(value: object) -> list[object] | None:
    """Return the choices that a constant lists; None where they are not known, or there is none."""
    if isinstance(value, list | tuple | dict | set | frozenset) or type(value) is range:
        listed = [without_members(each) for each in value]
        return listed if listed and constant(listed) is not UNKNOWN else None
    return None


def narrowed(to: Type, choices: list[object] | None) -> Type:
    """Return a type limited to choices, if they fit it."""
    if choices is None or to == LATE:
        return to
    from hprun.convert import with_choices

    try:
        return with_choices(to, choices)
    except InvalidValue:
        return to


def optional(to: Type) -> Type:
    """Return a type that takes None, too."""
    if to in (ANY, LATE, NONE) or (to.kind == "union" and NONE in to.args):
        return to
    return Type("union", (*(to.args if to.kind == "union" else (to,)), NONE))

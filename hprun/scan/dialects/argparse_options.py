"""Layer 1: what one ``add_argument`` says of a parameter, by the rules of `argparse`."""

from __future__ import annotations

from hprun.frozen import Record
from hprun.model import LATE, WORDS, Default, Definition, Type, Words
from hprun.scan.dialects.argparse_actions import left_out
from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.folding import constant
from hprun.scan.flow.described import (
    choices_from,
    default_from,
    narrowed,
    optional,
    said_as,
    type_from,
)
from hprun.scan.flow.values import Class, External, Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hprun.scan.flow.values import Call, Passed

STYLE = "argparse"
_SUPPRESSED = ("argparse.SUPPRESS", "==SUPPRESS==")
_REST = {"...": "...", "A...": "..."}
_REMAINDERS = {"argparse.REMAINDER": "...", "argparse.PARSER": "..."}
_CLASSES = {
    "argparse.BooleanOptionalAction": "boolean",
    "argparse._StoreAction": "store",
    "argparse._StoreTrueAction": "store_true",
    "argparse._StoreFalseAction": "store_false",
    "argparse._AppendAction": "append",
    "argparse._HelpAction": "help",
}
OTHERS = ("help", "version")
"""The actions that set nothing."""


class Option(Record):
    """One ``add_argument``: its call, what was worked out of it, and whether it stands in a branch.

    `default` is what it has for one, of its own or from its parser; None where there is none.
    """

    dest: str
    options: tuple[str, ...]
    action: str
    call: Call
    default: Passed | None
    conditional: bool


def action_of(call: Call) -> str:
    """Return the name of an action; ``custom`` for a class of the script's own."""
    action = call.value("action", "store")
    if isinstance(action, External):
        return _CLASSES.get(action.path, "custom")
    return action if isinstance(action, str) else "custom"


def definition(option: Option, command: tuple[str, ...], *, first: bool) -> Definition:
    """Return what an option sets; the `first` of several with one `dest` has the default."""
    call = option.call
    default = _default(option) if first else None
    element = Type("str") if _values(call) else type_from(call.get("type"), Type("str"))
    words = _words(option, command)
    declared = _type(option, element, words.arity)
    if default is not None and default.known:
        default = _converted(default, declared)
        declared = optional(declared) if default.value is None else declared
    prefix = "".join(f"{each}." for each in command)
    source = call.frame.module.source
    return Definition(
        f"{prefix}{option.dest}",
        call.location,
        STYLE,
        "default" if default else "read",
        WORDS,
        default,
        declared,
        _help(option, default, declared) or source.comment(call.node),
        delivery=words,
        conditional=option.conditional,
    )


def _words(option: Option, command: tuple[str, ...]) -> Words:  # noqa: PLR0911 - one an action
    """Return how a value is said."""
    const = constant(option.call.value("const"))
    match option.action:
        case "store_true" | "store_false":
            return Words(option.options, "0", option.action == "store_true", command=command)
        case "store_const":
            return Words(option.options, "0", const, command=command)
        case "append_const":
            return Words(option.options, "0", const, command=command, adds=True)
        case "count":
            return Words(option.options, "count", command=command, adds=True)
        case "boolean":
            off = tuple(f"--no-{each[2:]}" for each in option.options if each[:2] == "--")
            return Words(option.options, "0", off=off, command=command)
        case "append":
            element = _arity(option)
            return Words(option.options, "each", command=command, adds=True, element=element)
    adds, arity = option.action == "extend", _arity(option)
    says = True if arity == "0" else const
    return Words(option.options, arity, says, command=command, adds=adds)


def _arity(option: Option) -> str:
    nargs = option.call.value("nargs")
    if option.action == "custom" and nargs is None:
        nargs = left_out(option.call, "nargs")
        nargs = None if nargs is UNKNOWN else nargs
    if isinstance(nargs, External):
        return _REMAINDERS.get(nargs.path, "*")
    if nargs is None:
        return "1"
    return _REST.get(str(nargs), str(nargs)) if isinstance(nargs, str | int) else "*"


def _type(option: Option, element: Type, arity: str) -> Type:
    call = option.call
    if option.action in ("store_true", "store_false", "boolean"):
        return Type("bool")
    if option.action == "count":
        return Type("int")
    if option.action in ("store_const", "append_const"):
        from hprun.convert import type_of

        of_const = type_of(constant(call.value("const")))
        return Type("list", (of_const,)) if option.action == "append_const" else of_const
    if option.action == "custom":
        if arity in {"1", "?"}:
            return LATE
        return Type("bool") if arity == "0" else Type("list", (element,))
    one = narrowed(element, _choices(call))
    several = (_arity(option) if arity == "each" else arity) not in ("1", "?")
    inner = Type("list", (one,)) if several else one
    return Type("list", (inner,)) if option.action == "append" else inner


def _values(call: Call) -> list[str]:
    """Return what is typed for the members, where the type is an enum: their values."""
    kind = call.value("type")
    if not isinstance(kind, Class) or "_missing_" in kind.names:
        return []
    values = [each.value for each in kind.members().values()]
    texts = [each for each in values if isinstance(each, str)]
    return texts if len(texts) == len(values) else []


def _choices(call: Call) -> list[object] | None:
    values = _values(call)
    if not values:
        return choices_from(call.value("choices"))
    listed = call.value("choices")
    if not isinstance(listed, list | tuple):
        return [*values]
    return [each.value for each in listed if isinstance(each, Member)] or None


def _default(option: Option) -> Default | None:
    """Return the default that counts; None for what the user has to give."""
    call = option.call
    is_optional = bool(option.options) or str(call.value("nargs")) in ("?", "*")
    if call.value("required", default=False) is True or not is_optional:
        return None
    return _written(option)


def _written(option: Option) -> Default:
    """Return the default that is written, or that the action has."""
    given = option.default
    if given is None:
        return _own_default(option)
    if isinstance(given.value, External) and given.value.path in _SUPPRESSED:
        return Default(given.value.path)
    default = default_from(given)[0]
    if isinstance(given.value, Member) and given.value.value in _values(option.call):
        return default.replace(value=given.value.value, known=True)
    return default


def _own_default(option: Option) -> Default:
    """Return what an action takes for its default."""
    if option.action == "custom":
        said = left_out(option.call, "default")
        known = constant(said) is not UNKNOWN
        return Default(str(said), said, known=True) if known else Default("of its action")
    value = {"store_true": False, "store_false": True}.get(option.action)
    return Default(str(value), value, known=True)


def _converted(default: Default, to: Type) -> Default:
    """Return a default as the parser hands it out: a text is converted, anything else is not."""
    if not isinstance(default.value, str) or to.kind in ("str", "late", "any", "bool"):
        return default
    return said_as(default, default.value, to) or default


def _help(option: Option, default: Default | None, declared: Type) -> str:
    """Return the help with ``%(default)s`` and its like filled in, as argparse would show it."""
    text = option.call.value("help", "")
    if not isinstance(text, str) or text in _SUPPRESSED:
        return ""
    default = default or _written(option)
    facts = {
        "default": default.value if default.known else default.text,
        "type": declared,
        "choices": ", ".join(map(str, choices_from(option.call.value("choices")) or ())),
        "dest": option.dest,
        "prog": "%(prog)s",
        "metavar": option.call.value("metavar", option.dest),
        "const": option.call.value("const"),
        "nargs": option.call.value("nargs"),
        "required": option.call.value("required", default=False),
    }
    return " ".join(_filled(text, facts).split())


def _filled(text: str, facts: Mapping[str, object]) -> str:
    """Return a help with its facts; a format for numbers takes the text of what is computed."""
    try:
        return text % facts
    except (ValueError, TypeError, KeyError):
        import re

        loose = re.sub(r"%\((\w+)\)[-+# 0-9.]*[a-rt-zA-Z]", r"%(\1)s", text)
    try:
        return loose % facts
    except (ValueError, TypeError, KeyError):
        return text

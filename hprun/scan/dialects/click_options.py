"""Layer 1: what one ``click.option(…)`` or ``click.argument(…)`` says of a parameter."""

from __future__ import annotations

from hprun.frozen import Record
from hprun.model import ANY, LATE, WORDS, Default, Definition, Type, Words
from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.folding import constant
from hprun.scan.flow.described import (
    choices_from,
    default_from,
    narrowed,
    optional,
    said_as,
    text_of,
)
from hprun.scan.flow.values import External, Tracked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hprun.scan.flow.values import Call, Follower, Passed

_SIMPLE = ("str", "int", "float", "bool")
_TYPES = {
    **{f"builtins.{name}": Type(name) for name in _SIMPLE},
    **{f"pathlib.{name}": LATE for name in ("Path", "PurePath")},
}
_NAMED = {
    **dict.fromkeys(("STRING", "UNPROCESSED", "Path", "File"), Type("str")),
    "INT": Type("int"),
    "IntRange": Type("int"),
    "BOOL": Type("bool"),
    "FLOAT": Type("float"),
    "FloatRange": Type("float"),
}
"""The types of click's own; any other converts as it likes."""
ASKED = "asked for at run time"


class Kind(Tracked):
    """One of click's types: ``click.Choice(["adam", "sgd"])``."""

    __slots__ = ("type",)

    def __init__(self, to: Type) -> None:
        self.type = to


def _kind(to: Type) -> Callable[[Call, Follower], object]:
    return lambda _call, _machine: Kind(to)


def _choice(call: Call, _: Follower) -> object:
    return Kind(narrowed(Type("str"), choices_from(call.value("choices", None, 0))))


def _path(call: Call, _: Follower) -> object:
    """Return the type of a path: a text, unless a class is named for it."""
    cls = call.value("path_type")
    is_path = isinstance(cls, External) and cls.path.startswith("pathlib.")
    return Kind(Type("path") if is_path else Type("str") if _is_text(cls) else LATE)


def _is_text(cls: object) -> bool:
    return cls is None or cls == External("builtins.str")


def _tuple(call: Call, machine: Follower) -> object:
    inner = machine.iterate(call.value("types", None, 0)) or ()
    return Kind(Type("product", tuple(map(type_named, inner))))


KINDS: Mapping[str, Callable[[Call, Follower], object]] = {
    **{name: _kind(_NAMED[name]) for name in ("IntRange", "FloatRange", "File")},
    "Choice": _choice,
    "Path": _path,
    "Tuple": _tuple,
    "DateTime": _kind(LATE),
}
"""The types that are made by a call."""


class Option(Record):
    """An option or an argument: what it sets, its spellings, and the call that makes it.

    `off` are the spellings that say no. `style` is the library, click or one that is made of it.
    """

    dest: str
    options: tuple[str, ...]
    off: tuple[str, ...]
    is_argument: bool
    call: Call
    conditional: bool
    style: str = "click"

    @property
    def spellings(self) -> tuple[str, ...]:
        """All that the user may write for it."""
        return (*self.options, *self.off)

    @property
    def is_other(self) -> bool:
        """Whether it sets nothing, like ``--version``."""
        eager = self.call.value("is_eager", default=False) is True
        return eager and self.call.value("expose_value", default=True) is False

    @property
    def is_flag(self) -> bool:
        """Whether the option alone says its value."""
        is_flag = self.call.value("is_flag")
        if is_flag is None:
            return self.call.get("flag_value") is not None or bool(self.off)
        return is_flag is not False

    @property
    def is_multiple(self) -> bool:
        """Whether it may be given several times, for a list."""
        return self.call.value("multiple", default=False) is True

    @property
    def is_count(self) -> bool:
        """Whether its value is how often it is given."""
        return self.call.value("count", default=False) is True

    @property
    def has_default(self) -> bool:
        """Whether a default is written; None is none to an argument."""
        given = self.call.get("default")
        return given is not None and not (self.is_argument and given.value is None)


def option_from(
    call: Call, machine: Follower, *, is_argument: bool, style: str = "click"
) -> Option | None:
    """Return what a call declares; None where its names are computed."""
    names = [each.value for each in call.positional]
    if not call.whole or not all(isinstance(each, str) for each in names):
        return None
    told = _argument_named(names) if is_argument else _named(list(map(str, names)))
    if told is None:
        return None
    return Option(*told, is_argument, call, machine.conditional > 0, style)


def _argument_named(names: Sequence[object]) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    given = [text_of(each) for each in names]
    identifiers = [each for each in given if each.isidentifier()]
    name = (identifiers or given or [""])[0]
    return (name.replace("-", "_").lower(), (), ()) if name else None


def _named(names: Sequence[str]) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    """Return what an option sets, and how it is spelled, by click's rules."""
    dest = ""
    on: list[str] = []
    off: list[str] = []
    for each in names:
        if each.isidentifier():
            dest = each
            continue
        between = ";" if each[:1] == "/" else "/"
        first, _, second = each.partition(between)
        on += [first.rstrip()] if first.strip() else []
        off += [second.lstrip()] if second.strip() else []
    if not dest and on:
        dest = max(on, key=_dashes).lstrip("-+/").replace("-", "_").lower()
    known = dest.isidentifier() and (on or off)
    return (dest, tuple(on), tuple(off)) if known else None


def _dashes(spelled: str) -> int:
    """Return how many characters stand before a name: two where the first is doubled."""
    return 2 if spelled[1:2] == spelled[:1] else 1


# What it says


def definition(option: Option, command: tuple[str, ...], alike: Sequence[Option]) -> Definition:
    """Return what an option sets; the first of those `alike` has the default of them all."""
    declared = _type(option)
    default = _default(option, alike) if alike else None
    if default is not None and default.known:
        default = _converted(default, declared)
        declared = optional(declared) if default.value is None else declared
    prefix = "".join(f"{each}." for each in command)
    source = option.call.frame.module.source
    about = " ".join(text_of(option.call.value("help", "")).split())
    return Definition(
        f"{prefix}{option.dest}",
        option.call.location,
        option.style,
        "default" if default else "read",
        WORDS,
        default,
        declared,
        about or source.comment(option.call.node, beside=","),
        delivery=_words(option, command),
        conditional=option.conditional,
    )


def _words(option: Option, command: tuple[str, ...]) -> Words:
    """Return how a value is said."""
    if option.is_count:
        return Words(option.options, "count", command=command)
    if option.is_argument:
        return Words((), _arity(option), None, command=command)
    says = constant(option.call.value("flag_value", default=True))
    if option.is_flag and not option.options:
        return Words(option.off, "0", says=False, command=command)
    if option.is_flag:
        return Words(option.options, "0", says, option.off, command)
    if option.call.get("flag_value") is not None:
        return Words(option.options, "?", says, command=command)
    arity, one = ("each", _arity(option)) if option.is_multiple else (_arity(option), "1")
    return Words(option.options, arity, None, command=command, element=one)


def _arity(option: Option) -> str:
    nargs = option.call.value("nargs")
    if nargs == -1:
        return "+" if option.call.value("required", default=False) is True else "*"
    if isinstance(nargs, int):
        return str(nargs)
    to = type_named(option.call.value("type"))
    return str(len(to.args)) if to.kind == "product" else "1"


def type_named(value: object) -> Type:
    """Return the type that ``type=`` names; LATE for a function or class of the script's own."""
    if value is None:
        return ANY
    if isinstance(value, Kind):
        return value.type
    if isinstance(value, tuple | list):
        return Type("product", tuple(map(type_named, value)))
    if isinstance(value, External):
        return _TYPES.get(value.path) or _NAMED.get(value.path.rpartition(".")[2], LATE)
    return LATE


def _type(option: Option) -> Type:
    """Return what values may be."""
    if option.is_count:
        return Type("int")
    to = type_named(option.call.value("type"))
    one = _guessed(option) if to == ANY else to
    arity = _arity(option)
    container = "list" if option.style == "typer" else "tuple"
    if arity in ("*", "+"):
        one = Type(container, (one,))
    elif arity != "1" and one.kind != "product":
        one = Type("product", (one,) * min(int(arity), _MOST_WORDS)) if arity.isdecimal() else LATE
    return Type(container, (one,)) if option.is_multiple else one


_MOST_WORDS = 100


def _guessed(option: Option) -> Type:
    """Return the type that click takes from the default, or from what a flag stands for."""
    if option.is_flag:
        value = constant(option.call.value("flag_value", default=True))
        return Type(type(value).__name__) if type(value).__name__ in _SIMPLE else LATE
    given = option.call.get("default")
    value = constant(given.value) if given else None
    if value is UNKNOWN or not _is_value(given):
        return LATE
    first = value[0] if isinstance(value, list | tuple) and value else value
    if isinstance(first, list | tuple):
        return Type("product", tuple(_of(each) for each in first))
    return _of(first)


def _of(value: object) -> Type:
    kind = type(value).__name__
    return Type(kind if kind in _SIMPLE else "str")


def _is_value(given: Passed | None) -> bool:
    return given is None or constant(given.value) is not UNKNOWN


def _default(option: Option, alike: Sequence[Option]) -> Default | None:
    """Return the default that counts; None for what the user has to give."""
    having = next((each for each in alike if each.has_default), None)
    given = having.call.get("default") if having else None
    if having and given:
        flag = constant(having.call.value("flag_value", UNKNOWN))
        if given.value is True and having.is_flag and not isinstance(flag, bool):
            return Default(repr(flag), flag, known=True) if flag is not UNKNOWN else _YES
        return default_from(given)[0]
    if option.call.value("prompt", default=False) is not False:
        return Default(ASKED)
    if any(each.call.value("required", default=False) is True for each in alike):
        return None
    if option.is_argument and _arity(option) != "*":
        return None if option.call.value("required", default=True) is not False else _NONE
    return _own_default(option)


_NONE = Default("None", None, known=True)
_YES = Default("True", value=True, known=True)
_NO = Default("False", value=False, known=True)


def _own_default(option: Option) -> Default:
    """Return what an option has where nothing is written."""
    if option.is_count:
        return Default("0", 0, known=True)
    if option.style == "click" and (option.is_multiple or option.is_argument):
        return Default("()", (), known=True)
    is_bool = option.is_flag and _type(option) == Type("bool")
    return _NO if is_bool else _NONE


def _converted(default: Default, to: Type) -> Default:
    """Return a default as the program gets it: click converts it like a word."""
    if default.value is None or to == LATE:
        return default
    return said_as(default, default.value, to) or default

"""Layer 1: ``typer.run(main)`` and ``@app.command()``: a function's arguments are options.

An argument is an option where it has a default, and else stands by its position; ``typer.Option``
and ``typer.Argument`` say more, as a default or in ``Annotated``. What comes out is a command of
click's, which typer is made of.
"""

from __future__ import annotations

import _ast

from hprun.frozen import Record
from hprun.model import LATE, NONE, Opening, Type, Words
from hprun.scan.dialects.click import Command, Parametrised
from hprun.scan.dialects.click_options import Kind, Option, option_from
from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.folding import constant
from hprun.scan.expressions.reading import annotated
from hprun.scan.expressions.signatures import Argument, arguments, described
from hprun.scan.flow.described import documentation, text_of, without_members
from hprun.scan.flow.values import Annotated, Call, Class, External, Function, Passed, Tracked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hprun.model import Location
    from hprun.scan.flow.values import Follower, Frame

STYLE = "typer"
_CONTEXTS = ("typer.Context", "click.Context", "typer.models.Context")
_COMPLETION = Words(("--install-completion", "--show-completion"), "0")
_ENUMS = tuple(External(f"enum.{name}") for name in ("Enum", "StrEnum", "IntEnum"))


class TyperCommand(Command):
    """A command that typer makes."""

    __slots__ = ()

    @property
    def style(self) -> str:
        """The library that the command is made by."""
        return STYLE


class Parameter(Tracked):
    """What ``typer.Option(…)`` or ``typer.Argument(…)`` says."""

    __slots__ = ("is_argument", "written")

    def __init__(self, call: Call, *, is_argument: bool) -> None:
        self.written = call
        self.is_argument = is_argument


class App(Tracked):
    """A ``typer.Typer()``: the functions that are its commands, its callback, and its groups."""

    __slots__ = ("callback", "commands", "groups", "made", "openings")

    def __init__(self, made: Call) -> None:
        self.made = made
        self.commands: list[tuple[Call, object]] = []
        self.callback: tuple[Call, object] | None = None
        self.groups: list[tuple[Call, App]] = []
        self.openings: list[Opening] = []
        given = made.get("callback")
        if given is not None and given.value is not None:
            self.callback = (made, given.value)

    def escape(self, location: Location, to: str) -> None:
        """Be open: unknown code may add what it likes."""
        self.openings.append(Opening(location, f"handed to {to}" if to else "handed on"))

    def method(self, name: str, call: Call, machine: Follower) -> object:
        """Return what registers a function, or take a group."""
        if name in ("command", "callback"):
            return Registering(self, call, name)
        if name == "add_typer":
            inner = call.value("typer_instance", UNKNOWN, 0)
            if isinstance(inner, App):
                self.groups.append((call, inner))
            else:
                self.openings.append(Opening(call.location, "an app that cannot be read"))
            return None
        return super().method(name, call, machine)

    def call(self, call: Call, machine: Follower) -> object:
        """Run by the words of the process."""
        return self.command(machine).run(call, machine, call.get("args", 0))

    def command(self, machine: Follower) -> Command:
        """Return the command line that it is; of a single command without further ado, that one."""
        is_group = bool(self.callback or self.groups or len(self.commands) != 1)
        if is_group:
            made = self._group(self.made, machine)
        else:
            call, function = self.commands[0]
            shared = (
                {"context_settings": self.made.named["context_settings"]}
                if ("context_settings" in self.made.named)
                else {}
            )
            made = _command(call.replace(named={**shared, **call.named}), function, machine)
            made.openings += self.openings
        if self.made.value("add_completion", default=True) is not False:
            made.others = (*made.others, _COMPLETION)
        return made

    def _group(self, adding: Call, machine: Follower) -> Command:
        """Return a group of all its commands; `adding` is the call that says most of it."""
        said, function = self.callback or (self.made, None)
        named = {**self.made.named, **said.named, **adding.named}
        group = _command(self.made.replace(positional=(), named=named), function, machine)
        group.openings += self.openings
        group.name = text_of(group.name)
        for call, each in self.commands:
            inner = _command(call, each, machine)
            group.add(inner, "")
        for call, app in self.groups:
            inner = app._group(call, machine)  # noqa: SLF001 - one of its own
            name = next(
                (text_of(of.value("name", "")) for of in app.sayings(call) if of.get("name")), ""
            )
            if name:
                group.add(inner, name)
            else:
                group.commands |= inner.commands
                group.openings += inner.openings
        return group

    def sayings(self, adding: Call) -> Iterator[Call]:
        """Yield the calls that may name it as a group, the strongest first."""
        yield adding
        if self.callback:
            yield self.callback[0]
        yield self.made


class Registering(Tracked):
    """What ``app.command(…)`` returns: it registers a function, and leaves it as it is."""

    __slots__ = ("app", "kind", "made")

    def __init__(self, app: App, made: Call, kind: str) -> None:
        self.app = app
        self.made = made
        self.kind = kind

    def call(self, call: Call, machine: Follower) -> object:  # noqa: ARG002 - see Tracked
        """Register a function; return it."""
        function = call.value("", None, 0)
        if self.kind == "command":
            self.app.commands.append((self.made, function))
        else:
            self.app.callback = (self.made, function)
        return function


def _command(made: Call, function: object, machine: Follower) -> Command:
    """Return the command that typer makes of a function."""
    target = Parametrised(function)
    if isinstance(function, Function):
        target.options = [*_options(function, machine)]
        if function.node.args.vararg or function.node.args.kwarg:
            location = function.frame.module.source.location(function.node)
            target.openings.append(Opening(location, "any words are its arguments"))
    elif function is not None:
        target.openings.append(Opening(made.location, "a function that cannot be read"))
    command = TyperCommand(made, target, machine, is_group=True)
    if isinstance(function, Function) and not text_of(made.value("name", "", 0)):
        command.name = function.name.lower().replace("_", "-")
    command.description = text_of(made.value("help", "")) or documentation(function)
    return command


# The arguments of a function


def _options(function: Function, machine: Follower) -> Iterator[Option]:
    """Yield what the arguments of a function are to the user."""
    helps = described(function.node)
    for each in arguments(function.node, function.frame.scope):
        option = _option(each, function.frame, helps.get(each.name, ""), machine)
        if option is not None:
            yield option


class Told(Record):
    """What is told of an argument: by its annotation, its default, and what typer is given."""

    argument: Argument
    call: Call
    names: tuple[Passed, ...]
    default: Passed | None
    type: Type
    is_argument: bool

    @property
    def is_flag(self) -> bool:
        """Whether the option alone says its value."""
        is_bool = self.type == Type("bool") and not self.call.get("parser")
        return is_bool and not self.is_argument and not self.call.get("count")

    @property
    def spelled(self) -> tuple[object, ...]:
        """The name, and the spellings of the option."""
        name = self.argument.name
        dashed = name.replace("_", "-")
        own = f"--{dashed}/--no-{dashed}" if self.is_flag else f"--{dashed}"
        written = tuple(each.value for each in self.names) or (own,)
        return (name, *(() if self.is_argument else written))


def _option(argument: Argument, frame: Frame, about: str, machine: Follower) -> Option | None:
    """Return what an argument is to the user; None for the context."""
    written = argument.node.annotation
    annotation = machine.evaluate(written, frame) if written is not None else None
    if isinstance(annotation, External) and annotation.path in _CONTEXTS:
        return None
    value = machine.evaluate(argument.value, frame) if argument.value is not None else None
    beside = annotation.metadata if isinstance(annotation, Annotated) else ()
    said = next((each for each in (*beside, value) if isinstance(each, Parameter)), None)
    default = Passed(value, argument.value, frame) if argument.value is not None else None
    call = said.written if said else Call(argument.node, frame)  # type: ignore[arg-type]  # a place
    names = call.positional
    if said is not None and said is value:
        default, names = call.get("default", 0), names[1:]
    if default is not None and _is_ellipsis(default):
        default = None
    default = default or call.get("default_factory")
    if default is not None:
        default = default.replace(value=without_members(default.value, every=True))
    is_argument = said.is_argument if said else default is None
    if isinstance(annotation, Annotated):
        written, frame = annotation.node, annotation.frame
    to = _type(written, frame, default, machine)
    told = Told(argument, call, names, default, to, is_argument)
    return option_from(
        _as_of_click(told, about), machine, is_argument=told.is_argument, style=STYLE
    )


def _as_of_click(told: Told, about: str) -> Call:
    """Return the call that would tell click the same."""
    call, default = told.call, told.default
    is_list = told.type.kind in ("list", "set")
    kind = Kind(LATE if call.get("parser") else told.type.args[0] if is_list else told.type)
    facts: dict[str, object] = {
        "type": call.value("click_type") or kind,
        "is_flag": told.is_flag,
        "required": default is None,
    }
    if is_list:
        facts |= {"nargs": -1} if told.is_argument else {"multiple": True}
    if about and not call.get("help"):
        facts["help"] = about
    named = {name: each for name, each in call.named.items() if name[:7] != "default"}
    named |= {name: Passed(each, call.node, call.frame) for name, each in facts.items()}
    named |= {"default": default} if default is not None else {}
    names = tuple(Passed(each, call.node, call.frame) for each in told.spelled)
    return call.replace(node=told.argument.node, positional=names, named=named)


def _is_ellipsis(passed: Passed) -> bool:
    return isinstance(passed.node, _ast.Constant) and passed.node.value is ...


# Types


def _type(node: _ast.expr | None, frame: Frame, default: Passed | None, machine: Follower) -> Type:
    """Return the type of an annotation; without one, the default's."""
    if node is None:
        value = constant(default.value) if default else None
        kind = type(value).__name__
        return Type(kind if kind in ("bool", "int", "float", "str") else "str")
    to = annotated(node, frame.scope) or LATE
    if to.kind == "union":
        inner = [each for each in to.args if each != NONE]
        to = inner[0] if len(inner) == 1 else LATE
    enums = {each: _values_of(each, machine, frame, node) for each in (to, *to.args)}
    if enums[to] is not None:
        return enums[to] or LATE
    return to.replace(args=tuple(enums[each] or each for each in to.args))


def _values_of(to: Type, machine: Follower, frame: Frame, node: _ast.expr) -> Type | None:
    """Return the type of an enum as the user says it: by the values of its members."""
    if to.kind != "enum":
        return None
    for each in _named(node):
        found = machine.evaluate(each, frame)
        if isinstance(found, Class) and any(base in _ENUMS for base in found.ancestry()):
            members = [value for name, value in found.names.items() if name in to.choices]
            known = [str(each) for each in members if isinstance(each, str | int | float)]
            return Type("str", choices=tuple(known)) if len(known) == len(to.choices) else LATE
    return LATE


def _named(node: _ast.expr) -> Iterator[_ast.expr]:
    """Yield the names in an annotation."""
    todo = [node]
    while todo:
        each = todo.pop(0)
        match each:
            case _ast.Name() | _ast.Attribute():
                yield each
            case _ast.Subscript():
                todo += getattr(each.slice, "elts", [each.slice])
            case _ast.BinOp():
                todo += (each.left, each.right)


# What calls make


def _app(call: Call, _: Follower) -> object:
    return App(call)


def _run(call: Call, machine: Follower) -> object:
    """Run a function as the only command of an app."""
    silent = {"add_completion": Passed(value=False, node=call.node, frame=call.frame)}
    app = App(call.replace(positional=(), named=silent))
    app.commands.append((call.replace(positional=(), named={}), call.value("function", None, 0)))
    return app.call(call.replace(positional=(), named={}), machine)


def _as_command(call: Call, machine: Follower) -> object:
    app = call.value("typer_instance", None, 0)
    return app.command(machine) if isinstance(app, App) else UNKNOWN


def _parameter(*, is_argument: bool) -> Callable[[Call, Follower], object]:
    return lambda call, _: Parameter(call, is_argument=is_argument)


HANDLERS: Mapping[str, Callable[[Call, Follower], object]] = {
    "typer.Typer": _app,
    "typer.run": _run,
    "typer.main.get_command": _as_command,
    "typer.Option": _parameter(is_argument=False),
    "typer.Argument": _parameter(is_argument=True),
}
"""What a call makes, by the dotted path of what is called."""

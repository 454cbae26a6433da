"""Layer 1: ``fire.Fire(train)``: what a function takes is an option, and stands by position, too.

The methods of a class or an object, the entries of a dict, and, where nothing is given, the names
of the module are commands. What they are is read; what a function returns, and may be asked for
more, is not.
"""

from __future__ import annotations

from hprun.frozen import Record
from hprun.model import ANY, LATE, WORDS, Definition, Opening, Parser, Type, Words
from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.reading import annotated, default_of, fitted
from hprun.scan.expressions.signatures import Argument, arguments, described
from hprun.scan.flow.described import documentation, type_of_default
from hprun.scan.flow.values import (
    Call,
    Class,
    Descriptor,
    Function,
    Instance,
    Partial,
    Tracked,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hprun.model import Location
    from hprun.scan.flow.values import Follower

STYLE = "fire"
_DEEPEST = 5
_OURS = "cDhmq"
"""The letters of options of hprun's own."""


class Command(Record):
    """A component: what calling it takes, the commands behind it, and what cannot be read of it.

    Of a class or a function; `by_position` says whether words without an option are arguments.
    """

    name: str
    description: str = ""
    arguments: tuple[Argument, ...] = ()
    helps: Mapping[str, str] = {}
    by_position: bool = True
    commands: tuple[Command, ...] = ()
    openings: tuple[Opening, ...] = ()


class Component(Tracked):
    """What ``fire.Fire`` is given, as the command line that it makes."""

    __slots__ = ("command", "location")

    def __init__(self, command: Command, location: Location) -> None:
        self.command = command
        self.location = location

    def parser(self) -> Parser:
        """Return the command line as a whole."""
        return self._parser(self.command)

    def _parser(self, command: Command) -> Parser:
        return Parser(
            STYLE,
            self.location,
            command.name,
            command.description,
            (Words(("--help", "-h"), "0"),),
            command.openings,
            tuple(map(self._parser, command.commands)),
            abbreviates=False,
        )

    def definitions(self) -> Iterator[Definition]:
        """Yield what can be set by its words."""
        yield from _definitions(self.command, (), ())


def _definitions(
    command: Command, words: tuple[str, ...], made: Sequence[Argument]
) -> Iterator[Definition]:
    """Yield what a command and those behind it take.

    Behind the name of a method, what makes its object may be said as well: `made`.
    """
    taken = [each.name for each in made]
    own = [each for each in command.arguments if each.name not in taken]
    for each in own:
        yield from _definition(each, command, words, [one.name for one in own])
    inherited = (*made, *(() if command.by_position else command.arguments))
    for inner in command.commands:
        yield from _definitions(inner, (*words, inner.name), inherited)
    for inner in () if command.by_position else command.commands:
        for each in command.arguments:
            options = _options(each.name, [one.name for one in command.arguments])
            way = Words(options, "?", command=(*words, inner.name))
            yield _said(each, words, way)


def _definition(
    argument: Argument, command: Command, words: tuple[str, ...], alike: Sequence[str]
) -> Iterator[Definition]:
    """Yield one definition for each way to say an argument."""
    name, scope = argument.name, argument.scope
    default, natural = default_of(argument.value, scope) if argument.value else (None, None)
    declared = annotated(argument.node.annotation, scope) or natural
    to = fitted(declared, default) or type_of_default(default)
    source = scope.module.source
    about = command.helps.get(name, "")
    if not about and argument.value is not None:
        about = source.comment(argument.value, beside=",")
    first = Words(_options(name, alike), "?", command=words)
    yield _said(argument, words, first).replace(
        role="default" if default else "read", default=default, type=to, help=about
    )
    if to == Type("bool") or to in (ANY, LATE):
        yield _said(argument, words, Words(_no(name), "0", says=False, command=words))
    if command.by_position and not _is_by_name(argument):
        yield _said(argument, words, Words((), "?", None, command=words))


def _said(argument: Argument, words: tuple[str, ...], way: Words) -> Definition:
    location = argument.scope.module.source.location(argument.node)
    name = ".".join((*words, argument.name))
    return Definition(name, location, STYLE, "read", WORDS, delivery=way)


def _is_by_name(argument: Argument) -> bool:
    """Return whether an argument stands behind the ``*`` of its function."""
    bindings = argument.scope.module.outline.scopes
    return any(
        argument.node in getattr(getattr(node, "args", None), "kwonlyargs", ()) for node in bindings
    )


def _options(name: str, alike: Sequence[str]) -> tuple[str, ...]:
    """Return the spellings of an argument; its first letter alone, where no other begins so.

    No program means these letters, so they leave hprun its own.
    """
    letters = [each[0] for each in alike]
    short = (f"-{name[0]}",) if letters.count(name[0]) == 1 and name[0] not in _OURS else ()
    return tuple(dict.fromkeys((f"--{name}", f"--{name.replace('_', '-')}", *short)))


def _no(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((f"--no{name}", f"--no{name.replace('_', '-')}")))


# What a component is


def _command(  # noqa: PLR0911 - one a kind
    name: str, value: object, call: Call, machine: Follower, depth: int
) -> Command:
    """Return the command that a value makes."""
    if depth > _DEEPEST:
        return Command(name)
    match value:
        case Function():
            return _of_function(name, value, machine, call)
        case Class():
            return _of_class(name, value, call, machine, depth)
        case Instance():
            return Command(name, commands=_members(value, call, machine, depth))
        case dict():
            found = [(str(key), each) for key, each in value.items()]
            inner = tuple(_command(*each, call, machine, depth + 1) for each in found)
            return Command(name, commands=inner)
        case Descriptor(function=Function() as function):
            is_called = value.kind != "property"
            return _of_function(name, function, machine, call) if is_called else Command(name)
    reason = f"{name or 'what fire is given'} cannot be read"
    return Command(name, openings=(Opening(call.location, reason),))


def _of_function(name: str, function: Function, machine: Follower, call: Call) -> Command:
    node = function.node
    scope = function.frame.scope
    location = function.frame.module.source.location(node)
    any_name = (Opening(location, f"{function.name} takes any name"),) if node.args.kwarg else ()
    machine.call(function, Call(call.node, call.frame, whole=False))
    return Command(
        name,
        _first_line(documentation(function)),
        tuple(arguments(node, scope)),
        described(node),
        openings=any_name,
    )


def _of_class(name: str, cls: Class, call: Call, machine: Follower, depth: int) -> Command:
    """Return the command of a class: its object is made by options alone."""
    made = machine.call(cls, Call(call.node, call.frame, whole=False))
    commands = _members(made, call, machine, depth) if isinstance(made, Instance) else ()
    inits = [each.names.get("__init__") for each in cls.ancestry() if isinstance(each, Class)]
    init = next((each for each in inits if isinstance(each, Function)), None)
    location = cls.frame.module.source.location(cls.node)
    is_loose = init is not None and init.node.args.kwarg is not None
    return Command(
        name,
        "",
        tuple(arguments(cls.node, cls.frame.scope)),
        described(cls.node),
        by_position=False,
        commands=commands,
        openings=(Opening(location, f"{cls.node.name} takes any name"),) if is_loose else (),
    )


def _members(made: Instance, call: Call, machine: Follower, depth: int) -> tuple[Command, ...]:
    """Return the methods of an object, and the objects in its attributes."""
    found: dict[str, object] = {}
    for each in reversed(made.of.ancestry()):
        found |= each.names if isinstance(each, Class) else {}
    found |= made.attributes
    return tuple(
        _command(name, value, call, machine, depth + 1)
        for name, value in found.items()
        if name[:1] != "_" and isinstance(value, Function | Descriptor | Instance)
    )


def _of_module(call: Call, machine: Follower) -> Command:
    """Return the command of all that a module has."""
    inner: list[Command] = []
    openings: list[Opening] = []
    for name, value in machine.namespace(call.frame.module).items():
        if isinstance(value, Function | Class | Instance | dict):
            inner.append(_command(name, value, call, machine, 1))
        elif name[:1] != "_" and (value is UNKNOWN or isinstance(value, Partial | Tracked)):
            openings.append(Opening(call.location, f"{name} cannot be read"))
    return Command("", commands=tuple(inner), openings=tuple(openings))


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


def _fire(call: Call, machine: Follower) -> object:
    """Read the words of the process, unless others are given."""
    component = call.get("component", 0)
    words = call.value("command", None, 1)
    is_module = component is None or component.value is None
    if isinstance(words, str | list | tuple):
        return UNKNOWN
    made = (
        _of_module(call, machine)
        if is_module or component is None
        else _command("", component.value, call, machine, 0)
    )
    machine.found.append(Component(made, call.location))
    return UNKNOWN


HANDLERS: Mapping[str, Callable[[Call, Follower], object]] = {
    "fire.Fire": _fire,
    "fire.core.Fire": _fire,
}
"""What a call makes, by the dotted path of what is called."""

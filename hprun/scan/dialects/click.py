"""Layer 1: ``@click.command()`` and ``@click.option("--lr", default=0.1)``: a function's options.

What decorators leave on a function is gathered (`Parametrised`) until a command is made of it.
Options are shared by functions that apply them, and groups know their commands; the command that is
called without words of its own is the script's command line. The rules are click 8's: a long option
cannot be abbreviated, and the name is the one with the most dashes.
"""

from __future__ import annotations

import _ast

from hprun.model import Opening, Parser, Words
from hprun.scan.dialects.click_options import KINDS, Option, definition, option_from
from hprun.scan.flow.described import documentation, text_of
from hprun.scan.flow.values import Call, External, Function, Passed, Tracked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from hprun.model import Definition, Location
    from hprun.scan.flow.values import Follower

STYLE = "click"
_SUFFIXES = ("_command", "_cmd", "_group", "_grp")
_OWN_CLASSES = ("Command", "Group", "RichCommand", "RichGroup")
_LOOSE = {
    "ignore_unknown_options": "what it does not know is let through",
    "allow_extra_args": "what it does not know is let through",
    "token_normalize_func": "a function of the script's own spells its words",
    "default_map": "other defaults are given with the context",
}


class Parametrised(Tracked):
    """A function with the options and arguments that decorators put on it, the last one first."""

    __slots__ = ("function", "openings", "options")

    def __init__(self, function: object) -> None:
        self.function = function
        self.options: list[Option] = []
        self.openings: list[Opening] = []

    def call(self, call: Call, machine: Follower) -> object:
        """Call the function."""
        return machine.call(self.function, call)

    def escape(self, location: Location, to: str) -> None:
        """Be open: unknown code may add what it likes."""
        self.openings.append(Opening(location, f"handed to {to}" if to else "handed on"))


class Decorator(Tracked):
    """What ``click.option(…)`` returns: it puts something on the function that it is given."""

    __slots__ = ("found", "location")

    def __init__(self, found: Option | None, location: Location) -> None:
        self.found = found
        self.location = location

    def call(self, call: Call, machine: Follower) -> object:  # noqa: ARG002 - see Tracked
        """Put the option on a function; return it."""
        given = call.value("", None, 0)
        if isinstance(given, Command):
            target: Command | Parametrised = given
        elif isinstance(given, Parametrised):
            target = given
        else:
            target = Parametrised(given)
        if self.found is None:
            target.openings.append(Opening(self.location, "an option whose name is computed"))
        else:
            target.options.insert(0, self.found)
        return target


class Command(Tracked):
    """A command: its options and arguments, and the commands of a group by their names."""

    __slots__ = (
        *("commands", "function", "location", "name", "openings", "options", "others"),
        *("description", "is_group"),
    )

    def __init__(self, made: Call, target: object, machine: Follower, *, is_group: bool) -> None:
        self.location = made.location
        self.is_group = is_group
        self.function = target.function if isinstance(target, Parametrised) else target
        self.options = [*target.options] if isinstance(target, Parametrised) else []
        self.openings = [*target.openings] if isinstance(target, Parametrised) else []
        self.commands: dict[str, Command] = {}
        self.name = text_of(made.value("name", "", 0)) or _name_of(self.function)
        self.description = text_of(made.value("help", "")) or documentation(self.function)
        self.others = _helps(made)
        self.openings += _loosened(made)
        if isinstance(self.function, Function):
            self.openings += _foreign_decorators(self.function, machine)
        for each in machine.iterate(made.value("params", [])) or ():
            self.options += [each.found] if isinstance(each, Decorator) and each.found else []

    def attribute(self, name: str) -> object:
        """Return a method; who asks for the list of parameters may change it."""
        if name == "params":
            self.openings.append(Opening(self.location, "its parameters are taken by the script"))
        return super().attribute(name)

    def escape(self, location: Location, to: str) -> None:
        """Be open: unknown code may add what it likes."""
        self.openings.append(Opening(location, f"handed to {to}" if to else "handed on"))

    def method(self, name: str, call: Call, machine: Follower) -> object:
        """Make a command of a group, take one, or run."""
        if name in ("command", "group"):
            return self._inner(call, machine, is_group=name == "group")
        if name == "add_command":
            self.add(call.value("cmd", None, 0), text_of(call.value("name", "", 1)))
            return None
        if name == "main":
            return self.run(call, machine, call.get("args", 0))
        return super().method(name, call, machine)

    def _inner(self, call: Call, machine: Follower, *, is_group: bool) -> object:
        """Return what makes a command of the group, which a function that is given becomes."""

        def kept(made: Call, target: object, machine: Follower) -> Command:
            command = Command(made, target, machine, is_group=is_group)
            self.add(command, "")
            return command

        return _making(call, machine, kept)

    def add(self, command: object, name: str) -> None:
        """Take a command under a name, its own if none is given."""
        if isinstance(command, Command):
            self.commands[name or command.name] = command
        else:
            self.openings.append(Opening(self.location, "a command that cannot be read"))

    def call(self, call: Call, machine: Follower) -> object:
        """Run, by the words of the process unless others are given."""
        return self.run(call, machine, call.get("args", 0))

    def run(self, call: Call, machine: Follower, words: Passed | None) -> object:
        """Take note that the command reads the words of the process, and go on into it."""
        is_own = words is not None and words.value not in (None, *_ARGV)
        if not is_own and self not in machine.found:
            machine.found.append(self)
        for function in self.functions():
            machine.call(function, Call(call.node, call.frame, whole=False))
        return None

    def functions(self) -> Iterator[object]:
        """Yield the functions that it may call, those of its commands, too."""
        if isinstance(self.function, Function):
            yield self.function
        for each in self.commands.values():
            yield from each.functions()

    # What is found

    def parser(self) -> Parser:
        """Return the command line as a whole."""
        return self.described("")

    def described(self, name: str) -> Parser:
        """Return the command line under the name that its group knows it by."""
        starts = [spelled[0] for each in self.options for spelled in each.spellings]
        other = (Words(each.spellings, "0") for each in self.options if each.is_other)
        return Parser(
            self.style,
            self.location,
            name,
            _summary(self.description),
            (*self.others, *other),
            tuple(dict.fromkeys(self.openings)),
            tuple(each.described(name) for name, each in self.commands.items()),
            abbreviates=False,
            prefixes="".join(dict.fromkeys("-" + "".join(starts))),
        )

    @property
    def style(self) -> str:
        """The library that the command is made by."""
        return STYLE

    def definitions(self, command: tuple[str, ...] = ()) -> Iterator[Definition]:
        """Yield what can be set by words, the commands' behind their names."""
        taken = [each for each in self.options if not each.is_other]
        for position, each in enumerate(taken):
            alike = [one for one in taken if one.dest == each.dest]
            yield definition(each, command, alike if taken.index(alike[0]) == position else [])
        for name, inner in self.commands.items():
            yield from inner.definitions((*command, name))


_ARGV = (External("sys.argv"), External("sys.argv[]"))


def _name_of(function: object) -> str:
    """Return the name that click makes of a function's."""
    if not isinstance(function, Function):
        return ""
    name = function.name.lower()
    suffix = next((each for each in _SUFFIXES if name.endswith(each)), "")
    return (name.removesuffix(suffix) or name).replace("_", "-")


def _summary(text: str) -> str:
    """Return the first paragraph of a text."""
    paragraph = text.partition("\f")[0].strip().partition("\n\n")[0]
    return " ".join(paragraph.split())


def settings_of(made: Call) -> Mapping[object, object]:
    """Return the settings of the context, as far as they are written out."""
    settings = made.value("context_settings", {})
    return settings if isinstance(settings, dict) else {}


def _helps(made: Call) -> tuple[Words, ...]:
    if made.value("add_help_option", default=True) is False:
        return ()
    names = settings_of(made).get("help_option_names", ["--help"])
    spelled = tuple(map(str, names)) if isinstance(names, list | tuple) else ("--help",)
    return (Words(spelled, "0"),)


def _loosened(made: Call) -> Iterator[Opening]:
    """Yield what lets words pass that are not known, or may."""
    given = made.get("context_settings")
    if not made.whole or (given and not isinstance(given.value, dict | None)):
        yield Opening(made.location, "settings that are computed")
    for name, reason in _LOOSE.items():
        if settings_of(made).get(name, False) is not False:
            yield Opening(made.location, reason)
    if made.value("chain", default=False) is not False:
        yield Opening(made.location, "commands may follow one another")
    cls = made.value("cls")
    is_plain = isinstance(cls, External) and cls.path.rpartition(".")[2] in _OWN_CLASSES
    if cls is not None and not is_plain:
        yield Opening(made.location, "a class of its own makes it")


def _foreign_decorators(function: Function, machine: Follower) -> Iterator[Opening]:
    """Yield the decorators of extensions of click, which may add options."""
    for each in getattr(function.node, "decorator_list", ()):
        node = each.func if isinstance(each, _ast.Call) else each
        value = machine.evaluate(node, function.frame)
        top = value.path.partition(".")[0] if isinstance(value, External) else ""
        if top not in _PACKAGES and ("click" in top or top == "cloup"):
            yield Opening(function.frame.module.source.location(each), f"options of {top}")


# What calls make


def _making(
    call: Call, machine: Follower, made: Callable[[Call, object, Follower], Command]
) -> object:
    """Return a command of the function that a decorator is given, or the decorator of one."""
    first = call.value("", None, 0)
    if isinstance(first, Function | Parametrised):
        return made(call.replace(positional=call.positional[1:]), first, machine)
    return CommandDecorator(call, made)


class CommandDecorator(Tracked):
    """What ``click.command(…)`` returns: it makes a command of a function."""

    __slots__ = ("made", "making")

    def __init__(self, made: Call, making: Callable[[Call, object, Follower], Command]) -> None:
        self.made = made
        self.making = making

    def call(self, call: Call, machine: Follower) -> object:
        """Make the command of a function."""
        return self.making(self.made, call.value("", None, 0), machine)


def _command(call: Call, machine: Follower) -> object:
    return _making(call, machine, lambda *made: Command(*made, is_group=False))


def _group(call: Call, machine: Follower) -> object:
    return _making(call, machine, lambda *made: Command(*made, is_group=True))


def _constructed(call: Call, machine: Follower) -> object:
    """Return a command that is made without a decorator: ``click.Command("fit", params=[…])``."""
    made = Command(call, call.value("callback"), machine, is_group=True)
    commands = call.value("commands", {})
    named = commands if isinstance(commands, dict) else {}
    for name, each in named.items():
        made.add(each, str(name))
    return made


def _collection(call: Call, machine: Follower) -> object:
    made = Command(call, None, machine, is_group=True)
    for each in machine.iterate(call.value("sources", [], 1)) or ():
        if isinstance(each, Command):
            made.commands |= each.commands
        else:
            made.add(each, "")
    return made


def _option(call: Call, machine: Follower) -> object:
    return Decorator(option_from(call, machine, is_argument=False), call.location)


def _argument(call: Call, machine: Follower) -> object:
    return Decorator(option_from(call, machine, is_argument=True), call.location)


def _listed(call: Call, machine: Follower) -> object:
    """Return a parameter that is made without a decorator: its names are a list."""
    names = machine.iterate(call.value("param_decls", [], 0)) or ()
    first = call.get("param_decls", 0)
    spelled = [first.replace(value=each) for each in names] if first else []
    of = call.replace(positional=tuple(spelled))
    is_argument = isinstance(call.node, _ast.Call) and _last(call.node.func) == "Argument"
    return Decorator(option_from(of, machine, is_argument=is_argument), call.location)


def _last(node: _ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def _standing(*names: str, **options: object) -> Callable[[Call, Follower], object]:
    """Return what makes an option that click has ready, under other names if they are given."""

    def made(call: Call, machine: Follower) -> object:
        written = [each for each in call.positional if text_of(each.value)[:1] == "-"]
        own = [Passed(each, call.node, call.frame) for each in names]
        more = {name: Passed(each, call.node, call.frame) for name, each in options.items()}
        of = call.replace(positional=tuple(written or own), named=more | {**call.named})
        return Decorator(option_from(of, machine, is_argument=False), call.location)

    return made


_EAGER = {"is_flag": True, "is_eager": True, "expose_value": False}
_MADE: dict[str, Callable[[Call, Follower], object]] = {
    "command": _command,
    "group": _group,
    "option": _option,
    "argument": _argument,
    "version_option": _standing("--version", **_EAGER),
    "help_option": _standing("--help", **_EAGER),
    "confirmation_option": _standing("--yes", is_flag=True, prompt=True),
    "password_option": _standing("--password", prompt=True),
    "Command": _constructed,
    "Group": _constructed,
    "Option": _listed,
    "Argument": _listed,
    "CommandCollection": _collection,
    **KINDS,
}
_PACKAGES = ("click", "rich_click")


def handlers(packages: Iterable[str]) -> Mapping[str, Callable[[Call, Follower], object]]:
    """Return what calls into packages make that have the names of click."""
    return {f"{each}.{name}": made for each in packages for name, made in _MADE.items()}


HANDLERS = handlers(_PACKAGES)
"""What a call makes, by the dotted path of what is called."""

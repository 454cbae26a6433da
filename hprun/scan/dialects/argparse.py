"""Layer 1: ``parser.add_argument("--lr", type=float, default=0.1)``: the script's own command line.

The rules are those of the standard library's `argparse`: what `dest` an option has, which default
counts, what an action does. Parsers are followed through groups, parents, subparsers, functions and
classes; those that parse the words of the process are its command line. Where something is added
that cannot be read, the parser is open, and says at which place.
"""

from __future__ import annotations

from hprun.model import WORDS, Definition, Opening, Parser, Words
from hprun.scan.dialects.argparse_options import OTHERS, STYLE, Option, action_of, definition
from hprun.scan.expressions import UNKNOWN
from hprun.scan.flow.described import text_of
from hprun.scan.flow.values import External, Tracked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hprun.model import Location
    from hprun.scan.flow.values import Call, Follower, Passed

_ARGV = (None, External("sys.argv"), External("sys.argv[]"))
"""What a parser is given that reads the words of the process."""


class ArgumentParser(Tracked):
    """A parser, with what has been added to it so far."""

    __slots__ = (
        *(
            "abbreviates",
            "aliases",
            "commands",
            "default",
            "defaults",
            "description",
            "files",
            "helps",
        ),
        *("location", "name", "openings", "options", "prefixes", "resolving", "writes"),
    )

    def __init__(self, call: Call, machine: Follower, name: str = "") -> None:
        self.name = name
        self.aliases: tuple[str, ...] = ()
        self.location = call.location
        self.description = text_of(call.value("description", "", 2))
        prefixes = call.value("prefix_chars", "-")
        self.prefixes = prefixes if isinstance(prefixes, str) else "-"
        self.files = text_of(call.value("fromfile_prefix_chars", ""))
        self.abbreviates = call.value("allow_abbrev", default=True) is not False
        self.helps = call.value("add_help", default=True) is not False
        self.resolving = call.value("conflict_handler") == "resolve"
        self.default = call.get("argument_default")
        self.options: list[Option] = []
        self.defaults: dict[str, Passed] = {}
        self.openings: list[Opening] = []
        self.commands: list[ArgumentParser] = []
        self.writes: list[tuple[str, Location]] = []
        if not call.whole:
            self.escape(self.location, "")
        parents = call.value("parents", [])
        for parent in machine.iterate(parents) or [UNKNOWN] if parents else ():
            if isinstance(parent, ArgumentParser):
                self.options += parent.options
                self.defaults |= parent.defaults
                self.openings += parent.openings
            else:
                self.openings.append(Opening(self.location, "a parent that cannot be read"))

    def escape(self, location: Location, to: str) -> None:
        """Be open from now on: unknown code may add what it likes."""
        self.openings.append(Opening(location, f"handed to {to}" if to else "handed on"))

    def method(self, name: str, call: Call, machine: Follower) -> object:
        """Return what one of the parser's methods returns."""
        done = _METHODS.get(name)
        return UNKNOWN if done is None else done(self, call, machine)

    # Methods

    def add(self, call: Call, machine: Follower) -> object:
        """Take an option or a positional."""
        names = [each.value for each in call.positional]
        if not call.whole or not all(isinstance(name, str) for name in names):
            self.openings.append(Opening(call.location, "an option whose name is computed"))
            return UNKNOWN
        option = self._option(tuple(map(str, names)), call, conditional=machine.conditional > 0)
        if option is None:
            self.openings.append(Opening(call.location, "an option that cannot be read"))
            return UNKNOWN
        if self.resolving:
            self.options = [each for each in self.options if not self._is_replaced(each, option)]
        if option.call.location not in [each.call.location for each in self.options] or not any(
            each.dest == option.dest and each.options == option.options for each in self.options
        ):
            self.options.append(option)
        return UNKNOWN

    @staticmethod
    def _is_replaced(old: Option, new: Option) -> bool:
        return bool(old.options) and {*old.options} <= {*new.options}

    def _option(self, names: tuple[str, ...], call: Call, *, conditional: bool) -> Option | None:
        options = tuple(name for name in names if name[:1] and name[:1] in self.prefixes)
        dest = call.value("dest", "")
        if len(options) < len(names) and (options or len(names) > 1):
            return None
        if not dest and options:
            long = [name for name in options if len(name) > 1 and name[1] in self.prefixes]
            dest = (long or [*options])[0].lstrip(self.prefixes).replace("-", "_")
        dest = dest or (names[0] if names else "")
        if not isinstance(dest, str) or not dest:
            return None
        default = call.get("default") or self.defaults.get(dest) or self.default
        return Option(dest, options, action_of(call), call, default, conditional)

    def group(self, _call: Call, _machine: Follower) -> object:
        """Return a group: what is added to it is added to the parser."""
        return Group(self)

    def subparsers(self, call: Call, _machine: Follower) -> object:
        """Return what makes the parsers of subcommands."""
        return Subparsers(self, text_of(call.value("dest", "")))

    def set_defaults(self, call: Call, _machine: Follower) -> object:
        """Take defaults, which replace those of the options that are there."""
        self.defaults |= call.named
        self.options = [
            each.replace(default=call.named.get(each.dest, each.default)) for each in self.options
        ]
        return None

    def parse(self, call: Call, machine: Follower) -> object:
        """Take note that the parser reads the words of the process, if it does."""
        words = call.get("args", 0)
        if words is None or words.value in _ARGV:
            self._found(machine)
        elif words.value is UNKNOWN:
            self._found(machine)
            self.openings.append(Opening(call.location, "the words that it parses are computed"))
        return Namespace(self)

    def parse_known(self, call: Call, machine: Follower) -> object:
        """Do as `parse`, but let words pass that the parser does not know."""
        namespace = self.parse(call, machine)
        self.openings.append(Opening(call.location, "what it does not know is let through"))
        return (namespace, UNKNOWN)

    def _found(self, machine: Follower) -> None:
        if self not in machine.found:
            machine.found.append(self)

    # What is found

    def parser(self) -> Parser:
        """Return the command line as a whole."""
        return Parser(
            STYLE,
            self.location,
            self.name,
            " ".join(self.description.split()),
            tuple(self._others()),
            tuple(dict.fromkeys(self.openings)),
            tuple(command.parser() for command in self.commands),
            self.abbreviates,
            self.prefixes,
            self.aliases,
            self.files,
        )

    def _others(self) -> Iterator[Words]:
        """Yield the options that set nothing."""
        if self.helps:
            short, long = self.prefixes[:1], self.prefixes[:1] * 2
            short, long = ("-", "--") if "-" in self.prefixes else (short, long)
            yield Words((f"{short}h", f"{long}help"), "0")
        for each in self.options:
            if each.action in OTHERS:
                yield Words(each.options, "0")

    def definitions(self, command: tuple[str, ...] = ()) -> Iterator[Definition]:
        """Yield what can be set by words, the subcommands' behind their names."""
        known: set[str] = set()
        for option in self.options:
            if option.action not in OTHERS:
                yield definition(option, command, first=option.dest not in known)
                known.add(option.dest)
        prefix = "".join(f"{each}." for each in command)
        for name, location in self.writes:
            if name in known:
                yield Definition(f"{prefix}{name}", location, STYLE, "write", WORDS)
        for inner in self.commands:
            yield from inner.definitions((*command, inner.name))


class Group(Tracked):
    """A group of a parser's options."""

    __slots__ = ("of",)

    def __init__(self, of: ArgumentParser) -> None:
        self.of = of

    def method(self, name: str, call: Call, machine: Follower) -> object:
        """Do to the parser what is done to the group."""
        return self.of.method(name, call, machine)

    def escape(self, location: Location, to: str) -> None:
        """Be open, as a part of the parser."""
        self.of.escape(location, to)


class Subparsers(Tracked):
    """The subcommands of a parser; `dest` is where the word that was typed is kept."""

    __slots__ = ("dest", "of")

    def __init__(self, of: ArgumentParser, dest: str) -> None:
        self.of = of
        self.dest = dest

    def method(self, name: str, call: Call, machine: Follower) -> object:
        """Make the parser of a subcommand."""
        word = call.value("name", UNKNOWN, 0)
        if name != "add_parser":
            return UNKNOWN
        made = ArgumentParser(call.replace(positional=()), machine, text_of(word))
        made.description = made.description or text_of(call.value("help", ""))
        aliases = machine.iterate(call.value("aliases", []))
        made.aliases = tuple(text_of(each) for each in aliases or ())
        if isinstance(word, str):
            self.of.commands.append(made)
        if not isinstance(word, str) or aliases is None:
            self.of.openings.append(Opening(call.location, "a subcommand whose name is computed"))
        return made

    def escape(self, location: Location, to: str) -> None:
        """Be open, as a part of the parser."""
        self.of.escape(location, to)


class Namespace(Tracked):
    """What a parser returns; the script may set what it has read."""

    __slots__ = ("of",)

    def __init__(self, of: ArgumentParser) -> None:
        self.of = of

    def attribute(self, _name: str) -> object:
        """Return nothing known: it is what the user says."""
        return UNKNOWN

    def assign(self, name: str, _value: object, location: Location) -> None:
        """Take note that the script sets a value itself."""
        self.of.writes.append((name, location))


_METHODS: dict[str, Callable[[ArgumentParser, Call, Follower], object]] = {
    "add_argument": ArgumentParser.add,
    "add_argument_group": ArgumentParser.group,
    "add_mutually_exclusive_group": ArgumentParser.group,
    "add_subparsers": ArgumentParser.subparsers,
    "set_defaults": ArgumentParser.set_defaults,
    "parse_args": ArgumentParser.parse,
    "parse_intermixed_args": ArgumentParser.parse,
    "parse_known_args": ArgumentParser.parse_known,
    "parse_known_intermixed_args": ArgumentParser.parse_known,
}


def _made(call: Call, machine: Follower) -> object:
    return ArgumentParser(call, machine)


HANDLERS: Mapping[str, Callable[[Call, Follower], object]] = {"argparse.ArgumentParser": _made}
"""What a call makes, by the dotted path of what is called."""

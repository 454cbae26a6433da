"""Layer 1: parsers that are made of a dataclass or a function.

``tyro.cli(Args)``, ``HfArgumentParser((A, B))``, ``simple_parsing.parse(Args)``, draccus, pyrallis,
``jsonargparse.CLI(main)``. What is given them is read by its fields or arguments, also where it
comes from an installed package (``TrainingArguments``): from its own file and its bases' alone.
"""

from __future__ import annotations

import _ast

from hprun.model import Definition, Opening, Parser, Words
from hprun.scan.dialects.argparse import ArgumentParser
from hprun.scan.dialects.fields import (
    STYLES,
    Leaf,
    Style,
    definitions,
    leaves,
    marked,
    told_apart,
    unread_marks,
)
from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.signatures import is_dataclass
from hprun.scan.files.installed import definition_of
from hprun.scan.flow.values import Call, Class, External, Function, Passed, Tracked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hprun.model import Location
    from hprun.scan.expressions.signatures import Function as Code
    from hprun.scan.flow.values import Follower
    from hprun.scan.names.statements import Scope

    Source = tuple[Code | _ast.ClassDef, Scope]

_CONFIGS = {
    "draccus": ("--config_path",),
    "pyrallis": ("--config_path",),
    "jsonargparse": ("--config", "--print_config"),
}
"""The options for files of their own that libraries add."""


class FieldsParser(Tracked):
    """A parser made of classes or functions, each behind its prefix and subcommand."""

    __slots__ = ("command_sources", "location", "openings", "sources", "style")

    def __init__(self, style: Style, location: Location) -> None:
        self.style = style
        self.location = location
        self.openings: list[Opening] = []
        self.sources: list[tuple[str, Source]] = []
        self.command_sources: list[tuple[str, Source]] = []

    def add(self, value: object, machine: Follower, prefix: str = "") -> None:
        """Take a class or a function whose fields are options."""
        source = source_of(value, machine)
        if source is None:
            self.openings.append(Opening(self.location, "a class that cannot be read"))
        else:
            self.sources.append((prefix, source))

    def _found(self) -> Iterator[tuple[str, tuple[str, ...], Leaf | Opening]]:
        for prefix, source in self.sources:
            found = [*leaves(*source)]
            if self.style.name == "simple_parsing":
                found = told_apart(found)
            elif self.style.name == "tyro":
                found = [marked(each) if isinstance(each, Leaf) else each for each in found]
            yield from ((prefix, (), leaf) for leaf in found)
        for name, source in self.command_sources:
            yield from (("", (name,), leaf) for leaf in leaves(*source))

    def definitions(self) -> Iterator[Definition]:
        """Yield what can be set by its words."""
        for prefix, command, leaf in self._found():
            if isinstance(leaf, Leaf):
                yield from definitions(leaf, self.style, prefix, command)

    def parser(self) -> Parser:
        """Return the command line that it is."""
        found = [leaf for _, _, leaf in self._found()]
        unclear = [leaf for leaf in found if isinstance(leaf, Opening)]
        if self.style.name == "tyro":
            unclear += filter(None, (unread_marks(each) for each in found if type(each) is Leaf))
        helps = (Words(("-h", "--help"), "0"),)
        configs = tuple(Words((each,), "1") for each in _CONFIGS.get(self.style.name, ()))
        return Parser(
            self.style.name,
            self.location,
            description=self._description(),
            others=(*helps, *configs),
            openings=(*self.openings, *unclear),
            commands=tuple(
                Parser(self.style.name, self.location, name, others=(*helps, *configs))
                for name, _ in self.command_sources
            ),
        )

    def _description(self) -> str:
        for _, (node, _) in self.sources:
            match getattr(node, "body", ())[:1]:
                case [_ast.Expr(value=_ast.Constant(value=str(text)))]:
                    return text.strip().partition("\n")[0]
        return ""


def source_of(value: object, machine: Follower) -> Source | None:
    """Return the code of a class or a function, with the scope that it is read in."""
    if isinstance(value, Class | Function):
        return value.node, value.frame.scope
    if isinstance(value, External):
        meaning = definition_of(value.path, machine.program)
        if meaning and isinstance(meaning.node, _ast.ClassDef | _ast.FunctionDef):
            return meaning.node, meaning.scope
    return None


def _is_own(call: Call, name: str, position: int = -1) -> bool:
    """Return whether a call parses a list of its own instead of the process's words."""
    words = call.get(name, position)
    return words is not None and isinstance(words.value, list | tuple)


def _parses(style: str, *, words: str = "args") -> Callable[[Call, Follower], object]:
    """Return what makes a parser of the class that a call is given, and parses at once."""

    def made(call: Call, machine: Follower) -> object:
        first = call.get("config_class", 0) or call.get("components", 0) or call.get("f", 0)
        parser = FieldsParser(STYLES[style], call.location)
        value = first.value if first else UNKNOWN
        if isinstance(value, list | tuple) and style == "jsonargparse":
            for each in value:
                source = source_of(each, machine)
                if source is not None and isinstance(each, Function):
                    parser.command_sources.append((each.name, source))
                else:
                    parser.openings.append(
                        Opening(call.location, "a component that cannot be read")
                    )
        else:
            parser.add(value, machine, "config" if style == "simple_parsing" else "")
            if style == "jsonargparse" and isinstance(value, Class):
                parser.command_sources += _methods(value)
        if not _is_own(call, words):
            machine.found.append(parser)
        if isinstance(value, Function):
            return machine.call(value, Call(call.node, call.frame, whole=False))
        return UNKNOWN

    return made


def _methods(cls: Class) -> Iterator[tuple[str, Source]]:
    """Yield the public methods of a class, which are subcommands; a dataclass has none."""
    if is_dataclass(cls.node, cls.frame.scope):
        return
    for name, value in cls.names.items():
        if isinstance(value, Function) and name[:1] != "_":
            yield name, (value.node, value.frame.scope)


class Wrap(Tracked):
    """The decorator ``@draccus.wrap()``, or what it makes of a function."""

    __slots__ = ("function", "style")

    def __init__(self, style: Style, function: object = None) -> None:
        self.style = style
        self.function = function

    def call(self, call: Call, machine: Follower) -> object:
        """Decorate a function; or call the decorated one, which parses the words for it."""
        if self.function is None:
            return Wrap(self.style, call.value("", UNKNOWN, 0))
        function = self.function
        if isinstance(function, Function) and not call.positional:
            arguments = function.node.args
            first = [*arguments.posonlyargs, *arguments.args][:1]
            parser = FieldsParser(self.style, function.frame.module.source.location(function.node))
            annotation = first[0].annotation if first else None
            parser.add(machine.evaluate(annotation, function.frame), machine)
            machine.found.append(parser)
        return machine.call(function, call.replace(whole=False))


def _wraps(style: str) -> Callable[[Call, Follower], object]:
    def made(call: Call, _: Follower) -> object:
        given = call.value("", None, 0)
        return Wrap(STYLES[style], given if isinstance(given, Function) else None)

    return made


class DataclassArgumentParser(ArgumentParser):
    """A parser of argparse's that takes dataclasses, too: of transformers, of simple-parsing."""

    __slots__ = ("fields",)

    def __init__(self, call: Call, machine: Follower, style: str) -> None:
        super().__init__(call.replace(positional=()), machine)
        self.fields = FieldsParser(STYLES[style], call.location)
        given = call.get("dataclass_types", 0) if style == "transformers" else None
        if given is not None:
            several = isinstance(given.value, list | tuple)
            for each in machine.iterate(given.value) or () if several else [given.value]:
                self.fields.add(each, machine)

    def method(self, name: str, call: Call, machine: Follower) -> object:
        """Take dataclasses and parse; all else is done by argparse."""
        if name == "add_arguments":
            dest = call.value("dest", "", 1)
            self.fields.add(call.value("dataclass", UNKNOWN, 0), machine, str(dest))
            return UNKNOWN
        if name in _PARSING:
            self.parse(_words_alone(call), machine)
            if call.value("return_remaining_strings", default=False) is not False:
                self.openings.append(Opening(call.location, "what it does not know is let through"))
            return UNKNOWN
        return super().method(name, call, machine)

    def definitions(self, command: tuple[str, ...] = ()) -> Iterator[Definition]:
        """Yield the options that were added one by one, and the fields."""
        yield from super().definitions(command)
        yield from self.fields.definitions()

    def parser(self) -> Parser:
        """Return the command line as a whole."""
        made, inner = super().parser(), self.fields.parser()
        return made.replace(
            style=inner.style,
            description=made.description or inner.description,
            openings=(*made.openings, *inner.openings),
        )


_PARSING = ("parse_args_into_dataclasses", "parse_args_and_config")


def _words_alone(call: Call) -> Call:
    given = call.get("args", 0)
    return call.replace(positional=(given,) if isinstance(given, Passed) else (), named={})


def _parser_of(style: str) -> Callable[[Call, Follower], object]:
    return lambda call, machine: DataclassArgumentParser(call, machine, style)


HANDLERS: Mapping[str, Callable[[Call, Follower], object]] = {
    "tyro.cli": _parses("tyro"),
    "transformers.HfArgumentParser": _parser_of("transformers"),
    "transformers.hf_argparser.HfArgumentParser": _parser_of("transformers"),
    "trl.TrlParser": _parser_of("transformers"),
    "simple_parsing.ArgumentParser": _parser_of("simple_parsing"),
    "simple_parsing.parse": _parses("simple_parsing"),
    "draccus.wrap": _wraps("draccus"),
    "draccus.parse": _parses("draccus"),
    "pyrallis.wrap": _wraps("pyrallis"),
    "pyrallis.parse": _parses("pyrallis"),
    "jsonargparse.CLI": _parses("jsonargparse"),
    "jsonargparse.auto_cli": _parses("jsonargparse"),
}
"""What a call makes, by the dotted path of what is called."""

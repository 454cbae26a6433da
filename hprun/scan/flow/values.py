"""Layer 1: what an expression can stand for while a program is followed.

A constant stands for itself, and so do lists, tuples and dicts, whose elements may be anything
listed here. Beside these there are the classes below, and `UNKNOWN` for everything else.
"""

from __future__ import annotations

import _ast
import builtins

from hprun.frozen import Record
from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.objects import ENUMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Protocol

    from hprun.model import Definition, Location, Parser
    from hprun.scan.files.program import Module as File
    from hprun.scan.files.program import Program
    from hprun.scan.names.statements import Scope

    class Follower(Protocol):
        """What a dialect and the steps may ask of the machine that follows a program."""

        conditional: int
        found: list[Tracked]
        kept: dict[str, Tracked]

        program: Program

        def spend(self) -> bool: ...  # noqa: D102
        def walk(self, body: Sequence[_ast.stmt], frame: Frame) -> bool: ...  # noqa: D102
        def evaluate(self, node: _ast.AST | None, frame: Frame) -> object: ...  # noqa: D102
        def attribute(self, value: object, name: str) -> object: ...  # noqa: D102
        def call(self, function: object, call: Call) -> object: ...  # noqa: D102
        def iterate(self, value: object) -> Sequence[object] | None: ...  # noqa: D102
        def imported(self, path: str, importer: File) -> object: ...  # noqa: D102
        def namespace(self, module: File) -> dict[str, object]: ...  # noqa: D102
        def is_foreign(self, path: str) -> bool: ...  # noqa: D102
        def decorated(self, value: object, node: Definable, frame: Frame) -> object: ...  # noqa: D102

    Definable = _ast.FunctionDef | _ast.AsyncFunctionDef | _ast.ClassDef
    Callable_ = _ast.FunctionDef | _ast.AsyncFunctionDef | _ast.Lambda


class Frame:
    """The names of one call of a function, of the body of a class, or of a module.

    `returned` are the values that the call may end with. `starred` is the package that everything
    was imported from that has no other meaning. Where the frame is `weak`, a name that is bound
    already keeps what it has: what stands in the handler of an error happens in an emergency.
    """

    __slots__ = ("names", "outer", "owner", "returned", "scope", "starred", "weak")

    def __init__(self, scope: Scope, outer: Frame | None, owner: Class | None = None) -> None:
        self.scope = scope
        self.outer = outer
        self.owner = owner
        self.names: dict[str, object] = {}
        self.returned: list[object] = []
        self.starred = ""
        self.weak = False

    @property
    def module(self) -> File:
        """The file that the names stand in."""
        return self.scope.module  # type: ignore[return-value]  # the files of a program are such

    def find(self, name: str) -> object:
        """Return what a name stands for here."""
        here: Frame | None = self
        starred = ""
        while here is not None:
            if name in here.names and (here is self or here.scope.kind != "class"):
                return here.names[name]
            starred, here = here.starred, here.outer
        is_builtin = not starred or name in _BUILTINS
        return External(f"{'builtins' if is_builtin else starred}.{name}")

    def bind(self, name: str, value: object) -> None:
        """Let a name stand for a value, in the frame that it belongs to."""
        here = self
        kind = self.scope.declared.get(name)
        while kind and here.outer is not None:
            here = here.outer
            if kind == "nonlocal" and name in here.names:
                break
        if not (self.weak and here.names.get(name, UNKNOWN) is not UNKNOWN):
            here.names[name] = value


class External(Record):
    """What another package has under a dotted path (``argparse.ArgumentParser``)."""

    path: str


class Function:
    """A function of the program, with the frame that it was made in, and its object if bound."""

    __slots__ = ("bound", "frame", "node")

    def __init__(self, node: Callable_, frame: Frame, bound: object = None) -> None:
        self.node = node
        self.frame = frame
        self.bound = bound

    @property
    def name(self) -> str:
        """What it is defined as."""
        return getattr(self.node, "name", "<lambda>")

    def of(self, bound: object) -> Function:
        """Return the method of an object."""
        return Function(self.node, self.frame, bound)


class Class:
    """A class of the program: its bases, and what its body binds."""

    __slots__ = ("bases", "frame", "names", "node")

    def __init__(self, node: _ast.ClassDef, frame: Frame, bases: Sequence[object]) -> None:
        self.node = node
        self.frame = frame
        self.bases = bases
        self.names: dict[str, object] = {}

    def ancestry(self) -> list[object]:
        """Return the class and all that it is derived from, the nearest first."""
        found: list[object] = []
        todo: list[object] = [self]
        while todo and len(found) < _MOST_BASES:
            each = todo.pop(0)
            if each not in found:
                found.append(each)
                todo += each.bases if isinstance(each, Class) else ()
        return found

    def members(self) -> dict[str, Member]:
        """Return the members by their names, if it is an enum."""
        above = {each.path for each in self.ancestry() if isinstance(each, External)}
        if not above & ENUMS:
            return {}
        is_value = bool(above & _VALUES)
        return {
            name: Member(self, name, value, is_value)
            for name, value in self.names.items()
            if name[:1] != "_" and not isinstance(value, Function | Descriptor | Class)
        }


class Member(Record):
    """A member of an enum of the program.

    Where a base of the enum's makes its members texts or numbers, it `is_value`, too.
    """

    of: Class
    name: str
    value: object
    is_value: bool = False

    def attribute(self, name: str) -> object:
        """Return its name or its value; nothing else of it is known."""
        return {"name": self.name, "value": self.value}.get(name.strip("_"), UNKNOWN)


class Instance:
    """An object of a class of the program; `inner` is what a known library's base class makes."""

    __slots__ = ("attributes", "inner", "of")

    def __init__(self, of: Class) -> None:
        self.of = of
        self.attributes: dict[str, object] = {}
        self.inner: Tracked | None = None


class Super(Record):
    """What ``super()`` stands for: the object, and the classes behind the one it is written in."""

    instance: Instance
    classes: tuple[object, ...]


class Module(Record):
    """A module of the program."""

    file: File


class Partial(Record):
    """A function with some of its arguments given: ``functools.partial(f, 1)``."""

    function: object
    call: Call


class Method(Record):
    """A method of a value that is not a function of the program: of a list, a text, a parser."""

    of: object
    name: str


class Annotated(Record):
    """A type with `metadata` beside it, ``Annotated[float, Option()]``: the type is at a `node`."""

    node: _ast.expr
    frame: Frame
    metadata: tuple[object, ...]


class Descriptor(Record):
    """A function under ``@property``, ``@classmethod`` or ``@staticmethod``: its `kind`."""

    kind: str
    function: object


class Passed(Record):
    """An argument of a call: its value, and where it is written."""

    value: object
    node: _ast.expr
    frame: Frame


class Call(Record):
    """A call with its arguments; it is `whole` if none is hidden behind a ``*`` or ``**``."""

    node: _ast.expr
    frame: Frame
    positional: tuple[Passed, ...] = ()
    named: Mapping[str, Passed] = {}
    whole: bool = True

    def get(self, name: str, position: int = -1) -> Passed | None:
        """Return an argument by its name, or its position where it has one."""
        if 0 <= position < len(self.positional):
            return self.positional[position]
        return self.named.get(name)

    def value(self, name: str, default: object = None, position: int = -1) -> object:
        """Return the value of an argument, `default` where it is not given."""
        found = self.get(name, position)
        return default if found is None else found.value

    @property
    def location(self) -> Location:
        """Where the call is written."""
        return self.frame.module.source.location(self.node)

    @property
    def passed(self) -> list[object]:
        """All values that are handed over."""
        return [each.value for each in (*self.positional, *self.named.values())]


class Tracked:
    """An object of a library that a dialect knows, followed wherever the program takes it."""

    __slots__ = ()

    def attribute(self, name: str) -> object:
        """Return what an attribute stands for: a method, unless the dialect knows more."""
        return Method(self, name)

    def assign(self, name: str, value: object, location: Location) -> None:
        """Take note that an attribute was set."""

    def method(self, name: str, call: Call, machine: Follower) -> object:  # noqa: ARG002
        """Return what a method returns when it is called."""
        return UNKNOWN

    def call(self, call: Call, machine: Follower) -> object:  # noqa: ARG002
        """Return what a call of the object itself returns."""
        return UNKNOWN

    def parser(self) -> Parser:
        """Return the command line that it is, where it is one that has been `found`."""
        raise NotImplementedError

    def definitions(self) -> Iterable[Definition]:
        """Return what can be set by its words."""
        raise NotImplementedError

    def escape(self, location: Location, to: str) -> None:
        """Take note that something got hold of the object and may do with it what it likes."""


_MOST_BASES = 50
_VALUES = frozenset(
    (*(f"builtins.{name}" for name in ("str", "int", "float")), "enum.IntEnum", "enum.StrEnum")
)
"""The bases by which a member of an enum is its value."""
_BUILTINS = frozenset(dir(builtins))

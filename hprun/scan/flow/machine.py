"""Layer 1: the machine that follows a program to see what it does with its parsers.

It goes through the statements of the entry as a run would, into the functions that are called and
the modules that are imported, and keeps what names stand for. It knows constants, the program's own
functions and classes, and what the dialects track; anything else is `UNKNOWN`. Where a branch
depends on something unknown all its arms are followed, a loop over it once. A function that is
handed to unknown code is taken to be called. Work is bounded, and no input makes it raise.
"""

from __future__ import annotations

import _ast

from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.folding import known
from hprun.scan.flow.builtin import called, method_of
from hprun.scan.flow.evaluating import READERS
from hprun.scan.flow.steps import STEPS, decorators
from hprun.scan.flow.values import (
    Call,
    Class,
    Descriptor,
    External,
    Frame,
    Function,
    Instance,
    Member,
    Method,
    Module,
    Partial,
    Passed,
    Super,
    Tracked,
)
from hprun.scan.names.statements import Scope, bind_parameters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from hprun.scan.files.program import Module as File
    from hprun.scan.files.program import Program
    from hprun.scan.flow.values import Definable

    Handler = Callable[[Call, "Machine"], object]

_MOST_STEPS = 300_000
_DEEPEST_CALL = 40
_DEEPEST = 400
"""Of statements and expressions inside one another."""
_MOST_CALLS = 100
"""Of one function."""


class Machine:
    """One walk through a program.

    `handlers` say what a dialect makes of a call, by the dotted path of what is called. `found` is
    what the dialects have come upon, in order, `kept` what one keeps for all of the program, by its
    name. `conditional` counts the branches around the present
    place that a run may not come to.
    """

    def __init__(self, program: Program, handlers: Mapping[str, Handler]) -> None:
        self.program = program
        self.handlers = handlers
        self.found: list[Tracked] = []
        self.kept: dict[str, Tracked] = {}
        self.conditional = 0
        self.exhausted = False
        self._steps = _MOST_STEPS
        self._depth = 0
        self._stack: list[object] = []
        self._calls: dict[object, int] = {}
        self._frames: dict[File, Frame] = {}
        self._eager: Collection[File] | None = None

    def follow(self, entry: File) -> None:
        """Go through a file that is executed as ``__main__``."""
        self._module(entry, "__main__")

    # Statements and expressions

    def spend(self) -> bool:
        """Return whether there is still something to spend on one step more."""
        self._steps -= 1
        self.exhausted = self.exhausted or self._steps < 0
        return self._steps >= 0 and self._depth < _DEEPEST

    def walk(self, body: Sequence[_ast.stmt], frame: Frame) -> bool:
        """Follow statements; return whether what stands behind them is not come to any more."""
        for statement in body:
            step = STEPS.get(type(statement))
            if step is None:
                continue
            if not self.spend():
                return True
            self._depth += 1
            ended = step(self, statement, frame)
            self._depth -= 1
            if ended:
                return True
        return False

    def evaluate(self, node: _ast.AST | None, frame: Frame) -> object:
        """Return what an expression stands for."""
        reader = READERS.get(type(node))
        if reader is None or not self.spend():
            return UNKNOWN
        self._depth += 1
        value = reader(self, node, frame)
        self._depth -= 1
        return value

    def iterate(self, value: object) -> Sequence[object] | None:
        """Return what a loop goes through, None where that is not known."""
        if isinstance(value, list | tuple):
            return value
        if isinstance(value, dict | set | frozenset | str) or type(value) is range:
            return [*value][:1000]
        return [*value.members().values()] or None if isinstance(value, Class) else None

    # Modules

    def imported(self, path: str, importer: File) -> object:
        """Return what ``import path`` loads, and follow it where a parser may come from there."""
        file = self.program.module(path)
        if file is None:
            return External(path)
        if file is not importer and file in self._wanted():
            self.namespace(file)
        return Module(file)

    def is_foreign(self, path: str) -> bool:
        """Return whether a module is one that a dialect knows calls of."""
        return any(each.rpartition(".")[0] == path for each in self.handlers)

    def namespace(self, module: File) -> dict[str, object]:
        """Return what a module of the program binds, having followed it at the first time."""
        if module not in self._frames:
            self._module(module, module.names[0] if module.names else "")
        return self._frames[module].names

    def _module(self, module: File, name: str) -> None:
        frame = self._frames[module] = Frame(module.scope, None)
        frame.names |= {"__name__": name, "__file__": UNKNOWN, "__doc__": _documentation(module)}
        conditional, self.conditional = self.conditional, 0
        self.walk(module.outline.tree.body, frame)
        self.conditional = conditional

    def _wanted(self) -> Collection[File]:
        """Return the files whose import alone may make parameters."""
        if self._eager is None:
            self._eager = self.program.reaching({path.partition(".")[0] for path in self.handlers})
        return self._eager

    # Attributes

    def attribute(self, value: object, name: str) -> object:  # noqa: PLR0911 - one a kind
        """Return what an attribute of a value stands for."""
        match value:
            case Tracked() | Member():
                return value.attribute(name)
            case External():
                path = f"{value.path}.{name}"
                constant = known(path)
                return External(path) if constant is UNKNOWN else constant
            case Module():
                return self._of_module(value.file, name)
            case Instance():
                if name in value.attributes:
                    return value.attributes[name]
                found = self._of_class(value.of.ancestry(), name, value)
                return self.attribute(value.inner, name) if found is None else found
            case Super():
                found = self._of_class(value.classes, name, value.instance)
                return Method(value, name) if found is None else found
            case Class():
                members = value.members()
                if name in members or name == "__members__":
                    return members.get(name, members)
                found = self._of_class(value.ancestry(), name, None)
                return UNKNOWN if found is None else found
            case str() | list() | dict():
                return Method(value, name)
        return UNKNOWN

    def _of_module(self, file: File, name: str) -> object:
        names = self.namespace(file)
        if name in names:
            return names[name]
        for each in file.names:
            inner = self.program.module(f"{each}.{name}")
            if inner is not None:
                return self.imported(f"{each}.{name}", file)
        return UNKNOWN

    def _of_class(self, classes: Sequence[object], name: str, instance: Instance | None) -> object:
        """Return what a class or its bases bind, as an object sees it; None where none does."""
        for each in classes:
            if not isinstance(each, Class) or name not in each.names:
                continue
            value = each.names[name]
            if isinstance(value, Descriptor):
                return self._described(value, each, instance)
            return value.of(instance) if isinstance(value, Function) and instance else value
        return None

    def _described(self, value: Descriptor, owner: Class, instance: Instance | None) -> object:
        function = value.function
        if not isinstance(function, Function):
            return function
        if value.kind == "property" and instance:
            node = _ast.Name(function.name, _ast.Load(), lineno=1, col_offset=0)
            return self.call(function.of(instance), Call(node, function.frame))
        return function.of(owner) if value.kind == "classmethod" else function

    # Calls

    def call(self, function: object, call: Call) -> object:  # noqa: PLR0911 - one a kind
        """Return what a call of a value returns."""
        match function:
            case Tracked():
                return function.call(call, self)
            case External():
                return self._external(function.path, call)
            case Function():
                return self._apply(function, call)
            case Class():
                return self._make(function, call)
            case Partial():
                before = function.call
                return self.call(
                    function.function,
                    Call(
                        call.node,
                        call.frame,
                        (*before.positional, *call.positional),
                        {**before.named, **call.named},
                        before.whole and call.whole,
                    ),
                )
            case Method(of=Tracked() as tracked):
                return tracked.method(function.name, call, self)
            case Method(of=Super() as above):
                return self._above(above, function.name, call)
            case Method():
                return method_of(function.of, function.name, call)
        return self._unknown(call, "")

    def _external(self, path: str, call: Call) -> object:
        handler = self.handlers.get(path)
        if handler is not None:
            return handler(call, self)
        known_call, value = called(path, call, self)
        return value if known_call else self._unknown(call, path)

    def _unknown(self, call: Call, path: str) -> object:
        """Return nothing known, and let unknown code have what it was given."""
        for value in call.passed:
            self.hand_over(value, call, path)
        return UNKNOWN

    def hand_over(self, value: object, call: Call, to: str) -> None:
        """Take note that unknown code has got a value: it may change it, or call it."""
        if isinstance(value, Instance):
            value = value.inner
        if isinstance(value, Tracked):
            value.escape(call.location, to)
        elif isinstance(value, Function) and value.node not in self._calls:
            self._apply(value, Call(call.node, call.frame, whole=False))

    def _above(self, above: Super, name: str, call: Call) -> object:
        """Return what a method of a base class that is not the program's own does."""
        if name != "__init__":
            return self.call(self.attribute(above.instance.inner, name), call)
        self._inner(above.instance, above.classes, call)
        return None

    def _inner(self, instance: Instance, classes: Sequence[object], call: Call) -> None:
        """Make the object of a known library's class that an object of the program is, too."""
        for each in classes:
            handler = self.handlers.get(each.path) if isinstance(each, External) else None
            made = handler(call, self) if handler else None
            if isinstance(made, Tracked):
                instance.inner = made
                return

    def _make(self, cls: Class, call: Call) -> object:
        made = Instance(cls)
        init = self._of_class(cls.ancestry(), "__init__", made)
        if isinstance(init, Function):
            self._apply(init, call)
        else:
            self._inner(made, cls.ancestry(), call)
            if made.inner is None:
                made.attributes |= {name: each.value for name, each in call.named.items()}
        return made

    def _apply(self, function: Function, call: Call) -> object:
        node = function.node
        count = self._calls[node] = self._calls.get(node, 0) + 1
        if node in self._stack or len(self._stack) > _DEEPEST_CALL or count > _MOST_CALLS:
            return UNKNOWN
        frame = self._frame(function)
        self._bind(function, call, frame)
        self._stack.append(node)
        try:
            if isinstance(node, _ast.Lambda):
                return self.evaluate(node.body, frame)
            self.walk(node.body, frame)
        finally:
            self._stack.pop()
        telling = [each for each in frame.returned if each is not None and each is not UNKNOWN]
        return (telling or frame.returned or [None])[0]

    def _frame(self, function: Function) -> Frame:
        outer = function.frame
        scope = outer.module.outline.scopes.get(function.node)
        if scope is None:
            scope = Scope("function", outer.scope, outer.module)
            bind_parameters(scope, function.node.args)
        return Frame(scope, outer, outer.owner if outer.scope.kind == "class" else None)

    def _bind(self, function: Function, call: Call, frame: Frame) -> None:
        """Bind the parameters of a function to what a call passes, or to their defaults."""
        arguments = function.node.args
        given = [each.value for each in call.positional]
        given = [function.bound, *given] if function.bound is not None else given
        named = {name: each.value for name, each in call.named.items()}
        positional = [*arguments.posonlyargs, *arguments.args]
        plain = len(positional) - len(arguments.defaults)
        for position, each in enumerate(positional):
            if position < len(given):
                frame.names[each.arg] = given[position]
            elif each.arg in named:
                frame.names[each.arg] = named.pop(each.arg)
            else:
                default = arguments.defaults[position - plain] if position >= plain else None
                frame.names[each.arg] = self._default(default, call, function)
        for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            value = named.pop(each.arg, UNKNOWN)
            frame.names[each.arg] = (
                self._default(default, call, function) if value is UNKNOWN else value
            )
        if arguments.vararg:
            rest = tuple(given[len(positional) :])
            frame.names[arguments.vararg.arg] = rest if call.whole else UNKNOWN
        if arguments.kwarg:
            frame.names[arguments.kwarg.arg] = named if call.whole else UNKNOWN

    def _default(self, default: _ast.expr | None, call: Call, function: Function) -> object:
        return self.evaluate(default, function.frame) if call.whole else UNKNOWN

    # Decorators

    def decorated(self, value: object, node: Definable, frame: Frame) -> object:
        """Return what a definition is bound to; a decorator that is not known changes nothing."""
        for written, decorator in decorators(self, node, frame):
            kind = _DESCRIPTORS.get(decorator.path) if isinstance(decorator, External) else None
            if kind:
                value = Descriptor(kind, value)
                continue
            known_one = isinstance(decorator, Tracked | Function | Method) or (
                isinstance(decorator, External) and decorator.path in self.handlers
            )
            if known_one:
                made = self.call(decorator, Call(written, frame, (Passed(value, written, frame),)))
                value = value if made is UNKNOWN or made is None else made
        return value


_DESCRIPTORS = {
    "builtins.property": "property",
    "functools.cached_property": "property",
    "builtins.classmethod": "classmethod",
    "builtins.staticmethod": "staticmethod",
}


def _documentation(module: File) -> object:
    match module.outline.tree.body[:1]:
        case [_ast.Expr(value=_ast.Constant(value=str(text)))]:
            return text
    return None

"""Layer 1: the statements of a file: which names they bind in which scope, and what they import.

Expressions are not looked at here; `uses` does that, and only in files where it can matter. The
rules are Python's own: a name that is assigned anywhere in a function is local to it, a class body
is not seen from its methods, `global` and `nonlocal` bind elsewhere.
"""

from __future__ import annotations

import _ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Protocol

    from hprun.scan.source import Source

    class File(Protocol):
        """What is asked of the file that a name stands in; the files of a program are such."""

        source: Source
        package: str
        names: list[str]

        @property
        def program(self) -> Files: ...  # noqa: D102
        @property
        def outline(self) -> Outline: ...  # noqa: D102
        @property
        def scope(self) -> Scope: ...  # noqa: D102
        @property
        def starred(self) -> Sequence[str]: ...  # noqa: D102
        def binds(self, name: str) -> bool: ...  # noqa: D102
        def exports(self, name: str) -> bool: ...  # noqa: D102

    class Files(Protocol):
        """What is asked of a program, to follow a name through its imports."""

        starred: dict[tuple[str, str], str | None]

        def module(self, name: str) -> File | None: ...  # noqa: D102
        def installed(self, search: Sequence[str]) -> Files: ...  # noqa: D102

    Position = tuple[int, int]
    Target = str | _ast.AST | None
    Binding = tuple[Position, Position, Target]
    Block = tuple["Scope", Sequence[_ast.stmt], Position]

START: Position = (0, 0)
END: Position = (1 << 60, 0)
STAR = "*"
_FEW = 8


class Scope:
    """A scope and, for every name, its bindings in the order of the code.

    A binding is ``(start, until, target)``. From `start` on the name *may* be bound to the target,
    and up to `until`, the end of the ``if``, ``except`` or loop that it stands in, it *is*. The
    target is

    - a string: the dotted path of what an import binds, ``hprun.m._``;
    - a node: the expression assigned, or the function or class defined;
    - None: something else.

    ``from x import *`` binds the name ``*`` to ``x.*``. `kind` is ``module``, ``class``,
    ``function`` or ``comprehension``.
    """

    __slots__ = ("bindings", "declared", "kind", "module", "outer")

    def __init__(self, kind: str, outer: Scope | None, module: File) -> None:
        self.kind = kind
        self.outer = outer
        self.module = module
        self.bindings: dict[str, list[Binding]] = {}
        self.declared: dict[str, str] = {}

    def bind(self, name: str, target: Target, start: Position, until: Position = END) -> None:
        """Add a binding; `settle` puts them in order."""
        self.bindings.setdefault(name, []).append((start, until, target))

    def settle(self) -> None:
        """Put the bindings in order, and those of ``global`` and ``nonlocal`` where they belong."""
        for name, kind in self.declared.items():
            owner = _owner(self, name, kind)
            for start, _, target in self.bindings.pop(name, ()):
                kept = target if isinstance(target, str) else None
                owner.bind(name, kept, start, start)
                owner.bindings[name].sort(key=_start)
        for bindings in self.bindings.values():
            if len(bindings) > 1:
                bindings.sort(key=_start)

    def before(self, name: str, moment: Position) -> Iterator[Binding]:
        """Yield the bindings of a name that stand before a moment, the nearest first."""
        bindings = self.bindings.get(name, [])
        if STAR in self.bindings:
            bindings = sorted([*bindings, *self.bindings[STAR]], key=_start)
        end = len(bindings)
        if end > _FEW:
            from _bisect import bisect_left  # a library of its own, which is dear to load

            end = bisect_left(bindings, (moment,))
        for index in range(end - 1, -1, -1):
            if bindings[index] < (moment,):
                yield bindings[index]


class Outline:
    """What the statements of a file say: its scopes by their nodes, and its imports in order.

    An import is the dotted path of what is loaded, or bound: of a module; of a name in a module,
    which may be one, too; or of all names in it, ``x.*``. ``import a.b`` binds ``a`` as well.
    """

    __slots__ = ("imports", "scope", "scopes", "tree")

    def __init__(self, tree: _ast.Module, scope: Scope) -> None:
        self.tree = tree
        self.scope = scope
        self.scopes: dict[_ast.AST, Scope] = {tree: scope}
        self.imports: list[tuple[int, str]] = []


def outline(tree: _ast.Module, module: File) -> Outline:
    """Read the statements of a file, also those in functions, classes and branches."""
    made = Outline(tree, Scope("module", None, module))
    todo: list[Block] = [(made.scope, tree.body, END)]
    while todo:
        scope, body, until = todo.pop()
        for statement in body:
            reader = _READERS.get(type(statement))
            if reader is not None:
                todo += reader(made, scope, statement, until)
    for scope in made.scopes.values():
        scope.settle()
    made.imports.sort(key=lambda found: found[0])
    return made


def bind_parameters(scope: Scope, arguments: _ast.arguments) -> None:
    """Bind what a call passes to a function."""
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [each for each in (arguments.vararg, arguments.kwarg) if each]
    for argument in every:
        scope.bind(argument.arg, None, START)


def bind_target(
    scope: Scope, target: _ast.expr, value: Target, start: Position, until: Position = END
) -> None:
    """Bind the names on the left side of an assignment; side by side with a tuple's elements."""
    todo: list[tuple[_ast.expr, Target]] = [(target, value)]
    while todo:
        target, value = todo.pop()
        if isinstance(target, _ast.Name):
            scope.bind(target.id, value, start, until)
        elif isinstance(target, _ast.Starred):
            todo.append((target.value, None))
        elif isinstance(target, _ast.Tuple | _ast.List):
            values: Sequence[Target] = [None] * len(target.elts)
            if isinstance(value, _ast.Tuple | _ast.List) and _alike(target.elts, value.elts):
                values = value.elts
            todo += zip(target.elts, values, strict=True)


def end_of(node: _ast.expr | _ast.stmt) -> Position:
    """Return the position behind a node."""
    return (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)


def _start(binding: Binding) -> Position:
    return binding[0]


def _alike(targets: list[_ast.expr], values: list[_ast.expr]) -> bool:
    plain = not any(isinstance(each, _ast.Starred) for each in (*targets, *values))
    return plain and len(targets) == len(values)


def _owner(scope: Scope, name: str, kind: str) -> Scope:
    """Return the scope that a ``global`` or ``nonlocal`` name belongs to."""
    owner = scope
    while owner.outer is not None:
        owner = owner.outer
        if kind == "nonlocal" and owner.kind == "function" and name in owner.bindings:
            break
    return owner


# One reader for each kind of statement that binds a name or holds others. It binds, and returns the
# blocks inside, each with its scope and the position up to which its bindings are certain.


def _import(made: Outline, scope: Scope, node: _ast.Import, until: Position) -> Iterable[Block]:
    for alias in node.names:
        bound = alias.asname or alias.name.partition(".")[0]
        scope.bind(bound, alias.name if alias.asname else bound, end_of(node), until)
        made.imports.append((node.lineno, alias.name))
        if bound not in (alias.name, alias.asname):
            made.imports.append((node.lineno, bound))
    return ()


def _import_from(
    made: Outline, scope: Scope, node: _ast.ImportFrom, until: Position
) -> Iterable[Block]:
    base = absolute(node.module or "", node.level, scope.module.package)
    for alias in node.names:
        path = f"{base}.{alias.name}" if base else None
        if alias.name == STAR:
            scope.bind(STAR, path, end_of(node), until)
        else:
            scope.bind(alias.asname or alias.name, path, end_of(node), until)
        if path:
            made.imports.append((node.lineno, path))
    return ()


def absolute(module: str, level: int, package: str) -> str:
    """Return the full name of a module that is named relative to a package; empty if it has none.

    `level` is the number of dots in front.
    """
    if level == 0:
        return module
    parts = package.split(".") if package else []
    if level > len(parts):
        return ""
    return ".".join(parts[: len(parts) - level + 1] + [module] * bool(module))


def _assign(_: Outline, scope: Scope, node: _ast.Assign, until: Position) -> Iterable[Block]:
    for target in node.targets:
        bind_target(scope, target, node.value, end_of(node), until)
    return ()


def _annotated(_: Outline, scope: Scope, node: _ast.AnnAssign, until: Position) -> Iterable[Block]:
    if node.value is not None:
        bind_target(scope, node.target, node.value, end_of(node), until)
    return ()


def _augmented(_: Outline, scope: Scope, node: _ast.AugAssign, until: Position) -> Iterable[Block]:
    bind_target(scope, node.target, None, end_of(node), until)
    return ()


def _delete(_: Outline, scope: Scope, node: _ast.Delete, until: Position) -> Iterable[Block]:
    for target in node.targets:
        bind_target(scope, target, None, end_of(node), until)
    return ()


def _type_alias(_: Outline, scope: Scope, node: _ast.Assign, until: Position) -> Iterable[Block]:
    bind_target(scope, node.name, node.value, end_of(node), until)  # type: ignore[attr-defined]  # 3.12
    return ()


def _for(_: Outline, scope: Scope, node: _ast.For, until: Position) -> Iterable[Block]:
    bound = node if isinstance(node.target, _ast.Name) else None
    bind_target(scope, node.target, bound, end_of(node.iter), until)
    return _branches(scope, node.body, node.orelse)


def _if(_: Outline, scope: Scope, node: _ast.If, _until: Position) -> Iterable[Block]:
    return _branches(scope, node.body, node.orelse)


def _with(_: Outline, scope: Scope, node: _ast.With, until: Position) -> Iterable[Block]:
    for item in node.items:
        if item.optional_vars is not None:
            value, start = item.context_expr, end_of(item.context_expr)
            bind_target(scope, item.optional_vars, value, start, until)
    return ((scope, node.body, until),)


def _try(_: Outline, scope: Scope, node: _ast.Try, until: Position) -> Iterable[Block]:
    """Take the body as what normally happens, and a handler as a branch."""
    for handler in node.handlers:
        if handler.name:
            inside = end_of(handler.body[-1])
            scope.bind(handler.name, None, (handler.lineno, handler.col_offset), inside)
    certain = [(scope, block, until) for block in (node.body, node.orelse, node.finalbody)]
    return certain + _branches(scope, *(handler.body for handler in node.handlers))


def _match(_: Outline, scope: Scope, node: _ast.Match, _until: Position) -> Iterable[Block]:
    for case in node.cases:
        todo: list[_ast.pattern] = [case.pattern]
        while todo:
            pattern = todo.pop()
            name = getattr(pattern, "name", None) or getattr(pattern, "rest", None)
            if name:
                start = (pattern.lineno, pattern.col_offset)
                scope.bind(name, None, start, end_of(case.body[-1]))
            todo += getattr(pattern, "patterns", ())
            todo += getattr(pattern, "kwd_patterns", ())
            todo += [inner] if (inner := getattr(pattern, "pattern", None)) else []
    return _branches(scope, *(case.body for case in node.cases))


def _function(
    made: Outline, scope: Scope, node: _ast.FunctionDef, until: Position
) -> Iterable[Block]:
    scope.bind(node.name, node, end_of(node), until)
    inner = made.scopes[node] = Scope("function", scope, scope.module)
    bind_parameters(inner, node.args)
    _bind_type_parameters(inner, node)
    return ((inner, node.body, END),)


def _class(made: Outline, scope: Scope, node: _ast.ClassDef, until: Position) -> Iterable[Block]:
    scope.bind(node.name, node, end_of(node), until)
    inner = made.scopes[node] = Scope("class", scope, scope.module)
    _bind_type_parameters(inner, node)
    return ((inner, node.body, END),)


def _bind_type_parameters(scope: Scope, node: _ast.stmt) -> None:
    for each in getattr(node, "type_params", ()):
        scope.bind(each.name, None, START)


def _global(_: Outline, scope: Scope, node: _ast.Global, _until: Position) -> Iterable[Block]:
    if scope.outer is not None:
        kind = "nonlocal" if isinstance(node, _ast.Nonlocal) else "global"
        scope.declared.update(dict.fromkeys(node.names, kind))
    return ()


def _branches(scope: Scope, *blocks: list[_ast.stmt]) -> list[Block]:
    return [(scope, block, end_of(block[-1])) for block in blocks if block]


_READERS: dict[type, Callable[..., Iterable[Block]]] = {
    _ast.Import: _import,
    _ast.ImportFrom: _import_from,
    _ast.Assign: _assign,
    _ast.AnnAssign: _annotated,
    _ast.AugAssign: _augmented,
    _ast.Delete: _delete,
    _ast.For: _for,
    _ast.AsyncFor: _for,
    _ast.While: _if,
    _ast.If: _if,
    _ast.With: _with,
    _ast.AsyncWith: _with,
    _ast.Try: _try,
    _ast.TryStar: _try,
    _ast.Match: _match,
    _ast.FunctionDef: _function,
    _ast.AsyncFunctionDef: _function,
    _ast.ClassDef: _class,
    _ast.Global: _global,
    _ast.Nonlocal: _global,
    getattr(_ast, "TypeAlias", object): _type_alias,  # from 3.12 on
}

"""Layer 1: the expressions of a file: every place where a name that may be ours is used.

One pass with a stack of its own, so that the depth of the code is no limit. A scope's expressions
are read together, and its functions' after them: a name that an expression binds (``:=``) is known
before anything is looked up.
"""

from __future__ import annotations

import _ast

from hprun.scan.names.statements import START, Scope, bind_parameters, bind_target, end_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from typing import Any

    from hprun.scan.names.statements import Outline, Position

    Nodes = Sequence[_ast.AST | None]


class Use:
    """A name where it is used, and what is done with it, from the inside outward.

    In ``hp.param_scope.a["b"] | 1`` the `root` is ``hp``, the `attributes` are ``param_scope`` and
    ``a``, and the `links` are the nodes of ``["b"]`` and ``| 1``, after which the whole is the node
    `outer`. A use may decorate a function or a class, or be what an annotated name is assigned.
    In ``partial(hp, "a", 1)`` it is called `through` another function.
    """

    __slots__ = (
        *("annotation", "attributes", "decorated", "links", "outer", "root", "scope", "through"),
    )

    def __init__(  # noqa: PLR0913, PLR0917 - as many facts belong to a use
        self,
        root: _ast.Name,
        outer: _ast.expr,
        links: list[_ast.expr],
        scope: Scope,
        decorated: _ast.AST | None,
        annotation: _ast.expr | None,
    ) -> None:
        links.reverse()
        leading = next(
            (at for at, link in enumerate(links) if type(link) is not _ast.Attribute), len(links)
        )
        self.root = root
        self.outer = outer
        self.attributes = tuple(link.attr for link in links[:leading])  # type: ignore[attr-defined]
        self.links = links[leading:]
        self.scope = scope
        self.decorated = decorated
        self.annotation = annotation
        self.through: _ast.expr | None = None

    @property
    def moment(self) -> Position:
        """When the name is read."""
        return (self.root.lineno, self.root.col_offset)


class _Walk:
    """What one walk has met: scopes still to be read, and what belongs to which expression.

    A comprehension is read together with what stands around it, `here`; a function after it.
    """

    __slots__ = ("annotations", "decorated", "here", "inner", "outline", "passing", "words")

    def __init__(self, outline: Outline, words: Collection[str]) -> None:
        self.outline = outline
        self.words = words
        self.inner: list[tuple[Scope, Nodes]] = [(outline.scope, outline.tree.body)]
        self.here: list[tuple[Scope, Nodes]] = []
        self.decorated: dict[_ast.AST, _ast.AST] = {}
        self.annotations: dict[_ast.AST, _ast.expr] = {}
        self.passing: list[tuple[Scope, _ast.Call]] = []


def uses(outline: Outline, words: Collection[str]) -> Iterator[Use]:
    """Yield every use of the names `words` in a file, scope by scope."""
    walk = _Walk(outline, words)
    while walk.inner:
        found = []
        walk.here.append(walk.inner.pop())
        while walk.here:
            scope, nodes = walk.here.pop()
            found += [(scope, *chain) for chain in _chains(walk, scope, nodes)]
        yield from (_through(scope, call) for scope, call in walk.passing)
        walk.passing.clear()
        for scope, root, outer, links in found:
            decorated, annotation = walk.decorated.get(outer), walk.annotations.get(outer)
            if links or decorated:
                yield Use(root, outer, links, scope, decorated, annotation)


def _chains(
    walk: _Walk, scope: Scope, nodes: Nodes
) -> list[tuple[_ast.Name, _ast.expr, list[_ast.expr]]]:
    """Return the uses in one scope, each with the links around it from the outside inward."""
    found = []
    stack: list[Any] = [*nodes]
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is _ast.Name or kind in _LINKS:
            outer, links = node, []
            while kind in _LINKS:
                links.append(node)
                if kind is _ast.Call and _passes_one(node, walk.words):
                    walk.passing.append((scope, node))
                node = _LINKS[kind](node, stack)
                kind = type(node)
            if kind is not _ast.Name:
                stack.append(node)
            elif node.id in walk.words:
                found.append((node, outer, links))
        elif kind in _READERS:
            stack += _READERS[kind](walk, scope, node)
        elif kind not in _LEAVES:
            for field in kind._fields:
                child = getattr(node, field)
                stack += child if type(child) is list else (child,)
    return found


def _passes_one(call: _ast.Call, words: Collection[str]) -> bool:
    """Return whether a call is given one of the names, with arguments for it behind."""
    first = call.args[0] if len(call.args) > 1 else None
    return type(first) is _ast.Name and first.id in words


def _through(scope: Scope, call: _ast.Call) -> Use:
    """Return the use of a name that is passed to a function, which may call it: ``partial``."""
    first, *rest = call.args
    inner = _ast.Call(
        first,
        rest,
        call.keywords,
        lineno=call.lineno,
        col_offset=call.col_offset,
        end_lineno=call.end_lineno,
        end_col_offset=call.end_col_offset,
    )
    use = Use(first, inner, [inner], scope, None, None)  # type: ignore[arg-type]  # a name, as asked
    use.through = call.func
    return use


# A link's own children go on the stack; what it is linked to is returned.


def _attribute(node: _ast.Attribute, _: list[_ast.AST]) -> _ast.expr:
    return node.value


def _call(node: _ast.Call, stack: list[_ast.AST]) -> _ast.expr:
    stack += node.args
    stack += node.keywords
    return node.func


def _subscript(node: _ast.Subscript, stack: list[_ast.AST]) -> _ast.expr:
    stack.append(node.slice)
    return node.value


def _operation(node: _ast.BinOp, stack: list[_ast.AST]) -> _ast.expr:
    stack.append(node.right)
    return node.left


_LINKS: dict[type, Callable[..., _ast.expr]] = {
    _ast.Attribute: _attribute,
    _ast.Call: _call,
    _ast.Subscript: _subscript,
    _ast.BinOp: _operation,
}


# A reader notes down what it has to say, and returns the children that belong to the same scope.


def _function(walk: _Walk, _: Scope, node: _ast.FunctionDef) -> Nodes:
    walk.inner.append((walk.outline.scopes[node], node.body))
    walk.decorated.update(dict.fromkeys(node.decorator_list, node))
    return [*node.decorator_list, node.args, node.returns, *getattr(node, "type_params", ())]


def _class(walk: _Walk, _: Scope, node: _ast.ClassDef) -> Nodes:
    walk.inner.append((walk.outline.scopes[node], node.body))
    walk.decorated.update(dict.fromkeys(node.decorator_list, node))
    return [*node.decorator_list, *node.bases, *node.keywords, *getattr(node, "type_params", ())]


def _lambda(walk: _Walk, scope: Scope, node: _ast.Lambda) -> Nodes:
    inner = Scope("function", scope, scope.module)
    bind_parameters(inner, node.args)
    walk.inner.append((inner, [node.body]))
    return [node.args]


def _comprehension(walk: _Walk, scope: Scope, node: _ast.ListComp) -> Nodes:
    inner = Scope("comprehension", scope, scope.module)
    first, *others = node.generators
    for each in node.generators:
        bind_target(inner, each.target, each if isinstance(each.target, _ast.Name) else None, START)
    results = [getattr(node, field, None) for field in ("elt", "key", "value")]
    targets = [each.target for each in node.generators]
    walk.here.append((inner, [*results, *targets, *first.ifs, *others]))
    return [first.iter]


def _walrus(walk: _Walk, scope: Scope, node: _ast.NamedExpr) -> Nodes:
    name = node.target.id
    while scope.kind == "comprehension" and scope.outer is not None:
        scope = scope.outer
    if name in walk.words or name in scope.bindings:
        scope.bind(name, node.value, end_of(node))
        scope.settle()
    return [node.value]


def _annotated(walk: _Walk, _: Scope, node: _ast.AnnAssign) -> Nodes:
    if node.value is not None:
        walk.annotations[node.value] = node.annotation
    return [node.target, node.annotation, node.value]


_READERS: dict[type, Callable[..., Nodes]] = {
    _ast.FunctionDef: _function,
    _ast.AsyncFunctionDef: _function,
    _ast.ClassDef: _class,
    _ast.Lambda: _lambda,
    _ast.ListComp: _comprehension,
    _ast.SetComp: _comprehension,
    _ast.DictComp: _comprehension,
    _ast.GeneratorExp: _comprehension,
    _ast.NamedExpr: _walrus,
    _ast.AnnAssign: _annotated,
}

_LEAVES = frozenset(
    (
        *(str, bytes, int, float, complex, bool, type(None), type(...)),
        *_ast.expr_context.__subclasses__(),
        *_ast.operator.__subclasses__(),
        *_ast.unaryop.__subclasses__(),
        *_ast.boolop.__subclasses__(),
        *_ast.cmpop.__subclasses__(),
        *(_ast.Constant, _ast.Pass, _ast.Break, _ast.Continue, _ast.Import, _ast.ImportFrom),
        *(_ast.Global, _ast.Nonlocal),
    )
)

"""Layer 1: ``@auto_param("train")``: the arguments of a function or class that have a default."""

from __future__ import annotations

import _ast

from hprun.frozen import Record
from hprun.model import Default, Definition, Dynamic
from hprun.scan.expressions.constants import UNKNOWN
from hprun.scan.expressions.reading import annotated, default_of, fitted, folded, name_of
from hprun.scan.names.meaning import meanings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hprun.model import Type
    from hprun.scan.names.statements import Scope
    from hprun.scan.names.uses import Use

    Function = _ast.FunctionDef | _ast.AsyncFunctionDef | _ast.Lambda

_DIALECT = "auto_param"
_FUNCTIONS = (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.Lambda)
_DATACLASS = ("dataclasses.dataclass",)
_FIELD = ("dataclasses.field",)
_CLASS_VARIABLE = ("typing.ClassVar", "typing_extensions.ClassVar")
_MOST_BASES = 20


class Argument(Record):
    """Something that a call may pass and need not: its `node` and its default, read in `scope`."""

    name: str
    node: _ast.arg | _ast.AnnAssign
    value: _ast.expr
    scope: Scope


def definitions(use: Use, rest: Sequence[str]) -> Iterator[Definition | Dynamic]:
    """Yield a parameter for each argument with a default of what is decorated, or passed in a call.

    Arguments without one are the caller's affair.
    """
    given = [link.args[:1] for link in use.links if isinstance(link, _ast.Call)]
    if rest or len(given) < len(use.links):
        return
    prefix: str | Dynamic | None = None
    if given and given[0] and _is_text(given[0][0], use.scope):
        prefix = name_of(given[0][0], use.scope)
    if given and (prefix is not None or not given[0]):
        del given[0]
    passed = given[0][0] if given and given[0] else None
    for meaning in meanings(use.decorated or passed, (), use.scope, use.moment):
        node = meaning.node
        if isinstance(node, (*_FUNCTIONS, _ast.ClassDef)) and not meaning.rest:
            yield from _of_callable(node, meaning.scope, prefix)
            return


def _is_text(node: _ast.expr, scope: Scope) -> bool:
    """Return whether an argument is a name for the parameters, not what is to be decorated."""
    return isinstance(node, _ast.JoinedStr | _ast.BinOp) or isinstance(folded(node, scope), str)


def _of_callable(
    node: Function | _ast.ClassDef, scope: Scope, prefix: str | Dynamic | None
) -> Iterator[Definition | Dynamic]:
    own = getattr(node, "name", "<lambda>")
    prefix = own if prefix is None else prefix
    helps = _described(node)
    for argument in _arguments(node, scope):
        source = argument.scope.module.source
        location = source.location(argument.node, argument.value)
        if isinstance(prefix, Dynamic):
            yield Dynamic(f"{prefix.pattern}.{argument.name}", location)
            continue
        default, natural = _default(argument.value, argument.scope)
        declared = annotated(argument.node.annotation, argument.scope) or natural
        yield Definition(
            f"{prefix}.{argument.name}",
            location,
            _DIALECT,
            default=default,
            type=fitted(declared, default),
            help=helps.get(argument.name) or source.comment(argument.value, beside=","),
            owner=own,
        )


def _arguments(node: Function | _ast.ClassDef, scope: Scope) -> Iterator[Argument]:
    """Yield the arguments with a default."""
    if isinstance(node, _ast.ClassDef):
        yield from _arguments_of_class(node, scope)
        return
    positional = [*node.args.posonlyargs, *node.args.args]
    last = positional[len(positional) - len(node.args.defaults) :]
    pairs = [*zip(last, node.args.defaults, strict=True)]
    for each, value in [*pairs, *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)]:
        if value is not None:
            yield Argument(each.arg, each, value, scope)


def _arguments_of_class(node: _ast.ClassDef, scope: Scope) -> Iterator[Argument]:
    """Yield what making an object takes: of the nearest ``__init__``, or a dataclass's fields."""
    found: dict[str, Argument] = {}
    for each, where in reversed([*_ancestry(node, scope)]):
        body = where.module.outline.scopes[each]
        written = [target for _, _, target in body.bindings.get("__init__", ())]
        if written and isinstance(written[-1], _FUNCTIONS):
            found = {argument.name: argument for argument in _arguments(written[-1], body)}
        elif any(_means(decorator, where, _DATACLASS) for decorator in each.decorator_list):
            found |= {field.name: field for field in _fields(each, body)}
    yield from found.values()


def _ancestry(node: _ast.ClassDef, scope: Scope) -> Iterator[tuple[_ast.ClassDef, Scope]]:
    """Yield a class and those that it is derived from, as far as they are in the scanned code."""
    todo: list[tuple[_ast.ClassDef, Scope]] = [(node, scope)]
    for _ in range(_MOST_BASES):
        if not todo:
            return
        node, scope = todo.pop(0)
        yield node, scope
        for base in node.bases:
            meaning = next(meanings(base, (), scope, _start(base)), None)
            if meaning and isinstance(meaning.node, _ast.ClassDef) and not meaning.rest:
                todo.append((meaning.node, meaning.scope))


def _fields(node: _ast.ClassDef, body: Scope) -> Iterator[Argument]:
    """Yield the fields of a dataclass that have a default and can be passed."""
    for each in node.body:
        if (
            isinstance(each, _ast.AnnAssign)
            and isinstance(each.target, _ast.Name)
            and each.value is not None
            and not _means(each.annotation, body, _CLASS_VARIABLE)
            and _is_passed(each.value, body)
        ):
            yield Argument(each.target.id, each, each.value, body)


def _is_passed(value: _ast.expr, body: Scope) -> bool:
    options = _field_options(value, body)
    if options is None:
        return True
    passed = "init" not in options or folded(options["init"], body) is not False
    return passed and ("default" in options or "default_factory" in options)


def _default(value: _ast.expr, scope: Scope) -> tuple[Default, Type | None]:
    """Return a default, and its type where its value does not say; also of ``field(default=…)``."""
    options = _field_options(value, scope)
    if options is None:
        return default_of(value, scope)
    if "default" in options:
        return default_of(options["default"], scope)
    factory = options["default_factory"]
    if isinstance(factory, _ast.Lambda):
        return default_of(factory.body, scope)
    text = f"{scope.module.source.segment(factory)}()"
    known = folded(_called(factory), scope)
    return (Default(text) if known is UNKNOWN else Default(text, known, known=True)), None


def _called(function: _ast.expr) -> _ast.Call:
    """Return the node of a call of a function without arguments, standing where its name does."""
    return _ast.Call(function, [], [], lineno=function.lineno, col_offset=function.col_offset)


def _field_options(value: _ast.expr, scope: Scope) -> dict[str | None, _ast.expr] | None:
    """Return what ``field(…)`` of a dataclass is given; None for any other value."""
    if not isinstance(value, _ast.Call) or not _means(value, scope, _FIELD):
        return None
    return {each.arg: each.value for each in value.keywords}


def _described(node: Function | _ast.ClassDef) -> dict[str, str]:
    """Return what the docstrings of a function, or of a class and its ``__init__``, say."""
    if isinstance(node, _ast.Lambda):
        return {}
    bodies = [node.body]
    if isinstance(node, _ast.ClassDef):
        methods = [each for each in node.body if isinstance(each, _ast.FunctionDef)]
        bodies += [each.body for each in methods if each.name == "__init__"]
    found: dict[str, str] = {}
    for body in bodies:
        match body[0]:
            case _ast.Expr(value=_ast.Constant(value=str(text))) if "\n" in text or ":" in text:
                from hprun.scan.expressions.docstrings import described

                found |= described(text)
    return found


def _means(node: _ast.expr, scope: Scope, paths: Sequence[str]) -> bool:
    """Return whether a name, or what is called or subscripted, has one of some paths."""
    while isinstance(node, _ast.Call | _ast.Subscript):
        node = node.func if isinstance(node, _ast.Call) else node.value
    return any(each.path in paths for each in meanings(node, (), scope, _start(node)))


def _start(node: _ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset

"""Layer 1: what calling a function or a class takes: arguments, fields of dataclasses, their help.

A class that is imported from an installed package is read in its file there, and so are the bases
of a class; what is written in C cannot be.
"""

from __future__ import annotations

import _ast

from hprun.frozen import Record
from hprun.model import Default
from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.reading import default_of, folded
from hprun.scan.names.meaning import meanings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hprun.model import Type
    from hprun.scan.names.statements import Scope

    Function = _ast.FunctionDef | _ast.AsyncFunctionDef | _ast.Lambda

FUNCTIONS = (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.Lambda)
_DATACLASS = ("dataclasses.dataclass", "pydantic.dataclasses.dataclass", "flax.struct.dataclass")
_NAMED_TUPLE = ("typing.NamedTuple",)
_FIELD = ("dataclasses.field", "pydantic.Field")
_CLASS_VARIABLE = ("typing.ClassVar", "typing_extensions.ClassVar")
_ONLY_BY_NAME = ("dataclasses.KW_ONLY",)
_METHODS = ("builtins.staticmethod",)
_MOST_BASES = 50


class Argument(Record):
    """Something that a call may pass: its `node`, and its default, read in `scope`.

    `value` is None for what has to be passed.
    """

    name: str
    node: _ast.arg | _ast.AnnAssign
    value: _ast.expr | None
    scope: Scope


def arguments(node: Function | _ast.ClassDef, scope: Scope) -> Iterator[Argument]:
    """Yield what a call takes by name, in order; not the object of a method."""
    if isinstance(node, _ast.ClassDef):
        yield from _arguments_of_class(node, scope)
        return
    positional = [*node.args.posonlyargs, *node.args.args]
    plain = len(positional) - len(node.args.defaults)
    values = [*[None] * plain, *node.args.defaults]
    pairs = [*zip(positional, values, strict=True)]
    if scope.kind == "class" and pairs and not _is_static(node, scope):
        del pairs[0]
    for each, value in [*pairs, *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)]:
        yield Argument(each.arg, each, value, scope)


def _is_static(node: Function, scope: Scope) -> bool:
    decorators = getattr(node, "decorator_list", ())
    return any(_means(each, scope, _METHODS) for each in decorators)


def _arguments_of_class(node: _ast.ClassDef, scope: Scope) -> Iterator[Argument]:
    """Yield what making an object takes: of ``__init__``, ``__new__``, or a dataclass's fields."""
    found: dict[str, Argument] = {}
    for each, where in reversed([*ancestry(node, scope)]):
        body = where.module.outline.scopes[each]
        made = body.bindings.get("__init__") or body.bindings.get("__new__", [])
        written = [target for _, _, target in made]
        if written and isinstance(written[-1], FUNCTIONS):
            found = {argument.name: argument for argument in arguments(written[-1], body)}
        elif is_dataclass(each, where):
            found |= {field.name: field for field in _fields(each, body)}
    yield from found.values()


def is_dataclass(node: _ast.ClassDef, scope: Scope) -> bool:
    """Return whether a class is decorated as a dataclass, or is a named tuple."""
    named = any(_means(each, scope, _NAMED_TUPLE) for each in node.bases)
    return named or any(_means(each, scope, _DATACLASS) for each in node.decorator_list)


def ancestry(node: _ast.ClassDef, scope: Scope) -> Iterator[tuple[_ast.ClassDef, Scope]]:
    """Yield a class and those that it is derived from, as far as there is source of them."""
    todo: list[tuple[_ast.ClassDef, Scope]] = [(node, scope)]
    for _ in range(_MOST_BASES):
        if not todo:
            return
        node, scope = todo.pop(0)
        yield node, scope
        for base in node.bases:
            found = class_of(base, scope)
            if found is not None:
                todo.append(found)


def class_of(node: _ast.expr, scope: Scope) -> tuple[_ast.ClassDef, Scope] | None:
    """Return the class that an expression names, from wherever it is imported."""
    meaning = next(meanings(node, (), scope, _start(node)), None)
    if meaning is not None and meaning.path and not meaning.path.startswith("builtins."):
        from hprun.scan.files.installed import definition_of

        meaning = definition_of(meaning.path, scope.module.program)
    if meaning is None or not isinstance(meaning.node, _ast.ClassDef):
        return None
    found: tuple[_ast.ClassDef, Scope] | None = (meaning.node, meaning.scope)
    for name in meaning.rest:
        found = found and _inside(*found, name)
    return found


def _inside(node: _ast.ClassDef, scope: Scope, name: str) -> tuple[_ast.ClassDef, Scope] | None:
    """Return the class that a class or one of its bases has under a name."""
    for each, where in ancestry(node, scope):
        body = where.module.outline.scopes[each]
        for _, _, target in reversed(body.bindings.get(name, ())):
            return (target, body) if isinstance(target, _ast.ClassDef) else None
    return None


def _fields(node: _ast.ClassDef, body: Scope) -> Iterator[Argument]:
    """Yield the fields of a dataclass that can be passed."""
    for each in node.body:
        if (
            isinstance(each, _ast.AnnAssign)
            and isinstance(each.target, _ast.Name)
            and not _means(each.annotation, body, (*_CLASS_VARIABLE, *_ONLY_BY_NAME))
            and _is_passed(each.value, body)
        ):
            required = _is_required(each.value, body)
            yield Argument(each.target.id, each, None if required else each.value, body)


def _is_passed(value: _ast.expr | None, body: Scope) -> bool:
    options = field_options(value, body) or {}
    return "init" not in options or folded(options["init"], body) is not False


def _is_required(value: _ast.expr | None, body: Scope) -> bool:
    options = field_options(value, body)
    if options is None:
        return value is None
    return "default" not in options and "default_factory" not in options


def default_from_field(value: _ast.expr, scope: Scope) -> tuple[Default, Type | None]:
    """Return a default, and its type where its value does not say; also of ``field(default=…)``."""
    options = field_options(value, scope)
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


def field_options(value: _ast.expr | None, scope: Scope) -> dict[str | None, _ast.expr] | None:
    """Return what ``field(…)`` of a dataclass is given; None for any other value."""
    if not isinstance(value, _ast.Call) or not _means(value, scope, _FIELD):
        return None
    return {each.arg: each.value for each in value.keywords}


def described(node: Function | _ast.ClassDef) -> dict[str, str]:
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
                from hprun.scan.expressions import docstrings

                found |= docstrings.described(text)
    return found


def _means(node: _ast.expr, scope: Scope, paths: Sequence[str]) -> bool:
    """Return whether a name, or what is called or subscripted, has one of some paths."""
    while isinstance(node, _ast.Call | _ast.Subscript):
        node = node.func if isinstance(node, _ast.Call) else node.value
    return any(each.path in paths for each in meanings(node, (), scope, _start(node)))


def _start(node: _ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset

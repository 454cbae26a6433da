"""Layer 1: constants of modules: ``lr = 6e-4``, ``CFG = {"lr": 0.1}``, ``class Cfg: lr = 0.1``.

A constant is an expression whose value the scan knows, bound to a name where a module, or a class
in it, is executed once: not in a function, nor in a loop. What is made of dicts is taken apart to
its leaves. What belongs to the language and not to the user is no constant of theirs: names that
begin with an underscore, members of enums, attributes of classes with bases of somebody else.
"""

from __future__ import annotations

import _ast
import builtins
import os

from hprun.frozen import Record
from hprun.model import ANY, CONSTANTS, Constant, Default, Definition, Location, Type
from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.reading import annotated, fitted, folded
from hprun.scan.expressions.signatures import field_options, is_dataclass
from hprun.scan.names.any_name import binds_any_name
from hprun.scan.names.meaning import meanings
from hprun.scan.source import children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from hprun.scan.files.program import Module, Program
    from hprun.scan.names.statements import Scope

    Path = tuple[str, ...]
    Stores = dict[str, list[Location]]

_DIALECT = "constant"
_MAKERS = frozenset(
    (
        *("builtins.dict", "types.SimpleNamespace", "argparse.Namespace"),
        *("easydict.EasyDict", "addict.Dict", "munch.Munch", "munch.munchify", "box.Box"),
        *("ml_collections.ConfigDict", "ml_collections.config_dict.ConfigDict"),
        "omegaconf.OmegaConf.create",
    )
)
"""What makes an object with the entries that it is given in a dict, or by name."""
_BASES = frozenset(
    ("builtins.object", "typing.NamedTuple", "pydantic.BaseModel", "pydantic_settings.BaseSettings")
)
_NOT_THEIRS = frozenset(("TYPE_CHECKING",))
_MOST_ENTRIES = 100
"""Entries of a dict that are settings; one with more is a table, and one value."""


class Leaf(Record):
    """An expression that gives a constant its value, and the `node` that it stands in."""

    path: Path
    value: _ast.expr
    node: _ast.stmt | _ast.expr
    scope: Scope
    annotation: _ast.expr | None = None
    beside: str = ""
    also: tuple[Location, ...] = ()


def constants(program: Program, main: Module, taken: Collection[Location]) -> Iterator[Definition]:
    """Yield the constants of a program's modules: those of `main` by their names alone.

    What is defined at a place that is `taken` has another way to be set. A file that no import
    names is nobody's module; in a zip there is no file to be compiled anew.
    """
    modules = [main, *(each for each in program.files if each is not main and each.names)]
    stores: Stores = {}
    for module in program.files:
        _note_stores(module, "" if module is main else _prefix(module), stores)
    for module in modules:
        if os.path.isfile(module.source.path):
            prefix = "" if module is main else _prefix(module)
            body, scope = module.outline.tree.body, module.scope
            for leaf in _of_body(body, scope, (), is_main=module is main):
                yield from _definition(leaf, prefix, stores, taken)


def _prefix(module: Module) -> str:
    return f"{module.names[0]}." if module.names else "?."


def _definition(
    leaf: Leaf, prefix: str, stores: Stores, taken: Collection[Location]
) -> Iterator[Definition]:
    source, value = leaf.scope.module.source, leaf.value
    known = folded(value, leaf.scope)
    location = source.location(leaf.node)
    if known is UNKNOWN or type(known) is range or location in taken:
        return
    name = f"{prefix}{'.'.join(leaf.path)}"
    also = tuple(dict.fromkeys((*leaf.also, *stores.get(name, ()))))
    natural = _natural(known)
    to = fitted(annotated(leaf.annotation, leaf.scope) or natural, Default("", known, known=True))
    default = Default(source.segment(value))
    if not also and not _depends(value, leaf.scope):
        default = default.replace(value=known, known=True)
    last = value.end_lineno or value.lineno, value.end_col_offset or value.col_offset
    place = (value.lineno, value.col_offset, *last)
    delivery = Constant(source.path, *place, also, loose=_is_loose(leaf))
    about = source.comment(value, beside=leaf.beside)
    yield Definition(
        name, location, _DIALECT, "default", CONSTANTS, default, to, about, delivery=delivery
    )


def _is_loose(leaf: Leaf) -> bool:
    """Return whether a statement behind a name of a module may bind it again."""
    body, line = leaf.scope.module.outline.tree.body, leaf.value.lineno
    is_a_name = leaf.scope.kind == "module" and len(leaf.path) == 1
    return is_a_name and any(each.lineno > line and binds_any_name(each) for each in body)


def _natural(value: object) -> Type:
    if value is None:
        return ANY
    from hprun.convert import type_of

    return type_of(value)


def _depends(value: _ast.expr, scope: Scope) -> bool:
    """Return whether a value is computed from names of the program, and follows when they do."""
    todo: list[_ast.AST] = [value]
    while todo:
        node = todo.pop()
        if isinstance(node, _ast.Name) and _is_the_programs(node.id, scope):
            return True
        todo += children(node)
    return False


def _is_the_programs(name: str, scope: Scope) -> bool:
    """Return whether a name is no builtin; what no statement binds comes from a star import."""
    bound = name in scope.bindings or name in scope.module.scope.bindings
    return bound or not hasattr(builtins, name)


# What binds a constant


def _of_body(
    body: Sequence[_ast.stmt], scope: Scope, path: Path, *, is_main: bool
) -> Iterator[Leaf]:
    """Yield the constants of a module or a class, in branches too."""
    for node in body:
        match node:
            case _ast.Assign(targets=[target]):
                yield from _assigned(target, node.value, None, node, scope, path)
            case _ast.AnnAssign(value=_ast.expr() as value):
                yield from _assigned(node.target, value, node.annotation, node, scope, path)
            case _ast.If() if is_main or not _asks_for_main(node.test):
                for block in (node.body, node.orelse):
                    yield from _of_body(block, scope, path, is_main=is_main)
            case _ast.Try() | _ast.TryStar():
                handlers = [each.body for each in node.handlers]
                for block in (node.body, *handlers, node.orelse, node.finalbody):
                    yield from _of_body(block, scope, path, is_main=is_main)
            case _ast.With():
                yield from _of_body(node.body, scope, path, is_main=is_main)
            case _ast.ClassDef() if _is_plain(node, scope) and _once(node.name, scope):
                inner = scope.module.outline.scopes[node]
                yield from _of_body(node.body, inner, (*path, node.name), is_main=is_main)


def _asks_for_main(test: _ast.expr) -> bool:
    return isinstance(test, _ast.Compare) and getattr(test.left, "id", "") == "__name__"


def _is_plain(node: _ast.ClassDef, scope: Scope, depth: int = 10) -> bool:
    """Return whether a class is a group of values: made by nobody else's base or decorator."""
    if node.name[:1] == "_" or node.keywords or not depth:
        return False
    if node.decorator_list and not (len(node.decorator_list) == 1 and is_dataclass(node, scope)):
        return False
    return all(_is_plain_base(each, scope, depth - 1) for each in node.bases)


def _is_plain_base(node: _ast.expr, scope: Scope, depth: int) -> bool:
    meaning = next(meanings(node, (), scope, (node.lineno, node.col_offset)), None)
    if meaning is None:
        return False
    if isinstance(meaning.node, _ast.ClassDef) and not meaning.rest:
        return _is_plain(meaning.node, meaning.scope, depth)
    return meaning.path in _BASES


def _once(name: str, scope: Scope) -> bool:
    return len(scope.bindings.get(name, ())) == 1


def _assigned(  # noqa: PLR0913, PLR0917 - the parts of a statement
    target: _ast.expr,
    value: _ast.expr,
    annotation: _ast.expr | None,
    node: _ast.stmt,
    scope: Scope,
    path: Path,
) -> Iterator[Leaf]:
    """Yield what a statement binds; two names of one value could not be set one by one."""
    match target, value:
        case (_ast.Tuple() | _ast.List(), _ast.Tuple() | _ast.List()):
            starred = any(isinstance(each, _ast.Starred) for each in (*target.elts, *value.elts))
            if len(target.elts) == len(value.elts) and not starred:
                for one, its in zip(target.elts, value.elts, strict=True):
                    yield from _assigned(one, its, None, node, scope, path)
        case (_ast.Name(), _) if target.id[:1] != "_" and target.id not in _NOT_THEIRS:
            inner = _default_of_field(value, scope) if scope.kind == "class" else value
            if inner is None:
                return
            also = _others(target.id, value, scope)
            for leaf in _leaves((*path, target.id), inner, scope):
                whole = leaf.value is inner
                yield leaf.replace(
                    also=also,
                    annotation=annotation if whole else None,
                    node=node if whole else leaf.node,
                )


def _default_of_field(value: _ast.expr, scope: Scope) -> _ast.expr | None:
    """Return the default that ``field(default=…)`` gives, any other value itself."""
    options = field_options(value, scope)
    if options is None:
        return value
    factory = options.get("default_factory")
    return factory.body if isinstance(factory, _ast.Lambda) else options.get("default")


def _others(name: str, value: _ast.expr, scope: Scope) -> tuple[Location, ...]:
    """Return the places where a name is bound beside the one that gives it a value."""
    source = scope.module.source
    found = []
    for start, _, target in scope.bindings.get(name, ()):
        if target is not value:
            line = target.lineno if isinstance(target, _ast.expr | _ast.stmt) else start[0]
            found.append(source.place(line))
    return tuple(found)


def _leaves(path: Path, value: _ast.expr, scope: Scope, beside: str = "") -> Iterator[Leaf]:
    """Yield a value, or the leaves of what is made of dicts."""
    entries = _entries(value, scope)
    if entries is None:
        yield Leaf(path, value, value, scope, beside=beside)
        return
    for name, inner in entries.items():
        yield from _leaves((*path, name), inner, scope, ",")


def _entries(value: _ast.expr, scope: Scope) -> dict[str, _ast.expr] | None:
    """Return the entries of a dict, or of what is made like one; None where it is one value."""
    found: dict[str, _ast.expr] = {}
    if isinstance(value, _ast.Call):
        meaning = next(meanings(value.func, (), scope, (value.lineno, value.col_offset)), None)
        if meaning is None or meaning.path not in _MAKERS:
            return None
        for each in value.args:
            found |= _entries(each, scope) or {}
        found |= {each.arg: each.value for each in value.keywords if each.arg}
        return found or None
    if not isinstance(value, _ast.Dict):
        return None
    for key, inner in zip(value.keys, value.values, strict=True):
        name = getattr(key, "value", None)
        if key is not None and not (isinstance(name, str) and _is_a_part(name)):
            return None
        if isinstance(name, str):
            found[name] = inner
    return found if 0 < len(found) <= _MOST_ENTRIES else None


def _is_a_part(name: str) -> bool:
    """Return whether a key can be a part of a dotted name."""
    return bool(name) and name.replace("-", "_").isidentifier()


# What sets an entry or an attribute from elsewhere


def _note_stores(module: Module, prefix: str, stores: Stores) -> None:
    """Note down every ``CONFIG["lr"] = …``, ``Config.lr = …`` and ``config.LR = …`` of a file."""
    todo: list[tuple[_ast.AST, Scope]] = [(module.outline.tree, module.scope)]
    while todo:
        node, scope = todo.pop()
        scope = module.outline.scopes.get(node, scope)
        if isinstance(node, _ast.Attribute | _ast.Subscript) and not isinstance(
            node.ctx, _ast.Load
        ):
            name = _stored(node, scope, prefix)
            if name:
                place = module.source.place(node.lineno)
                stores.setdefault(name, []).append(place)
        todo += [(each, scope) for each in children(node)]


def _stored(node: _ast.expr, scope: Scope, prefix: str) -> str:
    """Return the full name of what is set, empty where it is nothing of a module's."""
    parts: list[str] = []
    while isinstance(node, _ast.Attribute | _ast.Subscript):
        part = node.attr if isinstance(node, _ast.Attribute) else getattr(node.slice, "value", None)
        if not isinstance(part, str):
            return ""
        parts.append(part)
        node = node.value
    if not isinstance(node, _ast.Name):
        return ""
    here: Scope | None = scope
    while here is not None and node.id not in here.bindings:
        here = here.outer
    if here is None or here.kind != "module":
        return ""
    bound = here.bindings[node.id][0][2]
    root = bound if isinstance(bound, str) else f"{prefix}{node.id}"
    return ".".join((root, *reversed(parts)))

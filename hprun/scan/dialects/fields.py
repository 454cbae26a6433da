"""Layer 1: what a parser makes of the fields of a dataclass, or of a function's arguments.

Six libraries do so, and each has its own words: `STYLES` says which.
"""

from __future__ import annotations

import _ast

from hprun.frozen import Record
from hprun.literal import Text
from hprun.model import ANY, LATE, NONE, WORDS, Default, Definition, Opening, Type, Words
from hprun.scan.dialects.tyro_marks import marks_of
from hprun.scan.expressions.reading import annotated, fitted, folded
from hprun.scan.expressions.signatures import (
    Argument,
    ancestry,
    arguments,
    class_of,
    default_from_field,
    described,
    field_options,
    is_dataclass,
)
from hprun.scan.flow.described import choices_from, narrowed, type_of_default
from hprun.scan.names.meaning import meanings
from hprun.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hprun.scan.expressions.signatures import Function
    from hprun.scan.names.statements import Scope

_DEEPEST = 10


class Style(Record):
    """How a library says fields in words.

    - `nested`: whether an option has the whole path (``--opt.lr``), or its last part alone;
    - `dashes`: ``only`` (``--batch-size``; underscores do as well), ``too``, or nothing;
    - `bools`: ``pair`` (``--amp``, ``--no-amp``), ``value`` (a word), or ``bare`` (a word or none);
    - `off`: what stands before the name in an option that says no, where `bools` are ``bare``;
    - `lists`: the arity of a list; `tuples` whether a tuple takes as many words as it has elements;
    - `positional`: whether what is required stands without an option.
    """

    name: str
    nested: bool = True
    dashes: str = ""
    bools: str = "value"
    off: tuple[str, ...] = ()
    lists: str = "1"
    tuples: bool = False
    positional: bool = False


STYLES = {
    style.name: style
    for style in (
        Style("tyro", dashes="only", bools="pair", lists="*", tuples=True),
        Style("transformers", nested=False, dashes="too", bools="bare", off=("no_",), lists="+"),
        Style("simple_parsing", nested=False, bools="bare", off=("no",), lists="*", tuples=True),
        Style("draccus"),
        Style("pyrallis"),
        Style("jsonargparse", positional=True),
    )
}


class Leaf(Record):
    """A field that is said by words: its path, and the argument that it is.

    `said` is the part of its path that is its option, if not what the library makes of it; `also`
    are further spellings.
    """

    path: tuple[str, ...]
    argument: Argument
    about: str
    said: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def leaves(
    node: Function | _ast.ClassDef, scope: Scope, path: tuple[str, ...] = ()
) -> Iterator[Leaf | Opening]:
    """Yield the fields of a class or arguments of a function, those of nested dataclasses inside.

    Where a field can be one of several classes, what there is to say is a matter of the run.
    """
    helps = _helps(node, scope)
    for each in arguments(node, scope):
        place = (*path, each.name)
        annotation = each.node.annotation
        inner = class_of(annotation, each.scope) if _is_name(annotation) else None  # type: ignore[arg-type]
        if inner and _is_registry(*inner):
            location = each.scope.module.source.location(each.node)
            yield Opening(location, f"{'.'.join(place)} is one of the classes of a registry")
            continue
        if inner and is_dataclass(*inner) and len(place) < _DEEPEST:
            yield from leaves(*inner, place)
            continue
        if annotation is not None and _is_choice_of_classes(annotation, each.scope):
            location = each.scope.module.source.location(each.node)
            yield Opening(location, f"{'.'.join(place)} is one of several classes")
            continue
        yield Leaf(place, each, _said(each) or helps.get(each.name, ""))


def _is_registry(node: _ast.ClassDef, scope: Scope) -> bool:
    """Return whether a class stands for those that are registered with it, as draccus has it."""
    return any(
        meaning.path.startswith("draccus.")
        for each, where in ancestry(node, scope)
        for base in each.bases
        for meaning in meanings(base, (), where, (base.lineno, base.col_offset))
        if meaning.path
    )


def told_apart(found: Iterable[Leaf | Opening]) -> list[Leaf | Opening]:
    """Return fields with the parts of their paths that simple-parsing says, no two of them alike.

    Of those with the same name, the one that lies highest keeps it.
    """
    listed = [*found]
    lengths = {at: 1 for at, each in enumerate(listed) if isinstance(each, Leaf)}

    def path(at: int) -> tuple[str, ...]:
        return listed[at].path  # type: ignore[union-attr]  # those with a length are leaves

    for _ in range(_DEEPEST):
        alike: dict[tuple[str, ...], list[int]] = {}
        for at, length in lengths.items():
            alike.setdefault(path(at)[-length:], []).append(at)
        for several in alike.values():
            several.sort(key=lambda at: len(path(at)))
            highest = len(several) > 1 and len(path(several[0])) < len(path(several[1]))
            for at in several[highest:] if len(several) > 1 else ():
                lengths[at] += 1
    return [
        each.replace(said=each.path[-lengths[at] :]) if isinstance(each, Leaf) else each
        for at, each in enumerate(listed)
    ]


def marked(leaf: Leaf) -> Leaf:
    """Return a field with the name, the spellings and the help that tyro is told of."""
    told = marks_of(leaf.argument)
    said = (*leaf.path[:-1], told.name) if told.name else ()
    return leaf.replace(said=said, also=told.aliases, about=leaf.about or told.about)


def unread_marks(leaf: Leaf) -> Opening | None:
    """Return that tyro is told something of a field that is not read here."""
    unread = marks_of(leaf.argument).unread
    if not unread:
        return None
    location = leaf.argument.scope.module.source.location(leaf.argument.node)
    return Opening(location, f"tyro.conf.{unread[0]} of {'.'.join(leaf.path)}")


def _helps(node: Function | _ast.ClassDef, scope: Scope) -> dict[str, str]:
    """Return what is said of fields beside them and in docstrings, in base classes, too."""
    found: dict[str, str] = {}
    classes = [*ancestry(node, scope)] if isinstance(node, _ast.ClassDef) else [(node, scope)]
    for each, _ in reversed(classes):
        found |= _beside(each) | described(each)
    return found


def _is_name(node: _ast.expr | None) -> bool:
    return isinstance(node, _ast.Name | _ast.Attribute)


def _is_choice_of_classes(node: _ast.expr, scope: Scope) -> bool:
    """Return whether an annotation is a union with a dataclass in it."""
    members = [] if _is_name(node) else _names(node)
    found = [class_of(each, scope) for each in members]
    return any(each is not None and is_dataclass(*each) for each in found)


def _names(annotation: _ast.expr | None) -> list[_ast.expr]:
    """Return the names in an annotation, that of a generic type itself left out."""
    todo = [annotation]
    found: list[_ast.expr] = []
    while todo:
        each = todo.pop()
        if isinstance(each, _ast.BinOp):
            todo += (each.left, each.right)
        elif isinstance(each, _ast.Subscript):
            inner = each.slice
            todo += inner.elts if isinstance(inner, _ast.Tuple) else [inner]
        elif each is not None and _is_name(each):
            found.append(each)
    return found


def _said(each: Argument) -> str:
    """Return the help that ``field(metadata={"help": …})`` has, or ``help=``."""
    value = getattr(each.node, "value", None)
    options = field_options(value, each.scope) or {}
    if isinstance(value, _ast.Call) and not options:
        options = {keyword.arg: keyword.value for keyword in value.keywords}
    written = options.get("help") or _entry(options.get("metadata"), "help")
    said = folded(written, each.scope) if written else None
    return " ".join(said.split()) if isinstance(said, str) else ""


def _entry(node: _ast.expr | None, key: str) -> _ast.expr | None:
    """Return what a dict that is written out has under a text; others may be computed."""
    if not isinstance(node, _ast.Dict):
        return None
    entries = zip(node.keys, node.values, strict=True)
    return next((v for k, v in entries if isinstance(k, _ast.Constant) and k.value == key), None)


def _beside(node: Function | _ast.ClassDef) -> dict[str, str]:
    """Return the texts that stand below the fields of a class."""
    found: dict[str, str] = {}
    if isinstance(node, _ast.ClassDef):
        for field, below in zip(node.body, node.body[1:], strict=False):
            match field, below:
                case (
                    _ast.AnnAssign(target=_ast.Name(id=name)),
                    _ast.Expr(value=_ast.Constant(value=str(text))),
                ):
                    found[name] = " ".join(text.split())
    return found


def definitions(
    leaf: Leaf, style: Style, prefix: str, command: tuple[str, ...]
) -> Iterator[Definition]:
    """Yield what a field sets: one definition for each way to say it."""
    argument, source = leaf.argument, leaf.argument.scope.module.source
    location = source.location(argument.node)
    default, natural = (
        default_from_field(argument.value, argument.scope) if argument.value else (None, None)
    )
    declared = annotated(argument.node.annotation, argument.scope) or natural
    if style.name == "transformers" and declared is not None:
        declared, default = _as_transformers_has(declared, default, argument)
        declared = narrowed(declared, _listed(argument))
    to = fitted(declared, default) or type_of_default(default)
    if style.name == "tyro" and default and isinstance(default.value, dict) and default.value:
        yield from _entries(leaf, style, prefix, command, default, to)
        return
    about = leaf.about.replace("%%", "%") if style.name == "transformers" else leaf.about
    if not about and argument.value is not None:
        about = source.comment(argument.value, beside=",")
    name = ".".join(filter(None, (*command, prefix, *leaf.path)))
    role = "default" if default else "read"
    first, *others = _ways(leaf, style, to, default, command)
    yield Definition(name, location, style.name, role, WORDS, default, to, about, delivery=first)
    for each in others:
        yield Definition(name, location, style.name, "read", WORDS, delivery=each)


def _entries(  # noqa: PLR0913, PLR0917 - what `definitions` knows of a dict
    leaf: Leaf,
    style: Style,
    prefix: str,
    command: tuple[str, ...],
    default: Default,
    to: Type,
) -> Iterator[Definition]:
    """Yield the entries of a dict that has some: tyro takes them for fields of its own."""
    source = leaf.argument.scope.module.source
    location = source.location(leaf.argument.node)
    for key, value in default.value.items():  # type: ignore[attr-defined]  # it is a dict
        own = Default(show(value), value, known=True)
        inner = to.args[1] if to.args[1:] and to.args[1] != ANY else type_of_default(own)
        within = leaf.replace(path=(*leaf.path, str(key)))
        if isinstance(value, dict) and value:
            yield from _entries(within, style, prefix, command, own, inner)
            continue
        name = ".".join(filter(None, (*command, prefix, *within.path)))
        first, *_ = _ways(within, style, inner, own, command)
        yield Definition(
            name, location, style.name, "default", WORDS, own, inner, leaf.about, delivery=first
        )


def _as_transformers_has(
    declared: Type, default: Default | None, argument: Argument
) -> tuple[Type, Default | None]:
    """Return the type and the default that HfArgumentParser gives to an option.

    Of ``str | list[…]`` it takes the list, and for a list the default of a factory alone: what
    another is in the class, it is None for the script. The member of an enum is said by its value.
    """
    if "enum" in {declared.kind, *(each.kind for each in declared.args)}:
        return _by_values(declared, default, argument)
    kinds = {arg.kind: arg for arg in declared.args} if declared.kind == "union" else {}
    if kinds.keys() == {"str", "list"}:
        declared = kinds["list"]
    is_list = declared.kind == "list" or kinds.keys() == {"none", "list"}
    if default is None or not is_list:
        return declared, default
    by_factory = "default_factory" in (field_options(argument.value, argument.scope) or {})
    return declared, default if by_factory else Default("None", None, known=True)


def _by_values(
    declared: Type, default: Default | None, argument: Argument
) -> tuple[Type, Default | None]:
    """Return a type with the values of an enum for its members, and a default that is one."""
    from hprun.convert import with_choices
    from hprun.scan.expressions.objects import enum_type, enum_values

    for node in _names(argument.node.annotation):
        enum = class_of(node, argument.scope)
        of_it = enum_type(*enum) if enum else None
        values = enum_values(*enum) if enum and of_it else {}
        if of_it is None or len(values) != len(of_it.choices):
            continue
        said = with_choices(ANY, values.values())
        args = tuple(said if each == of_it else each for each in declared.args)
        if default is not None and isinstance(default.value, Text) and default.value in values:
            default = default.replace(value=values[default.value])
        return (said if declared == of_it else declared.replace(args=args)), default
    return LATE, default


def _listed(argument: Argument) -> list[object] | None:
    """Return the choices of ``field(metadata={"choices": …})``."""
    options = field_options(getattr(argument.node, "value", None), argument.scope) or {}
    written = _entry(options.get("metadata"), "choices")
    return choices_from(folded(written, argument.scope)) if written else None


def _ways(
    leaf: Leaf, style: Style, to: Type, default: Default | None, command: tuple[str, ...]
) -> list[Words]:
    """Return the ways to say a field."""
    path = leaf.said or (leaf.path if style.nested else leaf.path[-1:])
    options = (*_options(path, style, ""), *leaf.also)
    inner = [arg for arg in to.args if arg != NONE] if to.kind == "union" else [to]
    kind = inner[0] if len(inner) == 1 else to
    if default is None and style.positional:
        return [Words((), "1", None, command=command)]
    if kind.kind == "bool" and style.bools == "pair" and to.kind == "bool":
        return [Words(options, "0", off=_options(path, style, "no-"), command=command)]
    if kind.kind == "bool" and style.bools == "bare":
        off = tuple(each for start in style.off for each in _options(path, style, start))
        says_no = default is not None and default.known and default.value is True
        found = [Words(options, "?", command=command)]
        if says_no or style.name == "simple_parsing":
            found.append(Words(off, "0", says=False, command=command))
        return found
    arity, element = "1", "1"
    if style.tuples and kind.kind == "dict" and style.name == "tyro":
        arity, element = "*", "pairs"
    if kind.kind in ("list", "set", "frozenset", "tuple"):
        arity = style.lists
        if style.name == "tyro" and kind.args[:1] and kind.args[0].kind == "product":
            element = str(len(kind.args[0].args))
    elif kind.kind == "product" and style.tuples:
        arity = str(len(kind.args))
    found = [Words(options, arity, None, command=command, element=element)]
    if style.name == "jsonargparse" and kind.kind == "list":
        more = tuple(f"{each}+" for each in options)
        found.append(Words(more, "each", None, command=command, adds=True))
    return found


def _options(path: tuple[str, ...], style: Style, start: str) -> tuple[str, ...]:
    """Return the spellings of an option; `start` stands before its last part."""
    *above, last = path
    plain = ".".join((*above, f"{start}{last}"))
    dashed = plain.replace("_", "-")
    spelled = {
        "only": [dashed, plain.replace("no-", "no_") if start else plain],
        "too": [plain, dashed],
    }.get(style.dashes, [plain])
    short = (f"-{plain}",) if style.name == "simple_parsing" and len(path[0]) == 1 else ()
    return (*dict.fromkeys(f"--{each}" for each in spelled), *(() if start else short))

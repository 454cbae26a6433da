"""Layer 1: ``@auto_param("train")``: the arguments of a function or class."""

from __future__ import annotations

import _ast

from hprun.model import Definition, Dynamic
from hprun.scan.expressions.reading import annotated, fitted, folded, name_of
from hprun.scan.expressions.signatures import (
    FUNCTIONS,
    Argument,
    arguments,
    default_from_field,
    described,
)
from hprun.scan.files.installed import definition_of
from hprun.scan.names.meaning import meanings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hprun.model import Location
    from hprun.scan.expressions.signatures import Function
    from hprun.scan.names.statements import Scope
    from hprun.scan.names.uses import Use

_DIALECT = "auto_param"


def definitions(use: Use, _name: str, rest: Sequence[str]) -> Iterator[Definition | Dynamic]:
    """Yield a parameter for each argument of what is decorated, or passed in a call.

    One without a default is the caller's affair: it may be given, and nobody demands it.
    """
    given = [link.args[:1] for link in use.links if isinstance(link, _ast.Call)]
    if rest or len(given) < len(use.links) or use.through is not None:
        return
    prefix: str | Dynamic | None = None
    if given and given[0] and _is_text(given[0][0], use.scope):
        prefix = name_of(given[0][0], use.scope)
    if given and (prefix is not None or not given[0]):
        del given[0]
    passed = given[0][0] if given and given[0] else None
    for meaning in meanings(use.decorated or passed, (), use.scope, use.moment):
        node, scope = meaning.node, meaning.scope
        if meaning.path and not meaning.path.startswith("builtins.") and passed is not None:
            installed = definition_of(meaning.path, use.scope.module.program)
            if installed is None:
                yield from _of_compiled(use, meaning.path, prefix)
                return
            node, scope = installed.node, installed.scope
        if isinstance(node, (*FUNCTIONS, _ast.ClassDef)) and not meaning.rest:
            yield from _of_callable(node, scope, prefix)
            return


def _of_compiled(use: Use, path: str, prefix: str | Dynamic | None) -> Iterator[Dynamic]:
    """Yield that there are names below a prefix which no source tells: the class is compiled."""
    above = prefix.pattern if isinstance(prefix, Dynamic) else prefix or path.rpartition(".")[2]
    yield Dynamic(f"{above}.{{argument of {path}}}", use.scope.module.source.location(use.root))


def _is_text(node: _ast.expr, scope: Scope) -> bool:
    """Return whether an argument is a name for the parameters, not what is to be decorated."""
    return isinstance(node, _ast.JoinedStr | _ast.BinOp) or isinstance(folded(node, scope), str)


def _of_callable(
    node: Function | _ast.ClassDef, scope: Scope, prefix: str | Dynamic | None
) -> Iterator[Definition | Dynamic]:
    own = getattr(node, "name", "<lambda>")
    prefix = own if prefix is None else prefix
    helps = described(node)
    for argument in arguments(node, scope):
        source = argument.scope.module.source
        location = source.location(argument.node, argument.value)
        if isinstance(prefix, Dynamic):
            yield Dynamic(f"{prefix.pattern}.{argument.name}", location)
        else:
            about = helps.get(argument.name, "")
            yield _of_argument(argument, f"{prefix}.{argument.name}", location, own, about)


def _of_argument(
    argument: Argument, name: str, location: Location, owner: str, about: str
) -> Definition:
    declared = annotated(argument.node.annotation, argument.scope)
    if argument.value is None:
        return Definition(
            name, location, _DIALECT, "caller", type=declared, help=about, owner=owner
        )
    default, natural = default_from_field(argument.value, argument.scope)
    return Definition(
        name,
        location,
        _DIALECT,
        default=default,
        type=fitted(declared or natural, default),
        help=about or argument.scope.module.source.comment(argument.value, beside=","),
        owner=owner,
    )

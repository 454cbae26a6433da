"""Layer 1: what a name means, by Python's scoping and through imports; never by its spelling.

The meaning of a name is a dotted path (``hprun.m._``, ``math.pi``, ``builtins.float``) or, for what
the scanned code itself defines, the node that does. Aliases are followed, also through other
scanned files: ``hp = common._`` is ``hprun.m._`` where ``common`` imports it from there.
"""

from __future__ import annotations

import _ast

from hprun.frozen import Record
from hprun.scan.dialects import OURS, read_by
from hprun.scan.names.statements import END, STAR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hprun.scan.dialects import Dialect
    from hprun.scan.names.statements import File, Files, Position, Scope, Target

    Attributes = tuple[str, ...]
    Step = tuple[Target, Attributes, Scope, Position, bool]

CALL = "()"
_LONGEST = 200
"""Steps after which a chain of aliases is taken for a circle."""


class Meaning(Record):
    """One thing that an expression may mean.

    Either `path`, with every attribute and ``()`` for every call on the way; or `node`, with the
    `scope` and the `moment` in which its own names are to be read, and `rest`, the attributes taken
    from it. Both are missing where nothing is known. `sole` says that no name on the way has a
    second binding.
    """

    path: str
    node: _ast.AST | None
    rest: Attributes
    scope: Scope
    moment: Position
    sole: bool


def meanings(
    node: _ast.AST | None, rest: Attributes, scope: Scope, moment: Position
) -> Iterator[Meaning]:
    """Yield what ``node.rest`` may mean at a moment; the latest binding first.

    A call or a subscript is a meaning itself, and then the path of what is called.
    """
    seen: set[tuple[File, str]] = set()
    todo: list[Step] = [(node, rest, scope, moment, True)]
    for _ in range(_LONGEST):
        if not todo:
            return
        target, rest, scope, moment, sole = todo.pop()
        if isinstance(target, _ast.Name):
            todo += _bound(target.id, rest, scope, moment, sole=sole)
            continue
        if isinstance(target, _ast.Attribute):
            todo.append((target.value, (target.attr, *rest), scope, moment, sole))
            continue
        if isinstance(target, str):
            path = (*target.split("."), *rest)
            module, inside = _enter(scope.module.program, path, seen)
            if module is not None:
                todo += _bound(inside[0], inside[1:], module.scope, END, sole=sole)
                continue
            yield Meaning(".".join(path), None, (), scope, moment, sole)
            continue
        if isinstance(target, _ast.Call):
            todo.append((target.func, (CALL, *rest), scope, moment, sole))
        elif isinstance(target, _ast.Subscript):
            key = getattr(target.slice, "value", None)
            if isinstance(key, str):
                todo.append((target.value, (*key.split("."), *rest), scope, moment, sole))
        yield Meaning("", target, rest, scope, moment, sole)


def ours(
    node: _ast.expr, rest: Attributes, scope: Scope, moment: Position
) -> tuple[Dialect, str, Attributes] | None:
    """Return the dialect of ``node.rest``, the path of its name, and the attributes after that.

    None where it is not ours; but a name that is ours on any branch of the code is ours.
    """
    for meaning in meanings(node, rest, scope, moment):
        found = read_by(meaning.path.split("."))
        if found is not None:
            return found
    return None


def _bound(
    name: str, rest: Attributes, scope: Scope, moment: Position, *, sole: bool
) -> list[Step]:
    """Return what a name may be bound to, the latest binding last.

    What a function reads from around it, it reads when it is called: after everything is bound.
    """
    here: Scope | None = scope
    while here is not None:
        found: list[Step] = []
        if here.kind != "class" or here is scope:
            once = sole and len(here.bindings.get(name, ())) <= 1
            for start, until, bound in here.before(name, moment):
                target = bound
                if isinstance(bound, str) and bound.endswith(STAR):
                    target = _starred(scope.module.program, bound[:-2], name)
                    if target is None:
                        continue
                found.append((target, rest, here, start, once))
                if moment <= until:
                    break
        if found:
            return found[::-1]
        if here.kind == "function":
            if name in here.bindings:
                return [(None, rest, here, moment, sole)]
            moment = END
        here = here.module.scope if here.declared.get(name) == "global" else here.outer
    return [(f"builtins.{name}", rest, scope, moment, sole)]


def _enter(
    program: Files, path: Attributes, seen: set[tuple[File, str]]
) -> tuple[File | None, Attributes]:
    """Return the scanned module that a dotted path leads into, and what is to be read in it.

    A name that a package binds goes before a submodule; but ``from . import x`` in the package
    itself binds ``x`` to nothing else than the submodule.
    """
    module = program.module(path[0])
    for index in range(1, len(path)):
        if module is None:
            break
        place = (module, path[index])
        if place not in seen and _provides(module, path[index]):
            seen.add(place)
            return module, path[index:]
        module = program.module(".".join(path[: index + 1]))
    return None, ()


def _provides(module: File, name: str) -> bool:
    return module.binds(name) or any(
        _starred(module.program, base, name) for base in module.starred
    )


def _starred(program: Files, base: str, name: str) -> str | None:
    """Return the path of what ``from base import *`` binds a name to, None if it does not."""
    if (base, name) not in program.starred:
        program.starred[base, name] = _search_stars(program, base, name)
    return program.starred[base, name]


def _search_stars(program: Files, base: str, name: str) -> str | None:
    todo, seen = [base], set()
    while todo:
        each = todo.pop()
        if name in OURS.get(each, ()):
            return f"{each}.{name}"
        module = program.module(each)
        if module is None or module in seen:
            continue
        seen.add(module)
        if module.exports(name):
            if module.binds(name):
                return f"{each}.{name}"
            todo += module.starred
    return None

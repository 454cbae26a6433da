"""Layer 1: what a statement does; one small function for each kind of it.

A function returns whether the rest of the block is not come to any more: it returned, raised, or
left a loop. Where it is not known which branch a run takes, all are followed.
"""

from __future__ import annotations

import _ast

from hprun.scan.expressions import UNKNOWN
from hprun.scan.flow.evaluating import assign, truth_of
from hprun.scan.flow.values import Class, External, Frame, Function, Module, Tracked
from hprun.scan.names.statements import absolute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from hprun.scan.flow.values import Definable, Follower

_MOST_ROUNDS = 200


def _expression(machine: Follower, node: _ast.Expr, frame: Frame) -> bool:
    machine.evaluate(node.value, frame)
    return _is_end(node.value)


def _is_end(node: _ast.expr) -> bool:
    """Return whether a call ends the program: ``sys.exit()``."""
    match node:
        case _ast.Call(func=_ast.Attribute(value=_ast.Name(id="sys"), attr="exit")):
            return True
        case _ast.Call(func=_ast.Name(id="exit" | "quit")):
            return True
    return False


def _assign(machine: Follower, node: _ast.Assign, frame: Frame) -> bool:
    value = machine.evaluate(node.value, frame)
    for target in node.targets:
        assign(machine, target, value, frame)
    return False


def _annotated(machine: Follower, node: _ast.AnnAssign, frame: Frame) -> bool:
    if node.value is not None:
        assign(machine, node.target, machine.evaluate(node.value, frame), frame)
    return False


def _augmented(machine: Follower, node: _ast.AugAssign, frame: Frame) -> bool:
    value = machine.evaluate(_ast.BinOp(node.target, node.op, node.value), frame)
    assign(machine, node.target, value, frame)
    return False


def _if(machine: Follower, node: _ast.If, frame: Frame) -> bool:
    truth = truth_of(machine.evaluate(node.test, frame))
    if truth is not None:
        return machine.walk(node.body if truth else node.orelse, frame)
    ended = [_perhaps(machine, block, frame) for block in (node.body, node.orelse)]
    return all(ended)


def _perhaps(machine: Follower, body: list[_ast.stmt], frame: Frame) -> bool:
    """Follow statements that a run may not come to; return whether they end the block."""
    machine.conditional += 1
    try:
        return machine.walk(body, frame)
    finally:
        machine.conditional -= 1


def _for(machine: Follower, node: _ast.For, frame: Frame) -> bool:
    elements = machine.iterate(machine.evaluate(node.iter, frame))
    if elements is not None and len(elements) <= _MOST_ROUNDS:
        for each in [*elements]:
            assign(machine, node.target, each, frame)
            machine.walk(node.body, frame)
    else:
        assign(machine, node.target, UNKNOWN, frame)
        _perhaps(machine, node.body, frame)
    machine.walk(node.orelse, frame)
    return False


def _while(machine: Follower, node: _ast.While, frame: Frame) -> bool:
    if truth_of(machine.evaluate(node.test, frame)) is not False:
        _perhaps(machine, node.body, frame)
    machine.walk(node.orelse, frame)
    return False


def _with(machine: Follower, node: _ast.With, frame: Frame) -> bool:
    for item in node.items:
        value = machine.evaluate(item.context_expr, frame)
        if item.optional_vars is not None:
            kept = value if isinstance(value, Tracked) else UNKNOWN
            assign(machine, item.optional_vars, kept, frame)
    return machine.walk(node.body, frame)


def _try(machine: Follower, node: _ast.Try, frame: Frame) -> bool:
    """Take the body as what happens; a handler is for an emergency."""
    ended = machine.walk(node.body, frame)
    weak = frame.weak
    for handler in node.handlers:
        if handler.name:
            frame.bind(handler.name, UNKNOWN)
        frame.weak = True
        _perhaps(machine, handler.body, frame)
        frame.weak = weak
    if not ended:
        ended = machine.walk(node.orelse, frame)
    return machine.walk(node.finalbody, frame) or ended


def _match(machine: Follower, node: _ast.Match, frame: Frame) -> bool:
    machine.evaluate(node.subject, frame)
    for case in node.cases:
        _perhaps(machine, case.body, frame)
    return False


def _define(machine: Follower, node: _ast.FunctionDef, frame: Frame) -> bool:
    frame.bind(node.name, machine.decorated(Function(node, frame), node, frame))
    return False


def _class(machine: Follower, node: _ast.ClassDef, frame: Frame) -> bool:
    bases = [machine.evaluate(base, frame) for base in node.bases]
    for keyword in node.keywords:
        machine.evaluate(keyword.value, frame)
    made = Class(node, frame, bases)
    scope = frame.module.outline.scopes.get(node)
    if scope is not None:
        body = Frame(scope, frame, made)
        body.names = made.names
        machine.walk(node.body, body)
    frame.bind(node.name, machine.decorated(made, node, frame))
    return False


def decorators(machine: Follower, node: Definable, frame: Frame) -> list[tuple[_ast.expr, object]]:
    """Return the decorators of a definition, the innermost first."""
    return [(each, machine.evaluate(each, frame)) for each in reversed(node.decorator_list)]


def _return(machine: Follower, node: _ast.Return, frame: Frame) -> bool:
    frame.returned.append(machine.evaluate(node.value, frame) if node.value else None)
    return True


def _end(machine: Follower, node: _ast.Raise, frame: Frame) -> bool:
    machine.evaluate(getattr(node, "exc", None), frame)
    return True


def _assert(machine: Follower, node: _ast.Assert, frame: Frame) -> bool:
    machine.evaluate(node.test, frame)
    return False


def _delete(_: Follower, node: _ast.Delete, frame: Frame) -> bool:
    for target in node.targets:
        if isinstance(target, _ast.Name):
            frame.names.pop(target.id, None)
    return False


def _import(machine: Follower, node: _ast.Import, frame: Frame) -> bool:
    for alias in node.names:
        whole = machine.imported(alias.name, frame.module)
        if alias.asname:
            frame.bind(alias.asname, whole)
        else:
            top = alias.name.partition(".")[0]
            frame.bind(top, machine.imported(top, frame.module))
    return False


def _import_from(machine: Follower, node: _ast.ImportFrom, frame: Frame) -> bool:
    base = absolute(node.module or "", node.level, frame.module.package)
    module = machine.imported(base, frame.module) if base else UNKNOWN
    for alias in node.names:
        if alias.name != "*":
            frame.bind(alias.asname or alias.name, machine.attribute(module, alias.name))
        elif isinstance(module, Module):
            for name, value in machine.namespace(module.file).items():
                if module.file.exports(name):
                    frame.bind(name, value)
        elif isinstance(module, External) and machine.is_foreign(module.path):
            frame.starred = module.path
    return False


STEPS: dict[type, Callable[..., bool]] = {
    _ast.Expr: _expression,
    _ast.Assign: _assign,
    _ast.AnnAssign: _annotated,
    _ast.AugAssign: _augmented,
    _ast.If: _if,
    _ast.For: _for,
    _ast.AsyncFor: _for,
    _ast.While: _while,
    _ast.With: _with,
    _ast.AsyncWith: _with,
    _ast.Try: _try,
    _ast.TryStar: _try,
    _ast.Match: _match,
    _ast.FunctionDef: _define,
    _ast.AsyncFunctionDef: _define,
    _ast.ClassDef: _class,
    _ast.Return: _return,
    _ast.Raise: _end,
    _ast.Break: _end,
    _ast.Continue: _end,
    _ast.Assert: _assert,
    _ast.Delete: _delete,
    _ast.Import: _import,
    _ast.ImportFrom: _import_from,
}

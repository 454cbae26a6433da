"""Layer 1: statements that may bind any name of their module: ``exec(open(config).read())``."""

from __future__ import annotations

import _ast

from hprun.scan.source import children

_APART = (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef, _ast.Lambda)
_NAMESPACES = ("globals", "locals", "vars")


def binds_any_name(statement: _ast.stmt) -> bool:
    """Return whether a statement of a module executes code, or sets names that it computes.

    Functions are by their names: whoever hides ``exec`` by something else does not mean this one.
    """
    todo: list[_ast.AST] = [statement]
    while todo:
        node = todo.pop()
        if isinstance(node, _APART):
            continue
        if _executes(node) or _sets(node):
            return True
        todo += children(node)
    return False


def _executes(node: _ast.AST) -> bool:
    """Return whether code is executed in the names of the module."""
    match node:
        case _ast.Call(func=_ast.Name("exec"), args=[_, namespace, *_]):
            return _is_namespace(namespace)
        case _ast.Call(func=_ast.Name("exec")):
            return True
    return False


def _sets(node: _ast.AST) -> bool:
    match node:
        case _ast.Subscript(value=space, ctx=_ast.Store()):
            return _is_namespace(space)
        case _ast.Call(func=_ast.Attribute(value=space, attr="update" | "__setitem__")):
            return _is_namespace(space)
    return False


def _is_namespace(node: _ast.expr) -> bool:
    match node:
        case _ast.Call(func=_ast.Name(name), args=[]):
            return name in _NAMESPACES
    return False

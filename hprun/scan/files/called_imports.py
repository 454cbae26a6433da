"""Layer 1: modules imported by a call, ``importlib.import_module("name")``.

Only the plain form counts: the function under the name that an import has given it anywhere in the
file, and the module as a literal. What is computed is known when the program runs.
"""

from __future__ import annotations

import _ast

from hprun.scan.names.statements import absolute
from hprun.scan.names.uses import uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hprun.scan.names.statements import Outline

_IMPORTING = ("importlib.import_module", "builtins.__import__")
_ALWAYS = {"importlib": "importlib", "builtins": "builtins", "__import__": _IMPORTING[1]}


def imported(outline: Outline) -> Iterator[str]:
    """Yield the dotted paths of the modules that calls import, in the order of the code."""
    meant = _meant(outline)
    for use in sorted(uses(outline, meant), key=lambda use: use.moment):
        if not any(".".join((path, *use.attributes)) in _IMPORTING for path in meant[use.root.id]):
            continue
        match use.links[:1]:
            case [_ast.Call(args=[_ast.Constant(value=str(name)), *further], keywords=keywords)]:
                further += [each.value for each in keywords if each.arg == "package"]
                if path := _absolute(name, further, outline.scope.module.package):
                    yield path


def _meant(outline: Outline) -> dict[str, set[str]]:
    """Return what the names that can stand for the functions or their modules are imported as."""
    meant = {name: {path} for name, path in _ALWAYS.items()}
    for scope in outline.scopes.values():
        for name, bindings in scope.bindings.items():
            paths = {target for _, _, target in bindings if isinstance(target, str)}
            if found := paths.intersection((*_ALWAYS.values(), *_IMPORTING)):
                meant.setdefault(name, set()).update(found)
    return meant


def _absolute(name: str, further: list[_ast.expr], package: str) -> str:
    """Return the full name of a module; a relative one may come with the package it refers to."""
    match further:
        case [_ast.Constant(value=str(given)), *_]:
            package = given
    module = name.lstrip(".")
    return absolute(module, len(name) - len(module), package)

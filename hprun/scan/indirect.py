"""Layer 1: modules imported by a call, ``importlib.import_module("name")``."""

from __future__ import annotations

import _ast

from hprun.scan.facts import folded
from hprun.scan.names import meanings
from hprun.scan.scopes import absolute
from hprun.scan.walk import uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hprun.scan.scopes import Outline

_IMPORTING = ("importlib.import_module", "builtins.__import__")


def imported(outline: Outline) -> Iterator[str]:
    """Yield the dotted paths of the modules that calls with a literal name import."""
    words = {"importlib", "import_module", "__import__"}
    for use in uses(outline, words | _aliases(outline)):
        call = use.links[0] if use.links else None
        arguments = getattr(call, "args", ())
        paths = [m.path for m in meanings(use.root, use.attributes, use.scope, use.moment)]
        if not arguments or not any(path in _IMPORTING for path in paths):
            continue
        # What is computed, of functions perhaps that come from afar, is not worth the search.
        if not isinstance(arguments[0], _ast.Constant | _ast.Name):
            continue
        name = folded(arguments[0], use.scope)
        if isinstance(name, str):
            dots = len(name) - len(name.lstrip("."))
            yield absolute(name[dots:], dots, outline.scope.module.package)


def _aliases(outline: Outline) -> set[str]:
    return {
        name
        for scope in outline.scopes.values()
        for name, bindings in scope.bindings.items()
        if any(target in ("importlib", _IMPORTING[0]) for _, _, target in bindings)
    }

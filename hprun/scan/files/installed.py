"""Layer 1: what an installed package, or the standard library, has under a dotted path.

A program's own names may lead there: ``auto_param(LogisticRegression)``. Then the file of that name
alone is read, and those that it is imported from on the way; nothing is executed. What is written
in C has no source, and is not found.
"""

from __future__ import annotations

import _ast
import os
import sys

from hprun.scan.names.meaning import meanings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.scan.names.meaning import Meaning
    from hprun.scan.names.statements import Files

_STANDARD = (
    os.path.dirname(os.__file__),
    os.path.join(os.path.dirname(os.__file__), "lib-dynload"),
)


def definition_of(path: str, program: Files) -> Meaning | None:
    """Return the class or function that a dotted path leads to; None where there is no source.

    A package is read without the standard library: what that has is known by its path
    (``dataclasses.field``), and not by what stands in its files.
    """
    entries = [entry for entry in sys.path if entry]
    if path.partition(".")[0] not in sys.stdlib_module_names:
        entries = [entry for entry in entries if entry not in _STANDARD]
    installed = program.installed(entries)
    top = installed.module(path.partition(".")[0])
    if top is None:
        return None
    target = _ast.Name(top.names[0], _ast.Load(), lineno=1, col_offset=0)
    scope = type(top.scope)("module", None, top)
    scope.bind(target.id, top.names[0], (0, 0))
    rest = tuple(path.split(".")[1:])
    for meaning in meanings(target, rest, scope, (1, 0)):
        if isinstance(meaning.node, _ast.ClassDef | _ast.FunctionDef) and not meaning.rest:
            return meaning
    return None

"""Layer 1: files that a program parses for its parameters itself: ``_.parse_file("models")``."""

from __future__ import annotations

import _ast
import os

from hprun.scan.dialects import MANAGER
from hprun.scan.files.search_changes import folder_of
from hprun.scan.names.meaning import ours
from hprun.scan.names.uses import uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hprun.scan.names.statements import File, Scope


def parsed(file: File) -> Iterator[str]:
    """Yield the files that a file has managers parse, as far as it says which."""
    for use in uses(file.outline, {*file.scope.bindings}):
        found = ours(use.root, use.attributes, use.scope, use.moment)
        match found, use.links[:1]:
            case (dialect, _, ("parse_file",)), [_ast.Call(args=[given, *_])]:
                for path in _paths(given, use.scope) if dialect is MANAGER else ():
                    yield from _files(path)


def _paths(node: _ast.expr, scope: Scope) -> Iterator[str]:
    if isinstance(node, _ast.List | _ast.Tuple):
        for each in node.elts:
            yield from _paths(each, scope)
    path = folder_of(node, scope)
    if isinstance(path, str):
        yield _typed(path)


def _typed(path: str) -> str:
    """Return a path as the user would type it: relative inside the current folder."""
    return os.path.relpath(path) if path.startswith(os.getcwd() + os.sep) else path


def _files(path: str) -> Iterator[str]:
    """Yield a file, or the Python files in a folder and its folders, but for hidden ones."""
    if not os.path.isdir(path):
        yield path
        return
    for parent, folders, names in os.walk(path):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            if name.endswith(".py") and not name.startswith("."):
                yield os.path.join(parent, name)

"""Layer 1: defaults that are objects and yet known: members of an enum, paths.

Only the running script can build them, so their value is the text that names them.
"""

from __future__ import annotations

import _ast

from hprun.literal import Text
from hprun.model import Type
from hprun.scan.expressions import UNKNOWN
from hprun.scan.expressions.folding import fold
from hprun.scan.names.meaning import meanings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.scan.names.statements import Scope

ENUMS = frozenset(f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"))
PATHS = frozenset(
    f"pathlib.{name}"
    for name in ("Path", "PurePath", "PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath")
)


def known_object(node: _ast.expr, scope: Scope) -> tuple[Text, Type] | None:
    """Return the text and the type of an enum's member or of a path; None for anything else."""
    moment = (node.lineno, node.col_offset)
    for meaning in meanings(node, (), scope, moment):
        found, rest = meaning.node, meaning.rest
        if isinstance(found, _ast.ClassDef) and len(rest) == 1:
            kind = enum_type(found, meaning.scope)
            if kind and rest[0] in kind.choices:
                return Text(rest[0]), kind
        if isinstance(found, _ast.Call) and not rest and len(found.args) == 1:
            path = fold(found.args[0], meaning.scope)
            if isinstance(path, str) and _means(found.func, meaning.scope, PATHS):
                return Text(path), Type("path")
    return None


def enum_type(node: _ast.ClassDef, scope: Scope) -> Type | None:
    """Return the type of a class if it is an enum; the choices are the names of its members."""
    if not any(_means(base, scope, ENUMS) for base in node.bases):
        return None
    return Type("enum", choices=tuple(Text(member) for member in _members(node)))


def enum_values(node: _ast.ClassDef, scope: Scope) -> dict[str, object]:
    """Return the values of an enum's members by their names, as far as they are known."""
    folded = {name: fold(value, scope) for name, value in _members(node).items()}
    return {name: value for name, value in folded.items() if value is not UNKNOWN}


def _members(node: _ast.ClassDef) -> dict[str, _ast.expr]:
    return {
        target.id: statement.value
        for statement in node.body
        if isinstance(statement, _ast.Assign)
        for target in statement.targets
        if isinstance(target, _ast.Name) and target.id[:1] != "_"
    }


def _means(node: _ast.expr, scope: Scope, paths: frozenset[str]) -> bool:
    moment = (node.lineno, node.col_offset)
    return any(meaning.path in paths for meaning in meanings(node, (), scope, moment))

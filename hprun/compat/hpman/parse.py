"""Layer 2: the occurrences of one manager's parameters in a source, as hpman lists them.

hpman takes every call of a name for a manager's that is spelled like it. The same is done here, so
that a piece of source can be parsed by itself; but gettext's ``_`` is left alone, and calls under
another name (``from hpman.m import _ as hp``, ``m._``) are found by `hprun.scan`.
"""

from __future__ import annotations

import ast

from hprun.compat.hpman.primitives import NotLiteralEvaluable, NotLiteralNameException
from hprun.compat.hpman.rows import HyperParameterOccurrence, P
from hprun.compat.hpman.source_helper import SourceHelper
from hprun.runtime.cells import MISSING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_MOST = 2
"""Positional arguments of a call: the name and the default."""


def occurrences(
    source: str | bytes, filename: str, placeholder: str, *, strict: bool
) -> list[HyperParameterOccurrence]:
    """Return what a source says of the parameters of the manager `placeholder`, in order.

    Nothing of it is executed. Raises SyntaxError; NotLiteralNameException for a name that is
    computed; TypeError for a call with too many arguments; and, if `strict`, NotLiteralEvaluable
    for a hint that is no literal. Else such a hint stands as a `NotLiteralEvaluable` itself.
    """
    tree = ast.parse(source, filename)
    helper = SourceHelper(_decoded(source) if isinstance(source, bytes) else source)
    calls = sorted(
        _calls(tree, source, placeholder), key=lambda call: (call.lineno, call.col_offset)
    )
    return [_occurrence(call, filename, helper, strict=strict) for call in calls]


def _decoded(source: bytes) -> str:
    from io import BytesIO, TextIOWrapper
    from tokenize import detect_encoding

    encoding, _ = detect_encoding(BytesIO(source).readline)
    return TextIOWrapper(BytesIO(source), encoding, errors="replace").read()


def _calls(tree: ast.Module, source: str | bytes, placeholder: str) -> Iterator[ast.Call]:
    """Yield the calls of the manager."""
    spelled = not _is_gettext(tree, placeholder)
    places = _places(source, placeholder)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if (spelled and name == placeholder) or node.lineno in places.get(_spelling(node), ()):
                yield node


def _places(source: str | bytes, placeholder: str) -> dict[str, set[int]]:
    """Return the lines of the calls that the scan knows for this manager's, by their spelling."""
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    if b"hprun" not in data and b"hpman" not in data:
        return {}
    from hprun.scan.dialects import MANAGER
    from hprun.scan.files.program import Program
    from hprun.scan.names.meaning import ours
    from hprun.scan.names.uses import uses

    program = Program(())
    program.enter("<source>", data, "")
    places: dict[str, set[int]] = {}
    for module in program.files:
        for use in uses(module.outline, {*module.scope.bindings}):
            found = ours(use.root, use.attributes, use.scope, use.moment)
            dialect, name, rest = found or (None, "", ())
            if dialect is MANAGER and not rest and name.rpartition(".")[2] == placeholder:
                spelling = ".".join((use.root.id, *use.attributes))
                places.setdefault(spelling, set()).add(use.root.lineno)
    return places


def _spelling(call: ast.Call) -> str:
    return ast.unparse(call.func) if isinstance(call.func, ast.Name | ast.Attribute) else ""


def _is_gettext(tree: ast.Module, placeholder: str) -> bool:
    """Return whether the name is bound to a function of gettext anywhere in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "gettext":
            if any((each.asname or each.name) == placeholder for each in node.names):
                return True
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute):
            targets = [each.id for each in node.targets if isinstance(each, ast.Name)]
            if placeholder in targets and node.value.attr.endswith("gettext"):
                return True
    return False


def _occurrence(
    call: ast.Call, filename: str, helper: SourceHelper, *, strict: bool
) -> HyperParameterOccurrence:
    place = f"{filename}:{call.lineno}"
    if not 1 <= len(call.args) <= _MOST:
        msg = f"a parameter has a name and at most a default, not {len(call.args)} ({place})"
        raise TypeError(msg)
    name = _literal(call.args[0])
    if not isinstance(name, str):
        frames = helper.format_line_with_context(call.lineno)
        raise NotLiteralNameException(
            "the name of a parameter must be a literal string", origin=place, frames=frames
        )
    default = call.args[1] if len(call.args) == _MOST else None
    return HyperParameterOccurrence(
        name=name,
        value=MISSING if default is None else _literal(default),
        priority=P.PRIORITY_PARSED_FROM_SOURCE_CODE,
        filename=filename,
        lineno=call.lineno,
        ast_node=default,
        hints=dict(_hints(call, place, helper, strict=strict)),
        source_helper=helper,
    )


def _hints(
    call: ast.Call, place: str, helper: SourceHelper, *, strict: bool
) -> Iterator[tuple[str, Any]]:
    for keyword in call.keywords:
        value = _literal(keyword.value)
        if strict and isinstance(value, NotLiteralEvaluable):
            raise NotLiteralEvaluable(
                f"the hint {keyword.arg}= is no literal",
                origin=place,
                frames=helper.format_line_with_context(call.lineno),
            )
        if keyword.arg is not None:
            yield keyword.arg, value


def _literal(node: ast.expr) -> Any:  # noqa: ANN401 - of any type
    """Return the value of a literal; `NotLiteralEvaluable` stands for anything else."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return NotLiteralEvaluable()

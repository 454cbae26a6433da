"""Layer 1: ``dataclasses.fields(Config)``: what a loop over the fields of a dataclass sees."""

from __future__ import annotations

import _ast

from hprun.scan.expressions import UNKNOWN
from hprun.scan.flow.values import Class, External, Instance, Tracked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.scan.flow.values import Call, Follower

_MISSING = External("dataclasses.MISSING")


class Field(Tracked):
    """A field: its name, type, default and metadata; nothing else of it is known."""

    __slots__ = ("facts",)

    def __init__(self, facts: dict[str, object]) -> None:
        self.facts = facts

    def attribute(self, name: str) -> object:
        """Return what is known of the field."""
        return self.facts.get(name, UNKNOWN)


def fields(call: Call, machine: Follower) -> object:
    """Return the fields of a dataclass, or of an object of one; those of its bases first."""
    of = call.value("class_or_instance", UNKNOWN, 0)
    cls = of.of if isinstance(of, Instance) else of
    if not isinstance(cls, Class):
        return UNKNOWN
    found: dict[str, Field] = {}
    for each in reversed(cls.ancestry()):
        if isinstance(each, Class):
            found |= _own(each, machine)
        elif each != External("builtins.object"):
            return UNKNOWN
    return [*found.values()]


def _own(cls: Class, machine: Follower) -> dict[str, Field]:
    found = {}
    for node in cls.node.body:
        match node:
            case _ast.AnnAssign(target=_ast.Name(id=name)):
                facts = _facts(cls, node, machine)
                found[name] = Field({"name": name, "metadata": {}, **facts})
    return found


def _facts(cls: Class, node: _ast.AnnAssign, machine: Follower) -> dict[str, object]:
    kind = machine.evaluate(node.annotation, cls.frame)
    facts = {"type": kind, "default": _MISSING, "default_factory": _MISSING}
    if node.value is None:
        return facts
    match node.value:
        case _ast.Call(func=function, keywords=keywords) if machine.evaluate(
            function, cls.frame
        ) == External("dataclasses.field"):
            said = {each.arg: machine.evaluate(each.value, cls.frame) for each in keywords}
            return {**facts, **{name: value for name, value in said.items() if name}}
    return {**facts, "default": machine.evaluate(node.value, cls.frame)}

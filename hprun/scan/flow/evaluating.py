"""Layer 1: what an expression stands for; one small function for each kind of it.

Nothing here raises, and what is not understood is `UNKNOWN`. Its parts are looked at all the same:
a call inside of them may be what a dialect waits for.
"""

from __future__ import annotations

import _ast

from hprun.scan.expressions import UNKNOWN, bounded
from hprun.scan.expressions.folding import constant, operation
from hprun.scan.flow.values import (
    Annotated,
    Call,
    External,
    Frame,
    Function,
    Instance,
    Passed,
    Super,
    Tracked,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from hprun.scan.flow.values import Follower

_MOST_UNROLLED = 1000
_PLAIN_TYPES = frozenset(f"builtins.{name}" for name in ("bool", "int", "float", "str", "list"))
_ANNOTATED = ("typing.Annotated", "typing_extensions.Annotated")


def _constant(_: Follower, node: _ast.Constant, _frame: Frame) -> object:
    return bounded(node.value)


def _name(_: Follower, node: _ast.Name, frame: Frame) -> object:
    return frame.find(node.id)


def _attribute(machine: Follower, node: _ast.Attribute, frame: Frame) -> object:
    return machine.attribute(machine.evaluate(node.value, frame), node.attr)


def _call(machine: Follower, node: _ast.Call, frame: Frame) -> object:
    if isinstance(node.func, _ast.Name) and node.func.id == "super":
        return _super(node, frame)
    function = machine.evaluate(node.func, frame)
    return machine.call(function, call_of(machine, node, frame))


def call_of(machine: Follower, node: _ast.Call, frame: Frame) -> Call:
    """Return a call with its arguments evaluated, those behind ``*`` and ``**`` if known."""
    positional: list[Passed] = []
    named: dict[str, Passed] = {}
    whole = True
    for each in node.args:
        if isinstance(each, _ast.Starred):
            spread = machine.iterate(machine.evaluate(each.value, frame))
            whole = whole and spread is not None
            positional += [Passed(value, each.value, frame) for value in spread or ()]
        else:
            positional.append(Passed(machine.evaluate(each, frame), each, frame))
    for keyword in node.keywords:
        value = machine.evaluate(keyword.value, frame)
        if keyword.arg is not None:
            named[keyword.arg] = Passed(value, keyword.value, frame)
        elif isinstance(value, dict) and all(isinstance(key, str) for key in value):
            named |= {key: Passed(each, keyword.value, frame) for key, each in value.items()}
        else:
            whole = False
    return Call(node, frame, tuple(positional), named, whole)


def _super(node: _ast.Call, frame: Frame) -> object:
    """Return what ``super()`` stands for in a method."""
    here: Frame | None = frame
    while here is not None and here.owner is None:
        here = here.outer
    if here is None or here.owner is None or len(node.args) not in (0, 2):
        return UNKNOWN
    instance = next(iter(here.names.values()), None)
    ancestry = instance.of.ancestry() if isinstance(instance, Instance) else []
    if here.owner not in ancestry or not isinstance(instance, Instance):
        return UNKNOWN
    return Super(instance, tuple(ancestry[ancestry.index(here.owner) + 1 :]))


def _subscript(machine: Follower, node: _ast.Subscript, frame: Frame) -> object:
    value = machine.evaluate(node.value, frame)
    if isinstance(value, External) and value.path in _ANNOTATED:
        first, *metadata = getattr(node.slice, "elts", [node.slice])
        return Annotated(first, frame, tuple(machine.evaluate(each, frame) for each in metadata))
    key = machine.evaluate(node.slice, frame)
    if isinstance(value, External):
        return External(f"{value.path}[]")
    if isinstance(value, dict):
        return _entry(value, key)
    if isinstance(value, list | tuple | str) and type(key) is int:
        return value[key] if -len(value) <= key < len(value) else UNKNOWN
    return UNKNOWN


def _entry(value: Mapping[object, object], key: object) -> object:
    try:
        return value.get(key, UNKNOWN)
    except TypeError:
        return UNKNOWN


def _slice(machine: Follower, node: _ast.Slice, frame: Frame) -> object:
    for part in (node.lower, node.upper, node.step):
        machine.evaluate(part, frame)
    return UNKNOWN


def _list(machine: Follower, node: _ast.List, frame: Frame) -> object:
    elements = _elements(machine, node, frame)
    return UNKNOWN if elements is None else elements


def _tuple(machine: Follower, node: _ast.Tuple, frame: Frame) -> object:
    elements = _elements(machine, node, frame)
    return UNKNOWN if elements is None else tuple(elements)


def _set(machine: Follower, node: _ast.Set, frame: Frame) -> object:
    value = constant(_elements(machine, node, frame))
    return set(value) if isinstance(value, list) else UNKNOWN


def _elements(
    machine: Follower, node: _ast.List | _ast.Tuple | _ast.Set, frame: Frame
) -> list[object] | None:
    """Return the elements; None where it is not known how many there are."""
    found: list[object] | None = []
    for each in node.elts:
        if isinstance(each, _ast.Starred):
            spread = machine.iterate(machine.evaluate(each.value, frame))
            found = None if found is None or spread is None else [*found, *spread]
        else:
            value = machine.evaluate(each, frame)
            found = None if found is None else [*found, value]
    return found


def _dict(machine: Follower, node: _ast.Dict, frame: Frame) -> object:
    made: dict[object, object] = {}
    whole = True
    for key, value in zip(node.keys, node.values, strict=True):
        inner = machine.evaluate(value, frame)
        if key is None:
            whole = whole and isinstance(inner, dict)
            made |= inner if isinstance(inner, dict) else {}
            continue
        name = machine.evaluate(key, frame)
        if (
            isinstance(name, str | int | float | bool | tuple | None)
            and constant(name) is not UNKNOWN
        ):
            made[name] = inner
        else:
            whole = False
    return made if whole else UNKNOWN


def _binary(machine: Follower, node: _ast.BinOp, frame: Frame) -> object:
    left, right = machine.evaluate(node.left, frame), machine.evaluate(node.right, frame)
    if type(node.op) is _ast.Add and isinstance(left, list) and isinstance(right, list):
        return [*left, *right]
    if type(node.op) is _ast.BitOr and isinstance(left, dict) and isinstance(right, dict):
        return left | right
    return operation(type(node.op), left, right)


def _unary(machine: Follower, node: _ast.UnaryOp, frame: Frame) -> object:
    operand = machine.evaluate(node.operand, frame)
    if type(node.op) is _ast.Not:
        truth = truth_of(operand)
        return UNKNOWN if truth is None else not truth
    return operation(type(node.op), operand)


def truth_of(value: object) -> bool | None:
    """Return whether a value counts as true; None where it is not known."""
    if value is None or isinstance(value, bool | int | float | str | list | tuple | dict | set):
        return bool(value)
    return None


def _either(machine: Follower, node: _ast.BoolOp, frame: Frame) -> object:
    """Return the value of ``and`` and ``or``, as far as the truth of the parts is known."""
    stops = isinstance(node.op, _ast.Or)
    result: object = UNKNOWN
    sure = True
    for each in node.values:
        value = machine.evaluate(each, frame)
        truth = truth_of(value)
        if sure and truth is stops:
            return value
        sure = sure and truth is not None
        result = value if sure else UNKNOWN
    return result


_COMPARED: dict[type, Callable[[Any, Any], object]] = {
    _ast.Eq: lambda left, right: left == right,
    _ast.NotEq: lambda left, right: left != right,
    _ast.Is: lambda left, right: left is right,
    _ast.IsNot: lambda left, right: left is not right,
    _ast.Lt: lambda left, right: left < right,
    _ast.LtE: lambda left, right: left <= right,
    _ast.Gt: lambda left, right: left > right,
    _ast.GtE: lambda left, right: left >= right,
    _ast.In: lambda left, right: left in right,
    _ast.NotIn: lambda left, right: left not in right,
}


def _compare(machine: Follower, node: _ast.Compare, frame: Frame) -> object:
    left = machine.evaluate(node.left, frame)
    rights = [machine.evaluate(each, frame) for each in node.comparators]
    if len(rights) == 1 and _is_type(left):
        return _same_type(node.ops[0], left, rights[0])
    if len(rights) > 1 or constant(left) is UNKNOWN or constant(rights[0]) is UNKNOWN:
        return UNKNOWN
    try:
        return bool(_COMPARED[type(node.ops[0])](left, rights[0]))
    except TypeError:
        return UNKNOWN


def _is_type(value: object) -> bool:
    return isinstance(value, External) and value.path in _PLAIN_TYPES


def _same_type(compared: _ast.cmpop, left: object, right: object) -> object:
    """Return how a type of Python's own compares with another, or with a constant."""
    several = isinstance(right, list | tuple | set)
    others = [*right] if isinstance(right, list | tuple | set) else [right]
    if not all(_is_type(each) or constant(each) is not UNKNOWN for each in others):
        return UNKNOWN
    same = left in others
    match compared, several:
        case (_ast.Is() | _ast.Eq(), False) | (_ast.In(), True):
            return same
        case (_ast.IsNot() | _ast.NotEq(), False) | (_ast.NotIn(), True):
            return not same
    return UNKNOWN


def _choice(machine: Follower, node: _ast.IfExp, frame: Frame) -> object:
    truth = truth_of(machine.evaluate(node.test, frame))
    if truth is not None:
        return machine.evaluate(node.body if truth else node.orelse, frame)
    values = [machine.evaluate(each, frame) for each in (node.body, node.orelse)]
    known = [each for each in values if each is not UNKNOWN and constant(each) is UNKNOWN]
    return known[0] if len(known) == 1 else UNKNOWN


def _joined(machine: Follower, node: _ast.JoinedStr, frame: Frame) -> object:
    parts = [machine.evaluate(each, frame) for each in node.values]
    return "".join(map(str, parts)) if UNKNOWN not in parts else UNKNOWN


def _formatted(machine: Follower, node: _ast.FormattedValue, frame: Frame) -> object:
    value = machine.evaluate(node.value, frame)
    if node.format_spec is not None or type(value) not in (str, int, float, bool):
        return UNKNOWN
    return repr(value) if node.conversion == ord("r") else str(value)


def _lambda(_: Follower, node: _ast.Lambda, frame: Frame) -> object:
    return Function(node, frame)


def _named(machine: Follower, node: _ast.NamedExpr, frame: Frame) -> object:
    value = machine.evaluate(node.value, frame)
    frame.bind(node.target.id, value)
    return value


def _inner(machine: Follower, node: _ast.Await | _ast.Starred, frame: Frame) -> object:
    return machine.evaluate(node.value, frame)


def _yielded(machine: Follower, node: _ast.Yield, frame: Frame) -> object:
    machine.evaluate(node.value, frame)
    return UNKNOWN


def _comprehension(machine: Follower, node: _ast.ListComp, frame: Frame) -> object:
    """Return the elements of a comprehension over constants, `UNKNOWN` for others."""
    inner = Frame(frame.scope, frame)
    results: list[object] = []
    for _ in _rounds(machine, node.generators, inner):
        results.append(machine.evaluate(node.elt, inner))
        if len(results) > _MOST_UNROLLED:
            return UNKNOWN
    return UNKNOWN if inner.returned else results


def _dict_comprehension(machine: Follower, node: _ast.DictComp, frame: Frame) -> object:
    inner = Frame(frame.scope, frame)
    made: dict[object, object] = {}
    for _ in _rounds(machine, node.generators, inner):
        key = constant(machine.evaluate(node.key, inner))
        value = machine.evaluate(node.value, inner)
        if not isinstance(key, str | int | float):
            return UNKNOWN
        made[key] = value
    return UNKNOWN if inner.returned else made


def _rounds(
    machine: Follower, generators: list[_ast.comprehension], frame: Frame
) -> Iterator[None]:
    """Bind the targets for every round; where one is not known, once, and leave a mark."""
    first, *rest = generators
    elements = machine.iterate(machine.evaluate(first.iter, frame))
    if elements is None:
        frame.returned.append(UNKNOWN)
    for each in (UNKNOWN,) if elements is None else elements:
        assign(machine, first.target, each, frame)
        truths = [truth_of(machine.evaluate(test, frame)) for test in first.ifs]
        if None in truths:
            frame.returned.append(UNKNOWN)
        if False not in truths:
            yield from _rounds(machine, rest, frame) if rest else (None,)


def assign(machine: Follower, target: _ast.AST, value: object, frame: Frame) -> None:
    """Bind what stands on the left side of an assignment."""
    match target:
        case _ast.Name():
            frame.bind(target.id, value)
        case _ast.Tuple() | _ast.List():
            values = machine.iterate(value) or ()
            fits = len(values) == len(target.elts)
            for position, each in enumerate(target.elts):
                assign(machine, each, values[position] if fits else UNKNOWN, frame)
        case _ast.Starred():
            assign(machine, target.value, UNKNOWN, frame)
        case _ast.Attribute():
            _set_attribute(machine, target, value, frame)
        case _ast.Subscript():
            owner = machine.evaluate(target.value, frame)
            key = machine.evaluate(target.slice, frame)
            if isinstance(owner, dict) and isinstance(key, str | int | float | bool):
                owner[key] = value


def _set_attribute(machine: Follower, target: _ast.Attribute, value: object, frame: Frame) -> None:
    owner = machine.evaluate(target.value, frame)
    if isinstance(owner, Instance):
        owner.attributes[target.attr] = value
    elif isinstance(owner, Tracked):
        owner.assign(target.attr, value, frame.module.source.location(target))


READERS: dict[type, Callable[..., object]] = {
    _ast.Constant: _constant,
    _ast.Name: _name,
    _ast.Attribute: _attribute,
    _ast.Call: _call,
    _ast.Subscript: _subscript,
    _ast.Slice: _slice,
    _ast.List: _list,
    _ast.Tuple: _tuple,
    _ast.Set: _set,
    _ast.Dict: _dict,
    _ast.BinOp: _binary,
    _ast.UnaryOp: _unary,
    _ast.BoolOp: _either,
    _ast.Compare: _compare,
    _ast.IfExp: _choice,
    _ast.JoinedStr: _joined,
    _ast.FormattedValue: _formatted,
    _ast.Lambda: _lambda,
    _ast.NamedExpr: _named,
    _ast.Await: _inner,
    _ast.Starred: _inner,
    _ast.Yield: _yielded,
    _ast.YieldFrom: _yielded,
    _ast.ListComp: _comprehension,
    _ast.GeneratorExp: _comprehension,
    _ast.SetComp: _comprehension,
    _ast.DictComp: _dict_comprehension,
}

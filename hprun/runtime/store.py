"""Layer 1, run time: where the values are, and the one way of looking them up.

What is set is held in two flat mappings, whatever the number of nested scopes. The *root* is the
process's own: the command line and files. A *frame* is a context's: all that its open scopes set,
merged when they were entered. One ContextVar holds the frame. A name is looked up in the frame,
then in the root. Both mappings are never changed, only replaced, so a task or a generator that
still holds one is not disturbed.

**Trees.** A dict stands in a mapping as its leaves under dotted names, and every prefix of a leaf
is a *branch*: `WHOLE` where the tree was set as a whole (``t:={"u": 3}``), so that nothing else
belongs to it, or `PARTIAL` where only leaves in it were set (``t.u=3``, ``t={"u": 3}``), so that
the rest comes from further out or from the reader's default.

**Cells.** Most values stand in a mapping as they are. One that a reader must not take as it is
stands in a `Cell`, so that a read pays for all such cases with one comparison.
"""

# ruff: noqa: ANN401 - values are of any type, and so are the callables that take them
from __future__ import annotations

import os
from _contextvars import ContextVar
from _thread import allocate_lock

from hprun.literal import Text
from hprun.runtime.cells import MISSING, PARTIAL, WHOLE, Cell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, Final


class Root:
    """The values of the whole process.

    `values` is replaced, never changed, but for one thing that no reader can see: a watched value
    that was read is taken out of its cell. `unread` has the watched slots that nobody has read, in
    order, and `process` is the id of the process they are watched in. `stated` has, for each slot
    that a manager was given a default for, what the manager found when it looked last: the frame's
    key and the root's values at that time, the default, and the value. It has a dict for each
    manager, by the prefix of its slots. `parsed` has what sources were found to say of a manager's
    parameters, likewise by prefix. `defaults` has, by slot, what the code states at another place:
    it serves who asks for a name before that place is come to. `told` is what `hprun.explain` has
    to say of the values: whoever installs them knows.
    """

    __slots__ = ("defaults", "parsed", "process", "stated", "told", "unread", "values")

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self.defaults: Mapping[str, object] = {}
        self.unread: dict[str, None] = {}
        self.process = 0
        self.told: object = None
        self.parsed: dict[str, Any] = {}
        self.stated: dict[str, dict[str, tuple[object, object, object, object]]] = {"": {}}


ROOT: Final = Root()
NOWHERE: Final = Root()
"""What is under a scope that does not see outer values."""


class Frame:
    """What the open scopes of a context set together.

    `root` is what is under them. `scope` is the one that made the frame, None for what a context
    sets outside of any; `outer` is the frame to return to. `key` is the frame's identity for those
    who remember what they read, without keeping all its values alive; it is None until `key_of`
    makes it for the first of them. It is a dict: scopes note in it whether they are entered.
    """

    __slots__ = ("key", "outer", "root", "scope", "values")
    key: dict[object, bool] | None
    outer: Frame | None
    root: Root
    scope: object
    values: dict[str, object]


def framed(values: dict[str, object], root: Root, scope: object, outer: Frame | None) -> Frame:
    """Return a frame. A function that sets its attributes costs less than an ``__init__``."""
    made = Frame()
    made.key = None
    made.outer = outer
    made.root = root
    made.scope = scope
    made.values = values
    return made


def key_of(seen: Frame) -> dict[object, bool]:
    """Return the frame's identity."""
    if seen.key is None:
        seen.key = {}
    return seen.key


BARE: Final = framed({}, ROOT, None, None)
current: Final[ContextVar[Frame]] = ContextVar("hprun.scope", default=BARE)
frame: Final = current.get
"""Return the frame of the running context."""
set_frame: Final = current.set

_writing = allocate_lock()
if hasattr(os, "register_at_fork"):
    # A child forked while another thread was writing would wait for that thread for ever.
    os.register_at_fork(after_in_child=_writing._at_fork_reinit)  # type: ignore[attr-defined]  # noqa: SLF001 - as `threading` does


# Reading


def find(seen: Frame, name: str) -> object:
    """Return what stands at `name`: a value, a Cell or MISSING."""
    values = seen.values
    if name in values:
        return values[name]
    below = seen.root.values
    if name in below and not (values and "." in name and _hidden(values, name)):
        return below[name]
    return MISSING


def read(seen: Frame, name: str, default: object = MISSING, first: str | None = None) -> object:
    """Return the value of `name`, else `default`; raise MissingParameter where there is neither.

    `first` is the name up to the first dot, where the caller knows that.
    """
    # `find` is written out here: a call would be a fifth of what a read costs.
    values = seen.values
    if values and name in values:
        value = values[name]
    else:
        below = seen.root.values
        if name not in below or (
            values and (first is None or first in values) and _hidden(values, name)
        ):
            return default if default is not MISSING else stated(name)
        value = below[name]
    if value.__class__ is Cell:
        return open_cell(seen, name, value, default)
    return value


def stated(name: str) -> object:
    """Return the default that a manager was given for `name`; raise MissingParameter if none."""
    default = known_default(name)
    if default is not MISSING:
        return default
    from hprun.errors import MissingParameter

    msg = f"parameter {name!r} has neither a value nor a default; set it with -D {name}=VALUE"
    raise MissingParameter(msg)


def known_default(name: str) -> object:
    """Return the default that a manager was given for `name`, or is going to be, else MISSING."""
    manager, colon, rest = name.rpartition(":")
    known = ROOT.stated.get(manager + colon, {}).get(rest)
    return known[2] if known else ROOT.defaults.get(name, MISSING)


def open_cell(
    seen: Frame, name: str, cell: Cell, default: object = MISSING, annotation: object = MISSING
) -> object:
    """Return the value of a cell as its reader wants it, and note that it was read.

    A text is finished by the annotation, else by the type of the default (`hprun.runtime.finish`).
    """
    if cell.watch:
        note(seen, name, cell)
    if cell is WHOLE or cell is PARTIAL:
        return _tree(seen, name, default, annotation)
    if cell.undecided:
        from hprun.runtime.finish import finish

        return finish(name, cell.value, default, annotation)
    return cell.value


def note(seen: Frame, name: str, cell: Cell) -> None:
    """Strike a watched slot out: somebody has read it. The next read finds the value itself."""
    seen.root.unread.pop(cell.watch, None)
    if not cell.undecided and seen.root.values.get(name) is cell:
        seen.root.values[name] = cell.value


def view(seen: Frame) -> dict[str, object]:
    """Return one mapping of all that a frame and its root set."""
    below = settled(seen.root)
    if not seen.values:
        return below
    merged = dict(below)
    for name, value in seen.values.items():
        if value is WHOLE:
            put(merged, name, {})
        elif value is not PARTIAL:
            put(merged, name, value)
    return merged


def settled(root: Root) -> dict[str, object]:
    """Return the root's values as a plain dict, after whatever was left to decide about them."""
    "" in root.values  # noqa: B015 - values that are yet to be decided on are decided by a look
    return root.values


def below_of(name: str, values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield what stands under a branch, by its path from there. Partial branches are left out."""
    prefix = f"{name}."
    for key, value in values.items():
        if value is not PARTIAL and key.startswith(prefix):
            yield key.removeprefix(prefix), value


def _tree(seen: Frame, name: str, default: object, annotation: object) -> object:
    """Return the dict at a branch; one that is partial fills up a default that is a dict."""
    values = view(seen)
    partial = values[name] is PARTIAL
    if partial and default.__class__ is not dict and default is not None and default is not MISSING:
        return default
    tree = _copied(default) if partial and default.__class__ is dict else {}
    for path, value in below_of(name, values):
        leaf: object = {}
        if value is not WHOLE:
            known = _entry(default, path)
            leaf = _leaf(seen, f"{name}.{path}", value, known, annotation)
        graft(tree, path, leaf)
    return tree


def _leaf(seen: Frame, name: str, value: object, default: object, annotation: object) -> object:
    if value.__class__ is not Cell:
        return value
    inner = MISSING
    if default is MISSING and annotation is not MISSING:
        from hprun.runtime.finish import of_entries

        inner = of_entries(annotation)
    return open_cell(seen, name, value, default, inner)


def _copied(tree: object) -> Any:
    """Return a tree of new dicts with the same leaves."""
    if tree.__class__ is not dict:
        return tree
    return {key: _copied(each) for key, each in tree.items()}


def _entry(tree: object, path: str) -> object:
    for part in path.split("."):
        if tree.__class__ is not dict or part not in tree:
            return MISSING
        tree = tree[part]
    return tree


def graft(tree: dict[str, Any], path: str, leaf: object) -> None:
    """Put a leaf into nested dicts, below those that its dotted path names."""
    *parents, last = path.split(".")
    for part in parents:
        if tree.get(part).__class__ is not dict:
            tree[part] = {}
        tree = tree[part]
    tree[last] = leaf


def prefixes(name: str) -> Iterator[str]:
    """Yield ``a`` and ``a.b`` for ``a.b.c``."""
    position = name.find(".")
    while position > 0:
        yield name[:position]
        position = name.find(".", position + 1)


def _hidden(values: dict[str, object], name: str) -> bool:
    """Return whether something set at a prefix of `name` hides what is further out."""
    position = name.find(".")  # a loop over `prefixes` would take five times as long
    while position > 0:
        found = values.get(name[:position])
        if found is not PARTIAL:  # a branch has one at each prefix of its own
            return found is not None or name[:position] in values
        position = name.find(".", position + 1)
    return False


# Writing


def put(values: dict[str, object], name: str, value: object) -> None:
    """Set a name in a mapping that nobody else holds yet; a dict is set as a tree.

    A branch always stands before what is below it, so that a mapping can be set again in its order.
    """
    if "." in name:
        _branch(values, name)
    if name in values and (values[name] is WHOLE or values[name] is PARTIAL):
        for key in [key for key in values if key.startswith(f"{name}.")]:
            del values[key]
    if value.__class__ is dict and is_tree(value):
        values[name] = WHOLE
        for key, each in value.items():
            put(values, f"{name}.{key}", each)
    else:
        values[name] = Cell(value, undecided=True) if value.__class__ is Text else value


def put_leaves(values: dict[str, object], name: str, value: object) -> None:
    """Set a name as `put` does; of a tree the leaves alone, so that all else in it stays.

    A tree in a `Cell` is one that takes the place of all that.
    """
    if value.__class__ is Cell and value.value.__class__ is dict:
        put(values, name, value.value)
    elif value.__class__ is dict and value and is_tree(value):
        for key, each in value.items():
            put_leaves(values, f"{name}.{key}", each)
    else:
        put(values, name, value)


def is_tree(value: dict[object, object]) -> bool:
    """Return whether a dict's entries can have names; one with other keys is a value like any."""
    return all(key.__class__ is str and key for key in value)


def _branch(values: dict[str, object], name: str) -> None:
    """Make a branch of every prefix of `name`.

    Inside a whole tree a new branch is whole as well, and so is one that takes a value's place:
    nothing further out belongs to it.
    """
    kind = PARTIAL
    for prefix in prefixes(name):
        found = values.get(prefix, PARTIAL)
        if found is not PARTIAL:
            kind = WHOLE
        if prefix not in values or values[prefix] is not kind:
            values[prefix] = kind


def extended(
    values: dict[str, object],
    entries: dict[str, object],
    setting: Callable[[dict[str, object], str, object], None] = put,
) -> dict[str, object]:
    """Return a copy of a mapping in which the entries are set, one after the other."""
    for name in entries:  # noqa: PLC0206 - `items` would take a quarter longer
        kind = entries[name].__class__
        if kind is dict or kind is Text or kind is Cell or "." in name:
            break
        if name in values and values[name].__class__ is Cell:
            break
    else:
        return values | entries
    copy = values.copy()
    for name, value in entries.items():
        setting(copy, name, value)
    return copy


def write(name: str, value: object) -> None:
    """Set a name in the innermost scope of this context, or outside of any, in the context."""
    seen = frame()
    values = extended(seen.values, {name: value})
    set_frame(framed(values, seen.root, seen.scope, seen.outer))


def write_root(entries: dict[str, object]) -> None:
    """Set names for the whole process.

    The value that this context set outside of any scope, if it did, is replaced too: the last
    statement wins. One that an open scope sets still wins while the scope is open.
    """
    with _writing:
        ROOT.values = extended(settled(ROOT), entries)
    seen = frame()
    if seen.scope is None and seen.root is ROOT:
        for name, value in entries.items():
            if name in seen.values:
                write(name, value)

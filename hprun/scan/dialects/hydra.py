"""Layer 1: ``@hydra.main(config_path="conf", config_name="main")``: configuration of YAML files.

What the primary config and its defaults list compose are the parameters: each value by its path
(``model.lr``), and each choice of a group by the group (``model``, with the files in its folder).
All are said by the word ``name=value``.
"""

from __future__ import annotations

import os

from hprun.convert import type_of, with_choices
from hprun.model import (
    ANY,
    LATE,
    WORDS,
    Default,
    Definition,
    Location,
    Opening,
    Parser,
    Type,
    Words,
)
from hprun.scan.dialects.hydra_defaults import Composition, Part, Place
from hprun.scan.dialects.hydra_files import Folder, Leaf
from hprun.scan.expressions import UNKNOWN
from hprun.scan.files.program import typed
from hprun.scan.files.search_changes import folder_of
from hprun.scan.flow.described import optional
from hprun.scan.flow.values import Call, Function, Tracked
from hprun.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hprun.scan.dialects.hydra_files import Tree
    from hprun.scan.flow.values import Follower

STYLE = "hydra"
_KEYWORDS = ("config_path", "config_name", "version_base")
_OTHERS = (
    *(Words((name, short), "0") for name, short in (("--run", "-r"), ("--multirun", "-m"))),
    Words(("--help", "-h", "--hydra-help", "--version", "--resolve"), "0"),
    Words(("--shell-completion", "-sc"), "0"),
    Words(("--cfg", "-c")),
    Words(("--package", "-p")),
    Words(("--config-path", "-cp")),
    Words(("--config-name", "-cn")),
    Words(("--config-dir", "-cd")),
    Words(("--experimental-rerun",)),
    Words(("--info", "-i"), "?"),
)
"""The options of Hydra's own command line, which set no parameter."""
_PAIR = Words(arity="pair")
_CHOICE = Words(arity="pair", element="group")


class Main(Tracked):
    """What ``hydra.main(…)`` makes: a decorator."""

    __slots__ = ("call_of",)

    def __init__(self, call: Call) -> None:
        self.call_of = call

    def call(self, call: Call, machine: Follower) -> object:  # noqa: ARG002
        """Decorate a function."""
        task = call.value("", UNKNOWN, 0)
        return Application(self.call_of, task) if isinstance(task, Function) else UNKNOWN


class Application(Tracked):
    """A decorated function: called without a configuration it reads the words of the process."""

    __slots__ = ("composition", "folder", "location", "openings", "setup", "store", "task")

    def __init__(self, setup: Call, task: Function) -> None:
        self.setup = setup
        self.task = task
        self.location = setup.location
        self.openings: list[Opening] = []
        self.folder: Folder | None = None
        self.store: Store | None = None
        self.composition: Composition | None = None

    def call(self, call: Call, machine: Follower) -> object:
        """Compose the configuration, and go on in the function."""
        if not call.positional and not call.named and self not in machine.found:
            self._compose(machine)
            machine.found.append(self)
        return machine.call(self.task, call.replace(whole=False))

    def _compose(self, machine: Follower) -> None:
        self.store = _store(machine)
        name, path = self.setup.value("config_name", None, 1), self._path()
        if not self.setup.whole or not {*self.setup.named} <= {*_KEYWORDS}:
            self._open("its arguments are not known")
        elif not isinstance(name, str):
            if name is not None:
                self._open("the name of its config is computed")
        elif path is None:
            self._open("its config comes from no folder")
        elif path is UNKNOWN or "://" in str(path):
            self._open("the folder of its configs is not known")
        else:
            home = os.path.dirname(self.setup.frame.module.source.path)
            self.folder = Folder(os.path.normpath(os.path.join(home, str(path))), machine.program)
            self.composition = Composition(self.folder, name, self.location)
            self.openings += self.composition.openings

    def _path(self) -> object:
        """Return the folder of the configs; None where there is none, or the computed `UNKNOWN`."""
        given = self.setup.get("config_path", 0)
        if given is None:
            version = self.setup.value("version_base", "1.1", 2)
            old = isinstance(version, str) and version.split(".")[:2] in (["1", "0"], ["1", "1"])
            return "." if old else None
        if given.value is None or isinstance(given.value, str):
            return given.value
        path = folder_of(given.node, given.frame.scope)
        return typed(path) if isinstance(path, str) else UNKNOWN

    def _open(self, reason: str) -> None:
        self.openings.append(Opening(self.location, reason))

    def parser(self) -> Parser:
        """Return the command line that it is."""
        stored = self.store.openings if self.store else ()
        openings = tuple(dict.fromkeys((*self.openings, *stored)))
        return Parser(STYLE, self.location, others=_OTHERS, openings=openings)

    def definitions(self) -> Iterator[Definition]:
        """Yield the choices of groups, then the values."""
        if self.composition is None or self.folder is None:
            return
        closed = not self.parser().openings
        for place in self.composition.choices:
            yield _choice(place, self.folder.options(place.group) if closed else [])
        composed: Tree = {}
        for part in self.composition.parts:
            _merge(composed, _below(part))
        groups = {place.key for place in self.composition.choices}
        for each in _values(composed, ()):
            if each.name not in groups:  # the word means the group
                yield each


class Store(Tracked):
    """Hydra's `ConfigStore`, by which code adds configs that no file has."""

    __slots__ = ("openings",)

    def __init__(self) -> None:
        self.openings: list[Opening] = []

    def method(self, name: str, call: Call, machine: Follower) -> object:  # noqa: ARG002
        """Take note of a config that is added."""
        if name == "store":
            self.openings.append(Opening(call.location, "a config that code registers"))
        return UNKNOWN

    def escape(self, location: Location, to: str) -> None:
        """Be open: unknown code may add configs."""
        self.openings.append(Opening(location, f"handed to {to}" if to else "handed on"))


# What is composed


def _below(part: Part) -> Tree:
    """Return what a config has, below its package, which is there even if it has nothing."""
    empty = Leaf({}, "{}", Location(part.config.path, 1))
    *above, last = part.package.split(".")
    if not last:
        return part.config.tree
    tree: Tree = {last: part.config.tree or empty}
    for name in reversed(above):
        tree = {name: tree}
    return tree


def _merge(below: Tree, above: Tree) -> None:
    """Lay what one config says over what the others say; ``???`` says nothing."""
    for name, value in above.items():
        old = below.get(name)
        if isinstance(value, dict):
            inner = old if isinstance(old, dict) else {}
            below[name] = inner
            _merge(inner, value)
        elif old is None or not (value.is_missing or (value.value == {} and isinstance(old, dict))):
            below[name] = value


def _values(tree: Tree, path: tuple[str, ...]) -> Iterator[Definition]:
    """Yield what each value of the configuration sets; those of Hydra itself are not ours."""
    for name, value in tree.items():
        if not path and name == STYLE:
            continue
        if isinstance(value, dict):
            yield from _values(value, (*path, name))
        else:
            yield _value(".".join((*path, name)), value)


def _value(name: str, leaf: Leaf) -> Definition:
    default, to = _default(leaf)
    role = "default" if default else "read"
    return Definition(
        name, leaf.location, STYLE, role, WORDS, default, to, leaf.help, delivery=_PAIR
    )


def _default(leaf: Leaf) -> tuple[Default | None, Type]:
    """Return what a value is when nobody sets it, and the type that it declares."""
    if leaf.is_missing:
        return None, ANY
    to = ANY if leaf.is_computed or leaf.value is None else type_of(leaf.value)
    if leaf.value is not None and to == ANY:
        return Default(leaf.value if isinstance(leaf.value, str) else leaf.text), LATE
    return Default(leaf.text, leaf.value, known=True), to


def _choice(place: Place, options: list[str]) -> Definition:
    """Return what chooses a config of a group; no `options`, where they are not known."""
    entry = place.entry
    chosen = entry.value if isinstance(entry.value, list) else [entry.value]
    listed = [each for each in chosen if isinstance(each, str) and each != "???"]
    element = Type("str")
    if options:
        element = with_choices(element, dict.fromkeys((*options, *listed)))
    to = Type("list", (element,)) if isinstance(entry.value, list) else element
    default = None
    if entry.value != "???":
        default = Default(show(entry.value), entry.value, known=True)
    to = optional(to) if entry.value is None else to
    role = "default" if default else "read"
    return Definition(place.key, entry.location, STYLE, role, WORDS, default, to, delivery=_CHOICE)


# Calls


def _main(call: Call, _: Follower) -> object:
    return Main(call)


def _store(machine: Follower) -> Store:
    """Return the one store of the program."""
    found = machine.kept.get(STYLE)
    if not isinstance(found, Store):
        found = machine.kept[STYLE] = Store()
    return found


HANDLERS: Mapping[str, Callable[[Call, Follower], object]] = {
    "hydra.main": _main,
    "hydra.main.main": _main,
    "hydra.core.config_store.ConfigStore.instance": lambda _, machine: _store(machine),
}
"""What a call makes, by the dotted path of what is called."""

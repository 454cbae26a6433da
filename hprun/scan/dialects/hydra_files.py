"""Layer 1: the YAML files that Hydra composes a configuration of.

A value has to be here what it will be in the script, so they are read as OmegaConf reads them: by
PyYAML and version 1.1 (``on`` is True, ``012`` is 10), but for ``1e-4``, a float, and for dates,
which are texts. What ``-c`` reads is another language (`hprun.values.languages.yaml`).
"""

from __future__ import annotations

import os
import re

import yaml

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # built without libyaml
    from yaml import SafeLoader  # type: ignore[assignment]

from hprun.frozen import Record
from hprun.model import Location
from hprun.scan.source import UnreadableError, read
from hprun.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from hprun.scan.files.program import Program

    Tree: TypeAlias = "dict[str, Leaf | Tree]"
    _Node: TypeAlias = yaml.Node

_DEEPEST = 50
_MOST = 50_000
"""Values in a file; an alias counts as all that it stands for."""
_LONGEST = 72
_HEADER = 512
"""Characters in which Hydra looks for ``# @package``."""
_ENDING = ".yaml"
_MAP = "tag:yaml.org,2002:map"
_NO_HELP = ("yamllint", "noqa", "type:", "@package")


class Leaf(Record):
    """A value of a file that is no mapping: its text, its place, the comment on its line."""

    value: object
    text: str
    location: Location
    help: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether somebody has to give it a value: ``???``."""
        return bool(self.value == "???")

    @property
    def is_computed(self) -> bool:
        """Whether it refers to other values: ``${lr}``, also inside of a list."""
        return _refers(self.value)


class Config(Record):
    """A file: its `package` as the header says, its `defaults` list, and all else that it holds."""

    path: str
    package: str | None
    defaults: tuple[Leaf, ...]
    tree: Tree


class Folder:
    """The folder of a program's configuration; what is looked at there, the program has read."""

    def __init__(self, path: str, program: Program) -> None:
        self._path = path
        self._program = program
        self._configs: dict[str, Config | None] = {}

    def config(self, name: str) -> Config | None:
        """Return a config by its name (``db/mysql``), None where there is no such file.

        Raises UnreadableError.
        """
        if name not in self._configs:
            path = self.place(name if name.endswith(_ENDING) else f"{name}{_ENDING}")
            self._program.read.setdefault(path, False)
            self._configs[name] = None
            if os.path.isfile(path):
                self._configs[name] = _config(path, read(path))
                self._program.configs.append(path)
        return self._configs[name]

    def options(self, group: str) -> list[str]:
        """Return the configs of a group."""
        path = self.place(group)
        self._program.read.setdefault(path or ".", False)
        try:
            names = os.listdir(path or ".")
        except OSError:
            return []
        return sorted(each.removesuffix(_ENDING) for each in names if each.endswith(_ENDING))

    def place(self, name: str) -> str:
        """Return the path of a file or a group, as the user would type it."""
        return os.path.normpath(os.path.join(self._path, name))


def _config(path: str, data: bytes) -> Config:
    """Return what a file holds. Raises UnreadableError."""
    try:
        text = data.decode("utf-8")
        reader = _Reader(path, text)
        tree = reader.tree()
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path} is not UTF-8: {error.reason}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it holds a character that it must not"
        line = mark.line + 1 if mark else 1
        raise UnreadableError(f"{path} is not YAML: {reason}", line) from None
    except RecursionError:
        raise UnreadableError(f"{path} nests too deeply") from None
    return Config(path, _package(text), reader.defaults, tree)


def _package(text: str) -> str | None:
    """Return what ``# @package`` says in the first lines, None where nothing does."""
    for line in text[:_HEADER].splitlines():
        words = line.replace("#", " ", 1).split()
        if line.lstrip()[:1] != "#" or (words and words[0][:1] != "@"):
            if line.strip():
                return None
        elif words[:1] == ["@package"] and len(words) > 1:
            return words[1]
    return None


class _Loader(SafeLoader):
    """PyYAML's own, with the numbers and without the dates that OmegaConf's has."""


_Loader.yaml_implicit_resolvers = {
    first: [each for each in resolvers if not each[0].endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+$"),
    [*"-+0123456789"],
)


class _Reader:
    """Reads one file, once; `defaults` is the list of that name, if it has one."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._lines = text.splitlines()
        self._loader = _Loader(text)
        self._left = _MOST
        self._known: set[int] = set()
        self.defaults: tuple[Leaf, ...] = ()

    def tree(self) -> Tree:
        """Return the mapping that the file holds. Raises UnreadableError, YAMLError."""
        node = self._loader.get_single_node()
        if node is None:
            return {}
        found = self._value(node, 0)
        if isinstance(found, Leaf):
            if found.value is None:
                return {}
            raise UnreadableError(f"{self._path} is no mapping")
        return found

    def _value(self, node: _Node, depth: int) -> Leaf | Tree:
        self._spend(depth)
        if isinstance(node, yaml.MappingNode) and node.tag == _MAP and (node.value or not depth):
            return self._mapping(node, depth)
        return self._leaf(node, depth)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> Tree:
        if id(node) not in self._known:  # an alias comes to a node again, with all merged into it
            self._known.add(id(node))
            self._refuse_twins(node)
            self._loader.flatten_mapping(node)
        named = {self._name(key): each for key, each in node.value}
        if not depth:
            self._take_defaults(named.pop("defaults", None))
        return {name: self._value(each, depth + 1) for name, each in named.items()}

    def _name(self, key: _Node) -> str:
        if isinstance(key, yaml.ScalarNode):
            return str(self._loader.construct_object(key))
        raise UnreadableError(f"a key of {self._path} is no name", key.start_mark.line + 1)

    def _take_defaults(self, node: _Node | None) -> None:
        if isinstance(node, yaml.SequenceNode):
            self.defaults = tuple(self._leaf(each, 1) for each in node.value)
        elif node is not None:
            line = node.start_mark.line + 1
            raise UnreadableError(f"the defaults of {self._path} are no list", line)

    def _refuse_twins(self, node: yaml.MappingNode) -> None:
        names: set[object] = set()
        for key, _ in node.value:
            if isinstance(key.value, str) and key.value in names and key.value != "<<":
                reason = f"{key.value!r} stands twice in {self._path}"
                raise UnreadableError(reason, key.start_mark.line + 1)
            names.add(key.value if isinstance(key.value, str) else id(key))

    def _leaf(self, node: _Node, depth: int) -> Leaf:
        self._count(node, depth)
        value = self._loader.construct_object(node, deep=True)
        start, lines = node.start_mark, self._lines
        last = _last_line(node)
        location = Location(self._path, start.line + 1, start.column + 1, last + 1)
        return Leaf(value, _text(node, last, lines, value), location, _comment(node, last, lines))

    def _count(self, node: _Node, depth: int) -> None:
        """Count what is inside of a list, before anything is made of it."""
        todo = [(node, depth)]
        while todo:
            each, deep = todo.pop()
            self._spend(deep)
            if isinstance(each, yaml.SequenceNode):
                todo += [(inner, deep + 1) for inner in each.value]
            elif isinstance(each, yaml.MappingNode):
                todo += [(inner, deep + 1) for pair in each.value for inner in pair]

    def _spend(self, depth: int) -> None:
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            raise UnreadableError(f"{self._path} is too large")


def _last_line(node: _Node) -> int:
    """Return the line that a node ends on, from 0; the end of a block is the line behind it."""
    start, end = node.start_mark, node.end_mark
    return max(end.line - 1, start.line) if not end.column else int(end.line)


def _text(node: _Node, last: int, lines: list[str], value: object) -> str:
    """Return the text of a value as it stands in the file, on one line and no longer."""
    start, end = node.start_mark, node.end_mark
    if start.line == last and start.line < len(lines):
        text = lines[start.line][start.column : end.column or None]
    else:
        text = " ".join(show(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _comment(node: _Node, last: int, lines: list[str]) -> str:
    """Return the comment behind a value, on the line that it ends on."""
    end = node.end_mark
    rest = lines[last][end.column :] if end.line == last and last < len(lines) else ""
    comment = rest.strip().lstrip(",]}").strip()
    said = comment[1:].strip() if comment[:1] == "#" and rest[:1].isspace() else ""
    return "" if said.lower().startswith(_NO_HELP) else said


def _refers(value: object) -> bool:
    if isinstance(value, list | dict):
        return any(map(_refers, value.values() if isinstance(value, dict) else value))
    return isinstance(value, str) and "${" in value

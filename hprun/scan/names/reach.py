"""Layer 1: which names may be ours, in which files.

A name of ours comes to a file by an import: from a package of ours, or from another file that has
one, and passes on what it binds. Inside of a file it comes to other names by assignment. What such
a name means where it is used is for `meaning` to tell; here it matters what need not be looked at:
a file that no name of ours comes to is not even parsed.
"""

from __future__ import annotations

import _ast

from hprun.scan.dialects import OURS
from hprun.scan.names.statements import STAR
from hprun.scan.names.uses import uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hprun.scan.files.program import Module, Program
    from hprun.scan.names.statements import Target
    from hprun.scan.names.uses import Use

    Names = dict[str, set[str]]

_ANY = ""


class Words:
    """The names that may be ours, for each file of a program that has some.

    With a name stand the dotted paths that it may have been imported from; `_ANY` where it got its
    value otherwise. There are three kinds of paths that lead to a name of ours: `_ends` are those
    of such names as others import them; `_ways` those of the modules and packages around them; and
    `_passed` those of names that stand for such a module, each with the paths of the module.
    """

    __slots__ = ("_ends", "_found", "_passed", "_ways")

    def __init__(self, program: Program) -> None:
        self._found: dict[Module, Names] = {}
        self._ends: set[str] = set()
        self._ways: set[str] = set()
        self._passed: Names = {}
        importers: dict[str, list[Module]] = {}
        todo = {module for module in program.files if module.is_marked}
        while todo:
            module = todo.pop()
            names = self._names(module)
            if names != self._found.get(module, {}):
                self._found[module] = names
                importers = importers or program.importers()
                for path in self._passed_on(module, names):
                    todo.update(importers.get(path, ()))

    def uses(self, module: Module) -> list[Use]:
        """Return every use of a name that may be ours in a file, in the order of the code."""
        names = self._found.get(module)
        if not names:
            return []
        found = (use for use in uses(module.outline, names) if self._is_near(use, names))
        return sorted(found, key=lambda use: use.moment)

    def admit(self, module: Module) -> None:
        """Take in a file that has come since, as one that passes nothing on to others."""
        self._found[module] = self._names(module)

    def _is_near(self, use: Use, names: Names) -> bool:
        """Return whether a use can come to a name of ours: from a module it may take another."""
        paths = names[use.root.id]
        if not use.attributes or _ANY in paths:
            return True
        return any(
            self._is_end(path) or self._meant(f"{path}.{use.attributes[0]}") for path in paths
        )

    def _is_end(self, path: str) -> bool:
        return path in self._ends or path.partition(".")[0] in OURS

    def _meant(self, path: str) -> set[str]:
        """Return the paths of what an import means, as far as that leads to a name of ours."""
        passed = self._passed.get(path, set())
        return passed | {path} if self._is_end(path) or path in self._ways else passed

    def _passed_on(self, module: Module, names: Names) -> Iterator[str]:
        """Yield the paths by which the names of a module come to its importers from now on."""
        for here in module.names:
            yield f"{here}.{STAR}"
            for name, paths in names.items():
                path = f"{here}.{name}"
                modules = paths & self._ways
                if not modules >= paths and path not in self._ends:
                    self._ends.add(path)
                    yield path
                if not modules <= self._passed.get(path, set()):
                    self._passed[path] = modules
                    yield path
            new = {here[:dot] for dot in _dots(f"{here}.")} - self._ways
            self._ways |= new
            yield from new

    def _names(self, module: Module) -> Names:
        """Return the names that may be ours in a file: imported, or aliases of such."""
        names: Names = {}
        aliases: dict[str, list[str]] = {}
        for name, target in _bound(module):
            if not isinstance(target, str):
                aliases.setdefault(_root(target), []).append(name)
            elif name == STAR:
                for each in self._all_of(module.program, target.removesuffix(f".{STAR}")):
                    names.setdefault(each, set()).add(_ANY)
            elif meant := self._meant(target):
                names.setdefault(name, set()).update(meant)
        todo = list(names)
        while todo:
            for name in aliases.pop(todo.pop(), ()):
                if name not in names:
                    todo.append(name)
                names.setdefault(name, set()).add(_ANY)
        return names

    def _all_of(self, program: Program, base: str) -> Iterable[str]:
        """Return the names of ours that ``from base import *`` may bind."""
        if base.partition(".")[0] in OURS:
            return OURS.get(base, ())
        module = program.module(base)
        return () if module is None else self._found.get(module, ())


def _bound(module: Module) -> Iterator[tuple[str, Target]]:
    """Yield every name that is bound in a file, with what to."""
    for scope in module.outline.scopes.values():
        for name, bindings in scope.bindings.items():
            for _, _, target in bindings:
                yield name, target


def _dots(path: str) -> Iterator[int]:
    return (place for place, character in enumerate(path) if character == ".")


def _root(target: Target) -> str:
    """Return the name at the bottom of an expression that can be an alias."""
    while isinstance(target, _ast.Attribute | _ast.Subscript | _ast.Call):
        target = target.func if isinstance(target, _ast.Call) else target.value
    return target.id if isinstance(target, _ast.Name) else ""

"""Layer 2: what is known of parameters, in the shapes that hpman gives it.

A node has all occurrences of one parameter, the one that counts first; a tree has the nodes by the
parts of their names. `hprun.compat.hpman.rows` has the occurrences themselves, and all in a row.
"""

from __future__ import annotations

from hprun.compat.hpman.primitives import ImpossibleTree
from hprun.compat.hpman.rows import (
    HyperParameterDB,
    HyperParameterDBLambdas,
    HyperParameterOccurrence,
    HyperParameterPriority,
    L,
    P,
    given_twice,
    place_of,
)
from hprun.runtime.cells import MISSING, Missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from hprun.compat.hpman.source_helper import SourceHelper

__all__ = [
    "HyperParamNode",
    "HyperParamTree",
    "HyperParameterDB",
    "HyperParameterDBLambdas",
    "HyperParameterOccurrence",
    "HyperParameterPriority",
    "L",
    "P",
]

DICT_ANNOTATION = "__is_dict__"
"""A key that says of a dict that it is a value, not a tree."""


class HyperParamNode:
    """All occurrences of one parameter, the one that counts first."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.db: HyperParameterDB = HyperParameterDB()

    def push(self, occurrence: HyperParameterOccurrence) -> None:
        """Add an occurrence; what calls and setters say replaces what they said before."""
        if occurrence.priority != P.PRIORITY_PARSED_FROM_SOURCE_CODE:
            rank = occurrence.value_priority
            self.db[:] = [each for each in self.db if each.value_priority != rank]
        self.db.append(occurrence)
        self.db.sort(key=lambda each: -each.value_priority)

    def get(self) -> HyperParameterOccurrence | None:
        """Return the occurrence that counts."""
        return self.db[0] if self.db else None

    @property
    def value(self) -> Any:  # noqa: ANN401 - of any type
        """The value of the parameter, `MISSING` where no occurrence gives one."""
        return self.db[0].value if self.db else MISSING

    @property
    def empty(self) -> bool:
        """Whether there is no value."""
        return isinstance(self.value, Missing)

    def __len__(self) -> int:
        return len(self.db)

    @classmethod
    def format_occurrence(cls, occurrence: HyperParameterOccurrence) -> str:
        """Return the place of an occurrence, and the lines around it."""
        return place_of(occurrence)

    def _check_source_code_double_assigment(self, occurrence: HyperParameterOccurrence) -> None:
        """Raise DoubleAssignmentException if another place gives a default already."""
        for each in self.db:
            if each.priority == P.PRIORITY_PARSED_FROM_SOURCE_CODE and each.has_default_value:
                raise given_twice(each, occurrence)


class HyperParamTree:
    """Nodes by the parts of their names. A valid tree has no node that is also a branch."""

    DICT_ANNOTATION = DICT_ANNOTATION

    def __init__(self, separator: str = ".", name: str = "") -> None:
        self.sep = separator
        self.name = name
        self.children: dict[str, HyperParamTree] = {}
        self.node: HyperParamNode | None = None
        self.setter: Callable[[str, Any], object] | None = None

    def flatten(self) -> Iterator[HyperParamNode]:
        """Yield the nodes that have a value, in order."""
        if self.children:
            for child in self.children.values():
                yield from child.flatten()
        elif self.node is not None and not self.node.empty:
            yield self.node

    def count(self) -> int:
        """Return how many nodes have a value."""
        return sum(1 for _ in self.flatten())

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all."""
        return not self.children and self.node is None

    def is_leaf(self) -> bool:
        """Return whether nothing stands below."""
        return not self.children

    def is_branch(self) -> bool:
        """Return whether something stands below that may stand there."""
        return bool(self.children) and self.is_valid()

    def is_valid(self, strict: bool = False) -> bool:  # noqa: FBT001, FBT002 - as hpman has it
        """Return whether this is not a value and a branch at once.

        If not `strict`, a branch may take the place of a value that was only a default.
        """
        if not self.children or self.node is None or self.node.empty:
            return True
        return not strict and self.node.db[0].priority < P.PRIORITY_SET_FROM_SETTER

    def validate(self) -> bool:
        """Return True; raise ImpossibleTree where something is a value and a branch at once."""
        if not self.is_valid(strict=True):
            raise ImpossibleTree(f"`{self.node and self.node.name}` is both a leaf and a tree")
        return all(child.validate() for child in self.children.values())

    def tree_values(self, annotate_dict: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - as hpman has it
        """Return the values below in nested dicts.

        With `annotate_dict`, a value that is a dict has the key ``__is_dict__``.
        """
        values = {}
        for part, child in self.children.items():
            if child.children:
                values[part] = child.tree_values(annotate_dict)
            elif child.node is not None and not child.node.empty:
                value = child.node.value
                is_dict = annotate_dict and isinstance(value, dict)
                values[part] = {**value, DICT_ANNOTATION: True} if is_dict else value
        return values

    def get(self, key: str) -> HyperParamTree | None:
        """Return what stands under a name, None if nothing does; itself for the empty name."""
        tree: HyperParamTree | None = self
        for part in key.split(self.sep) if key else ():
            tree = tree.children.get(part) if tree is not None else None
        return tree

    def push_occurrence(
        self,
        occurrence: HyperParameterOccurrence,
        *,
        source_helper: SourceHelper | None = None,
    ) -> None:
        """Add an occurrence at its place.

        Raises DoubleAssignmentException for a second default out of a source, and ImpossibleTree
        where the place is a branch.
        """
        tree = self
        for part in occurrence.name.split(self.sep):
            tree = tree.children.setdefault(part, HyperParamTree(self.sep, part))
        tree.node = tree.node or HyperParamNode(occurrence.name)
        if source_helper is not None:
            occurrence.source_helper = source_helper
        is_parsed = occurrence.priority == P.PRIORITY_PARSED_FROM_SOURCE_CODE
        if is_parsed and occurrence.has_default_value:
            tree.node._check_source_code_double_assigment(occurrence)  # noqa: SLF001 - ours
        tree.node.push(occurrence)
        if not tree.is_valid(strict=True):
            raise ImpossibleTree(f"`{occurrence.name}` is both a leaf and a tree")

    def __setitem__(self, key: str, value: object) -> None:
        if self.setter is not None:
            self.setter(key, value)
        self.push_occurrence(
            HyperParameterOccurrence(name=key, value=value, priority=P.PRIORITY_SET_FROM_SETTER)
        )


def tree_of(
    occurrences: Iterable[HyperParameterOccurrence], setter: Callable[[str, Any], object]
) -> HyperParamTree:
    """Return a tree of occurrences that were checked before; what is set in it goes to `setter`."""
    tree = HyperParamTree()
    tree.setter = setter
    for each in occurrences:
        place = tree
        for part in each.name.split(tree.sep):
            place = place.children.setdefault(part, HyperParamTree(tree.sep, part))
        place.node = place.node or HyperParamNode(each.name)
        place.node.push(each)
    return tree

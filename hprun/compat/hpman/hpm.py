"""Layer 2: hpman's manager: all that can be known of the parameters of one name, and changed.

Its values stand in hprun's store, where the command line, files and `param_scope` put theirs. What
sources say of parameters is kept by file: a file that is parsed again replaces what it said.
"""

from __future__ import annotations

from _thread import allocate_lock

from hprun.compat.hpman.primitives import ImpossibleTree, NotLiteralEvaluable
from hprun.errors import MissingParameter
from hprun.runtime.cells import MISSING, Missing
from hprun.runtime.manager import defaults, forget, manager, set_ones, state
from hprun.runtime.store import ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from os import PathLike
    from typing import Any, Self

    from hprun.compat.hpman.hpm_db import HyperParamNode, HyperParamTree
    from hprun.compat.hpman.rows import HyperParameterDB, HyperParameterOccurrence

    Path = str | PathLike[str]
    Occurrences = list[HyperParameterOccurrence]

__all__ = ["HyperParameterManager"]

NO_FILE = "<unknown>"
_named: dict[tuple[type, str], HyperParameterManager] = {}
_numbering = allocate_lock()
_made = [0]


class Said:
    """What sources say: occurrences by file, and the defaults that were stated for them."""

    __slots__ = ("given", "parsed")

    def __init__(self) -> None:
        self.parsed: dict[str, Occurrences] = {}
        self.given: dict[str, object] = {}


class HyperParameterManager:
    """A manager of parameters. One that is made by hand has a store to itself.

    `placeholder` is the name that its calls have in a source; `separator` joins the parts of a name
    in `set_tree`.
    """

    strict = True
    """Whether a second default is refused even if it is equal, and a hint that is no literal."""

    def __init__(self, placeholder: str, separator: str = ".") -> None:
        if len(separator) != 1:
            msg = f"a separator is one character, not {separator!r}"
            raise ValueError(msg)
        with _numbering:
            _made[0] += 1
            self._open(placeholder, separator, f"{placeholder}#{_made[0]}")

    def _open(self, placeholder: str, separator: str, name: str) -> None:
        self.placeholder = placeholder
        self.separator = separator
        self._manager = manager(name)
        self._prefix = "" if name == "_" else f"{name}:"

    @property
    def _said(self) -> Said:
        """What sources say: it ends with the root scope that their defaults were stated to."""
        said: Said = ROOT.parsed.setdefault(self._prefix, Said())
        return said

    @classmethod
    def named(cls, name: str) -> Self:
        """Return the manager of a name, always the same: it reads what ``hprun.m``'s does."""
        if (cls, name) not in _named:
            made = cls.__new__(cls)
            made._open(name, ".", name)  # noqa: SLF001 - its own class
            _named.setdefault((cls, name), made)
        return _named[cls, name]  # type: ignore[return-value]  # of this class

    def __call__(self, hp_name: str, hp_value: Any = MISSING, /, **hints: Any) -> Any:  # noqa: ANN401
        """Return the value of a parameter, else the default. Raises KeyError for neither."""
        if hp_value.__class__ is Missing:
            hp_value = MISSING
        try:
            return self._manager(hp_name, hp_value, **hints)
        except MissingParameter:
            raise self._missing(hp_name) from None

    # What sources say

    def parse_file(self, path: Path | Sequence[Path]) -> Self:
        """Parse a file, all ``*.py`` files in a folder, or a list of these.

        A file in a folder that is not Python is left out, with a warning. Raises FileNotFoundError,
        SyntaxError for a file that was named, and what `parse_source` raises.
        """
        from hprun.compat.hpman.files import files, read

        parsed: dict[str, Occurrences] = {}
        for file in files(path):
            try:
                parsed[file.path] = self._occurrences(read(file), file.path)
            except SyntaxError as error:
                if file.was_named:
                    raise
                _warn(f"{file.path} is left out: {error}")
        return self._adopt(parsed)

    def parse_source(self, source: str, filename: str = NO_FILE) -> Self:
        """Parse a piece of source; `filename` is what its places are called.

        Raises DoubleAssignmentException where a default is given a second time, ImpossibleTree
        where one name is both a leaf and a tree, and what `hprun.compat.hpman.parse` raises.
        """
        found = self._occurrences(source, filename)
        before = self._said.parsed.get(filename, []) if filename == NO_FILE else []
        return self._adopt({filename: [*before, *found]})

    def _occurrences(self, source: str | bytes, filename: str) -> Occurrences:
        from hprun.compat.hpman.parse import occurrences

        return occurrences(source, filename, self.placeholder, strict=self.strict)

    def _adopt(self, parsed: dict[str, Occurrences]) -> Self:
        """Take what files say in the place of what they said before, if all of it fits together.

        A literal default is stated to the store, unless a call has stated one.
        """
        from hprun.compat.hpman.rules import check

        merged = self._said.parsed | parsed
        found = [each for occurrences in merged.values() for each in occurrences]
        check(found, strict=self.strict)
        self._said.parsed = merged
        stated = defaults(self._prefix)
        for name, value in self._said.given.items():
            if stated.get(name, MISSING) is value:
                forget(self._prefix, name)
                del stated[name]
        literal = (each for each in found if not isinstance(each.value, _NO_VALUE))
        self._said.given = {each.name: each.value for each in literal if each.name not in stated}
        for name, value in self._said.given.items():
            state(self._prefix, name, value)
        return self

    # Values

    def get_value(self, name: str, raise_exception: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - as hpman has it
        """Return a value; of the name of a tree, a dict.

        Without a value, raise KeyError or return an `EmptyValue`. A default that only the running
        script knows, and has not stated, is a `NotLiteralEvaluable`.
        """
        value = self._manager.get_value(name, raise_exception=False)
        if value is MISSING:
            node = self._leaf(name)
            value = node.value if node is not None else MISSING
        if value is MISSING and raise_exception:
            raise self._missing(name)
        return value

    def _missing(self, name: str) -> MissingParameter:
        is_own = "#" in self._prefix
        where = f"this manager {self.placeholder!r}" if is_own else "the code that has run"
        way = "" if is_own else f"; set it with -D {self._prefix}{name}=VALUE"
        return MissingParameter(
            f"parameter {name!r} has neither a value nor a default in {where}{way}"
        )

    def exists(self, hp_name: str) -> bool:
        """Return whether there is a value, or a tree of that name."""
        return self._manager.exists(hp_name) or self._leaf(hp_name) is not None

    def get_values(self) -> dict[str, Any]:
        """Return all values by name."""
        return {node.name: node.value for node in self.get_nodes()}

    def set_value(self, name: str, value: object) -> Self:
        """Set a value for the whole process. Raises ImpossibleTree."""
        self._manager.set_value(name, value)
        return self

    def set_values(self, values: Mapping[str, object]) -> Self:
        """Set values for the whole process. Raises ImpossibleTree."""
        self._manager.set_values(values)
        return self

    def get_tree(self, prefix: str = "", annotate_dict: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - as hpman has it
        """Return the values below a name in nested dicts, by default all; nothing below is {}.

        With `annotate_dict`, a value that is a dict has a key ``__is_dict__``, by which `set_tree`
        tells it from a tree.
        """
        tree = self.tree.get(prefix)
        return tree.tree_values(annotate_dict) if tree is not None else {}

    def set_tree(self, tree_values: Mapping[str, object], prefix: str = "") -> Self:
        """Set what stands in nested dicts, below `prefix`. Raises ImpossibleTree, TypeError."""
        if not hasattr(prefix, "split"):
            msg = f"a prefix is a string, not {prefix!r}"
            raise TypeError(msg)
        path = (prefix,) if prefix else ()
        return self.set_values(
            {self.separator.join(parts): value for parts, value in _leaves(tree_values, path)}
        )

    # Occurrences

    @property
    def db(self) -> HyperParameterDB:
        """All occurrences: what was set, what calls stated, then those of sources by file."""
        from hprun.compat.hpman.rows import HyperParameterDB

        rows = HyperParameterDB(sorted(self._all(), key=lambda row: -row.priority))
        for index, row in enumerate(rows):
            row.index = index
        return rows

    @property
    def tree(self) -> HyperParamTree:
        """All occurrences by the parts of their names, as they are now."""
        from hprun.compat.hpman.hpm_db import tree_of

        return tree_of(self._all(), self.set_value)

    def get_nodes(self) -> list[HyperParamNode]:
        """Return the parameters that have a value, each with its occurrences."""
        return list(self.tree.flatten())

    def get_occurrence(self, name: str) -> HyperParameterOccurrence | None:
        """Return the occurrence of a parameter that counts, None if there is none."""
        tree = self.tree.get(name)
        is_leaf = tree is not None and tree.is_leaf() and tree.node is not None
        return tree.node.get() if is_leaf else None  # type: ignore[union-attr]  # see above

    get_occurrence_of_value = get_occurrence
    """Its name before hpman 0.7."""

    def _leaf(self, name: str) -> HyperParamNode | None:
        return next((node for node in self.get_nodes() if node.name == name), None)

    def _all(self) -> Iterator[HyperParameterOccurrence]:
        from hprun.compat.hpman.rows import HyperParameterOccurrence, P

        for found in self._said.parsed.values():
            yield from found
        stated = defaults(self._prefix).items()
        called = {
            name: value
            for name, value in stated
            if self._said.given.get(name, MISSING) is not value
        }
        said = self._hints()
        known = defaults(self._prefix)
        given = set_ones(self._prefix).items()
        # A default that hprun knows beforehand is set to itself, which tells nothing new.
        changed = {
            name: value for name, value in given if not _same(value, known.get(name, MISSING))
        }
        for priority, values in (
            (P.PRIORITY_SET_FROM_CALLABLE, called),
            (P.PRIORITY_SET_FROM_SETTER, changed),
        ):
            for name, value in values.items():
                yield HyperParameterOccurrence(
                    name=name, value=value, priority=priority, hints=said.get(name)
                )

    def _hints(self) -> dict[str, dict[str, Any]]:
        """Return what sources say of parameters by hints, all places together, the first wins."""
        said: dict[str, dict[str, Any]] = {}
        for each in (each for found in self._said.parsed.values() for each in found):
            said[each.name] = (each.hints or {}) | said.get(each.name, {})
        return said

    def __reduce__(self) -> str | tuple[object, ...]:
        if _named.get((type(self), self.placeholder)) is self:
            return type(self).named, (self.placeholder,)
        return _restored, (self.placeholder, self.separator, self._said.parsed, self.get_values())

    def __repr__(self) -> str:
        return f"<the manager {self.placeholder} of hprun>"


class Manager(HyperParameterManager):
    """What a manager of ``hprun.m`` can do: equal defaults in two places are fine."""

    strict = False


def _same(one: object, other: object) -> bool:
    return one is other or (type(one) in _LITERALS and type(one) is type(other) and one == other)


_LITERALS = (bool, int, float, str, list, tuple, dict, set, bytes)
_NO_VALUE = (Missing, NotLiteralEvaluable)


def _restored(
    placeholder: str, separator: str, parsed: dict[str, Occurrences], values: dict[str, object]
) -> HyperParameterManager:
    made = HyperParameterManager(placeholder, separator)
    return made._adopt(parsed).set_values(values)  # noqa: SLF001 - ours


def _leaves(
    tree: Mapping[Any, object], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield the leaves of nested dicts by their paths; a dict that says it is a value is a leaf."""
    from hprun.compat.hpman.hpm_db import DICT_ANNOTATION

    for key, value in tree.items():
        if key == DICT_ANNOTATION:
            continue
        if not isinstance(key, str):
            place = ".".join(path)
            raise ImpossibleTree(
                f"the keys of a tree are strings, not {key!r}",
                origin=f"set_tree, below {place!r}",
                advice=f"a dict that is a value has an entry {DICT_ANNOTATION!r}: True",
            )
        if not isinstance(value, dict) or (not value and path):
            yield (*path, key), value
        elif value.get(DICT_ANNOTATION):
            entries = value.items()
            yield (*path, key), {each: entry for each, entry in entries if each != DICT_ANNOTATION}
        else:
            yield from _leaves(value, (*path, key))


def _warn(message: str) -> None:
    import warnings

    warnings.warn(message, stacklevel=4)

"""Layer 2: occurrences of parameters in a row, to be searched.

An occurrence is one statement about a parameter: a place in a source, a default that a call gave, a
value that was set.
"""

from __future__ import annotations

import enum

from hprun.compat.hpman.primitives import DoubleAssignmentException
from hprun.compat.hpman.source_helper import SourceHelper
from hprun.runtime.cells import MISSING, Missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Row = Any  # an occurrence, or a dict of chosen columns


class HyperParameterPriority(enum.IntEnum):
    """Where an occurrence comes from; a higher one counts before a lower."""

    PRIORITY_PARSED_FROM_SOURCE_CODE = 1
    PRIORITY_SET_FROM_CALLABLE = 2
    PRIORITY_SET_FROM_SETTER = 3


P = HyperParameterPriority
_COLUMNS = (
    *("name", "value", "priority", "filename", "lineno", "ast_node", "hints", "source_helper"),
    "index",
)


class HyperParameterOccurrence:
    """One statement about a parameter; what it does not say is None, a missing value `MISSING`.

    Every column is read as an attribute or as an item. `file` and `line` are `filename` and
    `lineno`.
    """

    name: str
    value: Any
    priority: HyperParameterPriority
    filename: str | None
    lineno: int | None
    ast_node: Any
    hints: dict[str, Any] | None
    source_helper: SourceHelper | None
    index: int | None

    def __init__(self, **columns: Any) -> None:  # noqa: ANN401 - of any type
        for column in _COLUMNS:
            value = columns.get(column, MISSING if column == "value" else None)
            setattr(self, column, value)

    @property
    def file(self) -> str | None:
        """The file that the occurrence stands in."""
        return self.filename

    @property
    def line(self) -> int | None:
        """The line, counted from 1."""
        return self.lineno

    @property
    def has_default_value(self) -> bool:
        """Whether it gives a value."""
        return not isinstance(self.value, Missing)

    @property
    def value_priority(self) -> int:
        """The order in which occurrences count: by priority, and with a value before without."""
        return 10 * (self.priority or 0) - (not self.has_default_value)

    def __getitem__(self, column: str) -> Any:  # noqa: ANN401 - of any type
        try:
            return getattr(self, column)
        except AttributeError:
            raise KeyError(column) from None

    def __setitem__(self, column: str, value: Any) -> None:  # noqa: ANN401 - of any type
        setattr(self, column, value)

    def get(self, column: str, default: Any = None) -> Any:  # noqa: ANN401 - of any type
        """Return a column, `default` where there is no such."""
        return getattr(self, column, default)

    def keys(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return _COLUMNS

    def __repr__(self) -> str:
        said = ((column, getattr(self, column)) for column in _COLUMNS)
        shown = (f"{column}={each!r}" for column, each in said if each is not None)
        return f"HyperParameterOccurrence({', '.join(shown)})"


def given_twice(
    first: HyperParameterOccurrence, second: HyperParameterOccurrence
) -> DoubleAssignmentException:
    """Return the error that two places give a default to one parameter."""
    frames = f"First occurrence:\n{place_of(first)}\nSecond occurrence:\n{place_of(second)}\n"
    return DoubleAssignmentException("Duplicated default values:", frames=frames)


def place_of(occurrence: HyperParameterOccurrence) -> str:
    """Return the place of an occurrence, and the lines around it."""
    helper = occurrence.source_helper or SourceHelper("")
    return helper.format_given_filename_and_lineno(str(occurrence.filename), occurrence.lineno or 1)


class HyperParameterDB(list["Row"]):
    """Occurrences in a row, to be searched; what selects makes a new one."""

    def copy(self) -> HyperParameterDB:
        """Return another database of the same rows."""
        return HyperParameterDB(self)

    def select(self, where: Callable[[Row], object]) -> HyperParameterDB:
        """Return the rows for which `where` is true."""
        return HyperParameterDB(row for row in self if where(row))

    def count(self, where: Callable[[Row], object]) -> int:
        """Return for how many rows `where` is true."""
        return len(self.select(where))

    def find_first(self, where: Callable[[Row], object]) -> Row | None:
        """Return the first row for which `where` is true, None if there is none."""
        return next(iter(self.select(where)), None)

    def group_by(self, column: str) -> dict[Any, HyperParameterDB]:
        """Return the rows by what they have in a column."""
        groups: dict[Any, HyperParameterDB] = {}
        for row in self:
            groups.setdefault(row[column], HyperParameterDB()).append(row)
        return groups

    def indexing(self, idx: object) -> Any:  # noqa: ANN401 - a row, or some
        """Return the row at a position, or a database of those at several."""
        match idx:
            case int():
                return self[idx]
            case list():
                return HyperParameterDB(self[each] for each in idx)
        msg = f"a position is an int, or a list of them, not {idx!r}"
        raise IndexError(msg)

    def extract_column(self, column: str) -> list[Any]:
        """Return what all rows have in a column."""
        return [row[column] for row in self]

    def choose_columns(self, *columns: str) -> HyperParameterDB:
        """Return rows of some columns alone."""
        return HyperParameterDB({column: row[column] for column in columns} for row in self)

    def apply(self, func: Callable[[Row], object]) -> HyperParameterDB:
        """Call `func` with every row, for it to change them; return the database itself."""
        for row in self:
            func(row)
        return self

    def reduce(
        self,
        reduce_func: Callable[[Any, Row], Any],
        initial: Any = MISSING,  # noqa: ANN401 - of any type
    ) -> Any:  # noqa: ANN401 - of any type
        """Return one value made of all rows. Raises ValueError for no rows and no `initial`."""
        from functools import reduce

        if not isinstance(initial, Missing):
            return reduce(reduce_func, self, initial)
        if not self:
            msg = "there are no rows, and no initial value"
            raise ValueError(msg)
        return reduce(reduce_func, self)

    def empty(self) -> bool:
        """Return whether there are no rows."""
        return not self

    def sorted(self, key: Callable[[Row], Any], reverse: bool = False) -> HyperParameterDB:  # noqa: FBT001, FBT002 - as hpman has it
        """Return the rows in an order."""
        return HyperParameterDB(sorted(self, key=key, reverse=reverse))

    def any(self, func: Callable[[Row], object]) -> bool:
        """Return whether `func` is true for one row at least."""
        return any(map(func, self))

    def all(self, func: Callable[[Row], object]) -> bool:
        """Return whether `func` is true for every row."""
        return all(map(func, self))

    def push_occurrence(
        self,
        occurrence: HyperParameterOccurrence,
        *,
        source_helper: SourceHelper | None = None,
    ) -> None:
        """Add an occurrence; a call or a setter replaces what it said of the name before."""
        if source_helper is not None:
            occurrence.source_helper = source_helper
        alike = [
            at
            for at, row in enumerate(self)
            if row.name == occurrence.name and row.priority == occurrence.priority
        ]
        is_parsed = occurrence.priority == P.PRIORITY_PARSED_FROM_SOURCE_CODE
        for at in alike:
            if is_parsed and occurrence.has_default_value and self[at].has_default_value:
                raise given_twice(self[at], occurrence)
        if alike and not is_parsed:
            occurrence.index = alike[0]
            self[alike[0]] = occurrence
        else:
            occurrence.index = len(self)
            self.append(occurrence)


class HyperParameterDBLambdas:
    """Functions to select, sort and change the rows of a database by."""

    @staticmethod
    def value_priority(row: Row) -> int:
        """Return what sorts the row that counts first."""
        return -int(row.value_priority)

    @staticmethod
    def order_by(column: str) -> Callable[[Row], Any]:
        """Return what sorts by a column."""
        return lambda row: row[column]

    @staticmethod
    def has_default_value(row: Row) -> bool:
        """Return whether a row has a value."""
        return not isinstance(row.value, Missing)

    @staticmethod
    def exist_attr(attr: str) -> Callable[[Row], bool]:
        """Select the rows that have something in a column."""
        return lambda row: getattr(row, attr, None) is not None

    @staticmethod
    def of_name(name: str) -> Callable[[Row], bool]:
        """Select by name."""
        return lambda row: bool(row.name == name)

    @staticmethod
    def of_name_prefix(prefix: str) -> Callable[[Row], bool]:
        """Select by how the name begins."""
        return lambda row: bool(row.name.startswith(prefix))

    @staticmethod
    def of_name_suffix(suffix: str) -> Callable[[Row], bool]:
        """Select by how the name ends."""
        return lambda row: bool(row.name.endswith(suffix))

    @staticmethod
    def of_value(value: object) -> Callable[[Row], bool]:
        """Select by value."""
        return lambda row: bool(row.value == value)

    @staticmethod
    def of_priority(priority: int) -> Callable[[Row], bool]:
        """Select by where a row comes from."""
        return lambda row: bool(row.priority == priority)

    @staticmethod
    def apply_column(column: str, func: Callable[[Any], Any]) -> Callable[[Row], None]:
        """Return what puts `func` of a column into its place."""

        def applied(row: Row) -> None:
            row[column] = func(row[column])

        return applied

    @staticmethod
    def land(*args: Callable[[Row], object]) -> Callable[[Row], bool]:
        """Select what all of `args` select."""
        return lambda row: all(each(row) for each in args)

    @staticmethod
    def lor(*args: Callable[[Row], object]) -> Callable[[Row], bool]:
        """Select what one of `args` selects."""
        return lambda row: any(each(row) for each in args)

    @staticmethod
    def lnot(func: Callable[[Row], object]) -> Callable[[Row], bool]:
        """Select what `func` does not."""
        return lambda row: not func(row)


L = HyperParameterDBLambdas

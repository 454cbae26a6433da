"""Layer 1: a notebook as one source: its cells one behind the other, as they are run.

They share their names as the statements of a module do. So a notebook is scanned as a module; only
its places are told by cell.
"""

from __future__ import annotations

from bisect import bisect_right

from hprun.ipynb import cells, path_of_cell
from hprun.model import Location
from hprun.scan.files.magics import is_automatic, python_of
from hprun.scan.source import Source, UnreadableError, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.ipynb import Cell

_BEFORE = 2
"""Empty lines before the first cell: no comment in a cell declares the encoding of the whole."""


class NotebookSource(Source):
    """The Python of a notebook. Raises UnreadableError for a cell that is none, with its place."""

    __slots__ = ("_starts", "cells")

    def __init__(self, path: str, data: bytes) -> None:
        try:
            self.cells = cells(data)
        except ValueError as error:
            raise UnreadableError(str(error)) from None
        lines = [""] * _BEFORE
        self._starts: list[int] = []
        for cell in self.cells:
            self._starts.append(len(lines))
            lines += _python(path, cell).split("\n")
        super().__init__(path, "\n".join(lines).encode("utf-8", "replace"))

    def forget(self) -> None:
        """Keep it: it cannot be read again as it is."""

    def place(self, line: int, column: int = 1, end_line: int = 0) -> Location:
        """Return a place in the cell in which a line stands."""
        cell, first = self.cell_at(line)
        if cell is None:
            return Location(self.path, 1)
        end = end_line and end_line - first
        return Location(path_of_cell(self.path, cell.number), line - first, column, end)

    def cell_at(self, line: int) -> tuple[Cell | None, int]:
        """Return the cell that a line stands in, and how many lines stand before its first."""
        at = bisect_right(self._starts, line - 1) - 1
        return (self.cells[at], self._starts[at]) if at >= 0 else (None, 0)


def _python(path: str, cell: Cell) -> str:
    """Return the Python of a cell. Raises UnreadableError."""
    python = python_of(cell.source)
    try:
        parse(python.encode("utf-8", "replace"))
    except UnreadableError as error:
        if is_automatic(cell.source):
            return ""
        error.path = path_of_cell(path, cell.number)
        raise
    return python

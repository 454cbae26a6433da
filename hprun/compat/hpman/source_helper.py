"""Layer 2: lines of source around a place, with an arrow at it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

_AROUND = 5
_NOWHERE = (None, "", "<unknown>")


class SourceHelper:
    """A source text whose lines can be shown; they count from 1, and ranges are inclusive."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = source.split("\n")

    @classmethod
    def from_file(cls, path: str) -> Self:
        """Return the text of a file, in the encoding that its first lines declare."""
        from tokenize import open as opened

        with opened(path) as file:
            return cls(file.read())

    def format_lines(
        self, from_line: int, to_line: int, lineno: int, *, indent_spaces: int = 0
    ) -> str:
        """Return the lines of a range by their numbers, with an arrow at `lineno`."""
        if not 1 <= from_line <= lineno <= to_line <= len(self.lines):
            msg = f"line {lineno} of {from_line} to {to_line} is not among {len(self.lines)}"
            raise ValueError(msg)
        width = len(str(to_line))
        rows = (
            f"{'==> ' if number == lineno else '    '}{number:{width}}: {self.lines[number - 1]}"
            for number in range(from_line, to_line + 1)
        )
        return "\n".join(" " * indent_spaces + row for row in rows)

    def format_line_with_context(
        self, lineno: int, before: int = _AROUND, after: int = _AROUND, *, indent_spaces: int = 0
    ) -> str:
        """Return a line and those around it."""
        first, last = max(1, lineno - before), min(len(self.lines), lineno + after)
        return self.format_lines(first, last, lineno, indent_spaces=indent_spaces)

    def format_given_filename_and_lineno(
        self, filename: str, lineno: int, *, indent_spaces: int = 0
    ) -> str:
        """Return a line and those around it, under the place that it is said to be at."""
        shown = self.format_line_with_context(lineno, indent_spaces=indent_spaces)
        return f"{' ' * indent_spaces}{filename}:{lineno}\n{shown}"

    @classmethod
    def format_given_source_and_lineno(cls, source: str, lineno: int) -> str:
        """Return a line of a source text and those around it."""
        return cls(source).format_line_with_context(lineno)

    @classmethod
    def format_given_filename_and_source_and_lineno(
        cls, filename: str, source: str, lineno: int, *, indent_spaces: int = 0
    ) -> str:
        """Return a line of a source text and those around it, under its place."""
        helper = cls(source)
        return helper.format_given_filename_and_lineno(
            filename, lineno, indent_spaces=indent_spaces
        )

    @classmethod
    def format_given_filepath_and_lineno(
        cls, path: str | None, lineno: int | None, *, indent_spaces: int = 0
    ) -> str:
        """Return a line of a file and those around it, under its place; nothing of no file."""
        helper = cls("") if path in _NOWHERE else cls.from_file(str(path))
        return helper.format_given_filename_and_lineno(
            str(path), lineno or 1, indent_spaces=indent_spaces
        )

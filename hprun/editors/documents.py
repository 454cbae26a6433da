"""Layer 4: the texts that are looked at: as an editor shows them, or as they are on disk."""

from __future__ import annotations

import os

from hprun.editors.blocks import Block, Change, blocks_of, edited, lines_of
from hprun.frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hprun.values.tree import Given

_LARGEST = 4 * 2**20


class Known(Record):
    """What a file of values says by itself: its entries, none where it cannot be read.

    `schema` is the file of the schema that it names, as it is written there; `names` are those that
    can be read of a file that is no such yet.
    """

    givens: tuple[Given, ...]
    schema: str
    names: tuple[str, ...] = ()


class Document:
    """A text by its absolute path: its lines, and its blocks where it is Python.

    `known` is what is known of a file of values, once somebody has asked.
    """

    __slots__ = ("blocks", "known", "lines", "path")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.known: Known | None = None
        self.lines = lines_of(text)
        self.blocks: list[Block] = blocks_of(self.lines) if is_python(path) else []

    def edit(self, text: str) -> Change | None:
        """Take in the text that there is now; return what it made of the blocks, if anything."""
        self.lines = lines_of(text)
        self.known = None
        change = edited(self.blocks, self.lines) if self.blocks else None
        if change is not None:
            self.blocks[change.start : change.start + len(change.old)] = change.new
        return change

    @property
    def text(self) -> str:
        """The lines, joined."""
        return "\n".join(self.lines)

    @property
    def sound(self) -> bytes:
        """The text without the lines that cannot be parsed; the others stay where they are."""
        if not self.is_broken:
            return self.text.encode("utf-8", "replace")
        lines = (line if not block.broken else "" for block in self.blocks for line in block.lines)
        return "\n".join(lines).encode("utf-8", "replace")

    @property
    def is_broken(self) -> bool:
        """Whether there are lines that cannot be parsed by themselves."""
        return any(block.broken for block in self.blocks)

    def mend(self) -> bool:
        """Find the blocks anew where the whole can be parsed, and return whether that is so.

        What is broken in two places may be whole, as a text in quotes that begins and ends there;
        what is broken in one is not, and it takes long to find that out.
        """
        broken = sum(block.broken for block in self.blocks)
        made = blocks_of(self.lines) if broken > 1 else []
        if not made or any(block.broken for block in made):
            return False
        self.blocks = made
        return True

    def block_at(self, line: int) -> tuple[Block, int] | None:
        """Return the block that has a line, counted from 0, and the line that it begins with."""
        start = 0
        for block in self.blocks:
            if start <= line < start + len(block.lines):
                return block, start
            start += len(block.lines)
        return None


class Documents:
    """All texts: an open one counts instead of what is on disk."""

    def __init__(self) -> None:
        self._open: dict[str, Document] = {}
        self._read: dict[str, tuple[tuple[int, int], Document]] = {}

    def open(self, path: str, text: str) -> Document:
        """Take in a text that an editor shows from now on."""
        self._open[path] = document = Document(path, text)
        return document

    def close(self, path: str) -> None:
        """Let the file on disk count again."""
        self._open.pop(path, None)

    def shown(self, path: str) -> Document | None:
        """Return an open document."""
        return self._open.get(path)

    def all_shown(self) -> Iterator[Document]:
        """Yield the open documents."""
        yield from [*self._open.values()]

    def at(self, path: str) -> Document | None:
        """Return a document, read again where it has changed on disk; None if it cannot be."""
        if path in self._open:
            return self._open[path]
        try:
            status = os.stat(path)
            state = (status.st_mtime_ns, status.st_size)
            if path not in self._read or self._read[path][0] != state:
                if status.st_size > _LARGEST:
                    return None
                with open(path, "rb") as file:
                    text = file.read().decode("utf-8-sig")
                self._read[path] = (state, Document(path, text))
        except (OSError, ValueError):
            self._read.pop(path, None)
            return None
        return self._read[path][1]


def is_python(path: str) -> bool:
    """Return whether a path is that of Python source."""
    return path.endswith((".py", ".pyi", ".pyw"))

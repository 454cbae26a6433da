"""Layer 4: what one file of a program says, kept by its blocks, so that an edit is quickly known.

What a block defines hangs on itself and on what binds the names in it. So a block that was edited
is scanned anew together with these, as a small file in the place of the whole, in the program that
was read before. Where the edit is seen from outside of its block, those that depend on it are
scanned, too; whether other files do, and what the script's own parsers make of it, only a scan of
the whole program tells.
"""

from __future__ import annotations

from hprun.editors.blocks import Block, Change, dependents, needed, outside
from hprun.frozen import Record
from hprun.model import Definition, Dynamic, Location
from hprun.scan.files.program import Module
from hprun.scan.pipeline import recognised
from hprun.scan.source import Source, UnreadableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from hprun.scan.names.reach import Words

    Found = Definition | Dynamic

_MOST_LINES = 3000
"""Of blocks that depend on an edit: where there are more, they wait for the whole scan."""


class Said(Record):
    """Something that a block says: `what`, with lines counted from the beginning of `block`.

    That may be another block, as of a function that is passed to `auto_param`; or None, for what
    stands in another file.
    """

    what: Found
    block: Block | None


class FileScan:
    """What each of the blocks of a file says in one program.

    `is_exact` tells whether a scan of the whole program would find the same in this file and in
    the others. It is so until an edit is seen from other files.
    """

    def __init__(self, module: Module, words: Words, blocks: Sequence[Block]) -> None:
        """Take what the program has read already: the file without what is broken in it."""
        self.is_exact = True
        self._module = module
        self._words = words
        self._is_imported = _is_imported(module)
        self._said: dict[Block, list[Said]] = {}
        self._before: dict[Block, tuple[Block, ...]] = {}
        self._placed: dict[Block, tuple[int, list[Found]]] = {}
        self._take(module, blocks, {*blocks})

    def edit(self, change: Change, blocks: Sequence[Block]) -> None:
        """Take in an edit, which made `blocks` of the file.

        What cannot be parsed says what it said before, until it can be.
        """
        said = [each for block in change.old for each in self._said.pop(block, ())]
        old = tuple(each for block in change.old for each in self._before.pop(block, (block,)))
        broken = next((block for block in change.new if block.broken), None)
        if broken is not None:
            self._before[broken] = old
            self._said[broken] = [each.replace(block=broken) for each in said]
            return
        change = change.replace(old=old)
        names = _seen_outside(change)
        fresh = {*change.new, *dependents(blocks, names)}
        if _lines_in(fresh) > _MOST_LINES + _lines_in(change.new):
            self.is_exact = False
            fresh = {*change.new}
        unread = any(block.broken for block in old)  # since the program was read
        if unread or (names and self._is_imported) or _leads_elsewhere(change):
            self.is_exact = False
        held = needed(blocks, fresh)
        module = self._made(held)
        if module is not None:
            self._take(module, held, fresh)

    def found(self, blocks: Sequence[Block]) -> Iterator[Found]:
        """Yield what the file says, in the order of the code."""
        starts: dict[Block | None, int] = {**dict(_starts(blocks))}
        placed, self._placed = self._placed, {}
        for block in blocks:
            said = self._said.get(block)
            if said:
                start = starts[block]
                known = placed.get(block)
                if known is None or known[0] != start or any(x.block is not block for x in said):
                    known = start, [_moved(x.what, starts.get(x.block, 0)) for x in said]
                self._placed[block] = known
                yield from known[1]

    def _forget(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self._said[block] = []
            self._placed.pop(block, None)

    def _take(self, module: Module, held: Sequence[Block], wanted: Collection[Block]) -> None:
        """Take what the wanted of some blocks say in a module that is made of all of them."""
        self._forget(wanted)
        owners = [(block, line) for block, line in _starts(held) for _ in block.lines]
        for use in self._words.uses(module):
            block, _ = owners[use.root.lineno - 1]
            for found in recognised(use) if block in wanted else ():
                place = found.location
                if place.path == module.source.path:
                    owner, start = owners[place.line - 1]
                    self._said[block].append(Said(_moved(found, -start), owner))
                else:
                    self._said[block].append(Said(found, None))

    def _made(self, held: Sequence[Block]) -> Module | None:
        text = "\n".join(line for block in held for line in block.lines)
        known = self._module
        source = Source(known.source.path, text.encode("utf-8", "replace"))
        try:
            module = Module(known.program, source, known.package)
        except UnreadableError:
            return None
        module.names = known.names
        self._words.admit(module)
        return module


def _is_imported(module: Module) -> bool:
    """Return whether another file of the program may look into one."""
    names = tuple(f"{name}." for name in module.names)
    return any(
        f"{path}.".startswith(names)
        for each in module.program.files
        if each is not module
        for path in (each.imports if names else ())
    )


def _seen_outside(change: Change) -> set[str]:
    """Return the names whose meaning an edit may change outside of the blocks that it made."""
    kept = {block.surface for block in change.old} & {block.surface for block in change.new}
    return {
        name
        for block in (*change.old, *change.new)
        if block.surface not in kept
        for name in block.binds
    }


def _leads_elsewhere(change: Change) -> bool:
    """Return whether an edit may change which files the program has."""
    before, after = ([*outside(some)] for some in (change.old, change.new))
    return before != after


def _lines_in(blocks: Iterable[Block]) -> int:
    return sum(len(block.lines) for block in blocks)


def _starts(blocks: Iterable[Block]) -> Iterator[tuple[Block, int]]:
    line = 0
    for block in blocks:
        yield block, line
        line += len(block.lines)


def _moved(found: Found, lines: int) -> Found:
    """Return something found with its place so many lines further down."""
    place = found.location
    end = place.end_line + lines if place.end_line else 0
    return found.replace(location=Location(place.path, place.line + lines, place.column, end))

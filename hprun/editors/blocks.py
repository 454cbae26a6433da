"""Layer 4: the text of a Python file in blocks, so that an edit costs what it touches.

A block is what stands up to the end of a statement of the module: comments and blank lines before
it belong to it. A tokenizer that begins a line outside of brackets and strings knows nothing of
what stood before; so a run of whole statements that can be parsed by itself means what it means in
the file. An edit is taken in by parsing the blocks that it touches, with one on either side, since
an indented line goes on with what stands above. While they cannot be parsed they are one block,
which is `broken`, and the others stay what they are.
"""

from __future__ import annotations

import _ast
import re

from hprun.frozen import Record
from hprun.scan.source import UnreadableError, children, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WORD = re.compile(r"[^\W\d]\w*")
_BREAK = re.compile(r"\r\n?|\n")
_OUTSIDE = re.compile(r"\b(?:import|global|sys|addsitedir|parse_file|__import__|import_module)\b")
"""What a function may say that matters outside of it."""
_BEGINS = re.compile(r"[^\W\d]|@")
_TRIES = 3
STAR = "*"
_FUNCTIONS = (_ast.FunctionDef, _ast.AsyncFunctionDef)


class Block:
    """Some lines of a file: the statements that end in them, and what stands before these.

    `words` are all identifiers, in comments and texts as well; `binds` the names that the module
    has from it, `STAR` where it takes all names of another; `surface` is the text that matters
    outside of the block, and `reads` the identifiers in it. A block is compared by identity.
    """

    __slots__ = ("binds", "broken", "lines", "reads", "surface", "words")

    def __init__(self, lines: list[str], statements: Sequence[_ast.stmt], *, broken: bool) -> None:
        text = "\n".join(lines)
        self.lines = lines
        self.broken = broken
        self.words = frozenset(_WORD.findall(text))
        self.binds = frozenset(_bound(statements))
        self.surface = _surface(text, lines, statements)
        self.reads = self.words if self.surface == text else frozenset(_WORD.findall(self.surface))


class Change(Record):
    """What an edit made of blocks: `old` were taken out, and `new` stand at `start` instead."""

    start: int
    old: tuple[Block, ...]
    new: tuple[Block, ...]


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as Python and editors count them, without their ends."""
    return _BREAK.split(text)


def blocks_of(lines: list[str]) -> list[Block]:
    """Return the blocks of some lines; one of them is broken where they cannot be parsed."""
    try:
        return [*_divided(lines, _parsed(lines))]
    except UnreadableError as error:
        return _around(lines, error.line - 1)


def _parsed(lines: Sequence[str]) -> list[_ast.stmt]:
    return parse("\n".join(lines).encode("utf-8", "replace")).body


def _around(lines: list[str], line: int) -> list[Block]:
    """Return blocks of which one is broken, and as little as can be found of the file in it.

    `line` is where the parser gave up. A statement that begins at the margin is looked for above
    it, and another below it.
    """
    margins = [at for at, text in enumerate(lines) if _BEGINS.match(text)]
    above = [at for at in margins if at <= line][: -_TRIES - 1 : -1]
    below = [at for at in margins if at > line][:_TRIES]
    start, before = _first_parsed((at, lines[:at]) for at in above) or (0, [])
    stop, behind = _first_parsed((at, lines[at:]) for at in below) or (len(lines), [])
    return [*before, Block(lines[start:stop], (), broken=True), *behind]


def _first_parsed(tried: Iterable[tuple[int, list[str]]]) -> tuple[int, list[Block]] | None:
    for at, lines in tried:
        try:
            return at, [*_divided(lines, _parsed(lines))]
        except UnreadableError:
            continue
    return None


def _divided(lines: list[str], body: list[_ast.stmt]) -> Iterator[Block]:
    begun, held = 0, list[_ast.stmt]()
    for at, statement in enumerate(body):
        held.append(statement)
        end = statement.end_lineno or statement.lineno
        following = body[at + 1] if at + 1 < len(body) else None
        if following is None or following.lineno > end:
            yield Block(lines[begun:end], held, broken=False)
            begun, held = end, []
    if begun < len(lines):
        yield Block(lines[begun:], (), broken=False)


def edited(blocks: Sequence[Block], lines: list[str]) -> Change | None:
    """Return what it takes to make blocks those of `lines`; None where these are their lines."""
    old = [line for block in blocks for line in block.lines]
    if old == lines:
        return None
    begin = _common(old, lines)
    kept = _common(old[begin:][::-1], lines[begin:][::-1])
    start, stop, above, below = _touched(blocks, begin, len(old) - kept)
    new = lines[above : len(lines) - below]
    return Change(start, tuple(blocks[start:stop]), tuple(blocks_of(new)))


def _common(some: Sequence[str], others: Sequence[str]) -> int:
    """Return how many lines at the beginning are the same."""
    if [*some[: len(others)]] == [*others[: len(some)]]:
        return min(len(some), len(others))
    return next(
        at for at, (one, other) in enumerate(zip(some, others, strict=False)) if one != other
    )


def _touched(blocks: Sequence[Block], begin: int, end: int) -> tuple[int, int, int, int]:
    """Return the range of blocks that lines touch, and one around; the lines above and below."""
    starts = [0]
    for block in blocks:
        starts.append(starts[-1] + len(block.lines))
    hit = [at for at in range(len(blocks)) if starts[at] <= end and begin <= starts[at + 1]]
    start = max(0, (hit[0] if hit else len(blocks) - 1) - 1)
    stop = min(len(blocks), (hit[-1] if hit else len(blocks) - 1) + 2)
    return start, stop, starts[start], starts[-1] - starts[stop]


def needed(blocks: Sequence[Block], wanted: Iterable[Block]) -> list[Block]:
    """Return what a module has to have for some of its blocks to mean what they mean, in order."""
    owners: dict[str, list[Block]] = {}
    for block in blocks:
        for name in block.binds:
            owners.setdefault(name, []).append(block)
    todo = [*wanted]
    found = {*todo, *owners.get(STAR, ())}
    words = {word for block in found for word in block.words}
    asked = [*words]
    while asked:
        for block in owners.get(asked.pop(), ()):
            if block not in found:
                found.add(block)
                asked += block.reads - words
                words |= block.reads
    return [block for block in blocks if block in found]


def dependents(blocks: Sequence[Block], names: Iterable[str]) -> set[Block]:
    """Return the blocks whose meaning may change with that of some names of their module."""
    changed = {*names}
    found: set[Block] = set()
    grown = True
    while grown:
        grown = False
        for block in blocks:
            if block not in found and (STAR in changed or not changed.isdisjoint(block.words)):
                found.add(block)
                passed = {name for name in block.binds if not changed.isdisjoint(block.reads)}
                grown = grown or not passed <= changed
                changed |= passed
    return found


def outside(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the lines of some blocks by which other files come into a program."""
    for block in blocks:
        yield from (line for line in block.surface.split("\n") if _OUTSIDE.search(line))


def _surface(text: str, lines: list[str], statements: Sequence[_ast.stmt]) -> str:
    """Return what matters outside of a block: of a function its head, and what it imports."""
    if len(statements) != 1 or not isinstance(statements[0], _FUNCTIONS):
        return text
    statement, begins = statements[0], statements[0].body[0]
    last = statement.end_lineno or statement.lineno
    body = begins.lineno - last + len(lines) - 1
    if lines[body][: begins.col_offset].strip():  # def f(): return 1
        body += 1
    head = [line for line in lines[:body] if not line.lstrip().startswith("#")]
    return "\n".join([*head, *(each for each in lines[body:] if _OUTSIDE.search(each))])


def _bound(statements: Sequence[_ast.stmt]) -> Iterator[str]:
    """Yield the names that statements give their module; those of functions by `global` alone."""
    todo: list[tuple[_ast.AST, bool]] = [(each, True) for each in statements]
    while todo:
        node, outside = todo.pop()
        if isinstance(node, _ast.Global):
            yield from node.names
        elif outside:
            yield from _given(node)
        if isinstance(node, (*_FUNCTIONS, _ast.ClassDef)):
            todo += [(each, False) for each in node.body]
        elif outside or isinstance(node, _ast.stmt | _ast.excepthandler | _ast.match_case):
            todo += [(child, outside) for child in children(node)]


def _given(node: _ast.AST) -> Iterator[str]:
    """Yield the names that a node binds itself, in the scope that it stands in."""
    match node:
        case _ast.Import(names=names) | _ast.ImportFrom(names=names):
            yield from (each.asname or each.name.partition(".")[0] for each in names)
        case _ast.Name(id=name, ctx=_ast.Store() | _ast.Del()):
            yield name
        case _:
            other: object = getattr(node, "name", None) or getattr(node, "rest", None)
            if isinstance(other, str) and not isinstance(node, _ast.alias):
                yield other

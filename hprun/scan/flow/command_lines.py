"""Layer 1: the command lines that a program has of its own."""

from __future__ import annotations

from hprun.model import Opening
from hprun.scan.dialects import FOREIGN
from hprun.scan.flow.machine import Machine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.model import Definition, Parser
    from hprun.scan.files.program import Program
    from hprun.scan.flow.machine import Handler


def command_lines(program: Program, entries: int) -> tuple[tuple[Parser, ...], list[Definition]]:
    """Return the parsers that read the words of the process, and what can be set by these.

    `entries` is how many of the program's files, the first ones, are executed when it is run.
    """
    machine = Machine(program, _handlers(program))
    for entry in program.files[:entries]:
        machine.follow(entry)
    parsers = tuple(each.parser() for each in machine.found)
    if machine.exhausted:
        reason = "the program is too large to be followed to its end"
        parsers = tuple(
            each.replace(openings=(*each.openings, Opening(each.location, reason)))
            for each in parsers
        )
    return parsers, [found for each in machine.found for found in each.definitions()]


def _handlers(program: Program) -> dict[str, Handler]:
    """Return what the dialects make of calls, of those whose packages the program imports."""
    found: dict[str, Handler] = {}
    for package, dialect in FOREIGN.items():
        if any(module.imports_of((package,)) for module in program.files):
            found |= __import__(dialect.home, fromlist=["HANDLERS"]).HANDLERS
    return found

"""Layer 2: ``--hp-list detail``: every parameter with all its places in the code."""

from __future__ import annotations

from hprun.compat.hpman.primitives import NotLiteralEvaluable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from hprun.compat.hpman.hpm_db import HyperParamNode


def table(nodes: Iterable[HyperParamNode]) -> None:
    """Print the parameters, sorted by name; text of the user's is never taken for markup."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    ordered = sorted(nodes, key=lambda node: node.name)
    console = Console(markup=False, highlight=False)
    console.print("All hyperparameters:", f"    {[node.name for node in ordered]}", sep="\n")
    rows = Table(title="Details", box=box.DOUBLE, show_lines=True)
    for column in ("name", "type", "value", "details"):
        rows.add_column(column, overflow="fold")
    for node in ordered:
        value = None if isinstance(node.value, NotLiteralEvaluable) else node.value
        cells = (node.name, type(node.value).__name__, str(value), _details(node))
        rows.add_row(*map(Text, cells))
    console.print(rows)


def _details(node: HyperParamNode) -> str:
    """Return the places of a parameter; a value that was set has none."""
    placed = sorted(
        (each for each in node.db if each.filename), key=lambda each: (each.filename, each.lineno)
    )
    parts = []
    for number, each in enumerate(placed):
        lines = node.format_occurrence(each).split("\n")
        parts.append("\n".join([f"occurrence[{number}]:", *(f"  {line}" for line in lines)]))
    return "\n".join(parts)

"""Layer 4: constants of a notebook, set in the text of its cells before they are run."""

from __future__ import annotations

from hprun.scan.files.magics import dedented
from hprun.scan.files.notebooks import NotebookSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hprun.deliver.assignments import Place


def rewritten(source: NotebookSource, values: Mapping[Place, object]) -> dict[int, str]:
    """Return the texts of the cells in which something is set, by their index in the notebook.

    `values` are those of expressions by their places in `source`. Each line stays where it is.
    """
    lines: dict[int, list[bytes]] = {}
    for place in sorted(values, reverse=True):
        line, column, end_line, end_column = place
        cell, first = source.cell_at(line)
        if cell is None:
            continue
        text = lines.setdefault(cell.index, _lines(cell.source))
        start, end = line - first - 1, end_line - first - 1
        said = _spelled(values[place]) if start == end else f"({_spelled(values[place])}"
        closing = b")" if start != end else b""
        rest = closing + text[end][end_column:]
        between = [b""] * max(end - start - 1, 0)
        head = text[start][:column] + said.encode()
        text[start : end + 1] = [head + rest] if start == end else [head, *between, rest]
    return {index: b"\n".join(text).decode() for index, text in lines.items()}


def _lines(source: str) -> list[bytes]:
    return dedented(source).encode("utf-8", "replace").split(b"\n")


def _spelled(value: object) -> str:
    """Return an expression that has a value, whatever names the notebook binds."""
    if isinstance(value, float) and value - value != 0:
        return {"inf": "1e999", "-inf": "-1e999"}.get(repr(value), "(1e999 - 1e999)")
    if isinstance(value, list):
        return f"[{', '.join(map(_spelled, value))}]"
    if isinstance(value, tuple):
        return f"({''.join(f'{_spelled(each)}, ' for each in value)})"
    if isinstance(value, set | frozenset):
        return f"{{*[{', '.join(map(_spelled, value))}]}}"
    if isinstance(value, dict):
        pairs = (f"{_spelled(key)}: {_spelled(each)}" for key, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    return repr(value)

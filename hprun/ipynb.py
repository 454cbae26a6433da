"""Layer 0: the file of a notebook, as far as there is code in it.

A cell of code has the number that IPython's prompt shows when all are run from the first to the
last: ``In [3]`` is ``nb.ipynb[3]``, and a line in it ``nb.ipynb[3]:2``. Cells that are empty, or
tagged ``skip-execution``, are run by nobody and have none. What runs at this moment, in a kernel,
is a notebook without a file, called `SESSION`.
"""

from __future__ import annotations

from hprun.frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ENDING = ".ipynb"
SESSION = "In "
_FORMAT = 4
_LANGUAGES = ("python", "ipython")
_SKIPPED = "skip-execution"


class Cell(Record):
    """A cell of code: its number, its position among cells of all kinds, and its text."""

    number: int
    index: int
    source: str


def is_notebook(path: str) -> bool:
    """Return whether a path is that of a notebook, by its name alone."""
    return path.endswith(ENDING) or path == SESSION


def cells(data: bytes) -> list[Cell]:
    """Return the cells of code of a notebook, in order. Raises ValueError that says what is wrong.

    The lines of a cell end in a line feed, whatever the file has.
    """
    found: list[Cell] = []
    for index, cell in enumerate(_document(data)["cells"]):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code" or _is_skipped(cell):
            continue
        source = _text(cell.get("source"))
        if source.strip():
            found.append(Cell(len(found) + 1, index, source))
    return found


def code_of(data: bytes) -> bytes:
    """Return what of a notebook is code; all of it where it is none."""
    try:
        return "\0".join(each.source for each in cells(data)).encode("utf-8", "replace")
    except ValueError:
        return data


def _document(data: bytes) -> Any:  # noqa: ANN401 - as JSON has it
    """Return a notebook as JSON has it; it has cells."""
    import json

    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        msg = f"it is not the JSON of a notebook ({error})"
        raise ValueError(msg) from None
    version = found.get("nbformat") if isinstance(found, dict) else None
    if version is None or (version == _FORMAT and not isinstance(found.get("cells"), list)):
        msg = "it is JSON, but not that of a notebook"
        raise ValueError(msg)
    if version != _FORMAT:
        msg = f"it is a notebook of format {version}, not {_FORMAT}: jupyter nbconvert makes one"
        raise ValueError(msg)
    language = _language(found.get("metadata"))
    if language.lower() not in _LANGUAGES:
        msg = f"it is a notebook of {language}"
        raise ValueError(msg)
    return found


def _language(metadata: object) -> str:
    """Return the language of a notebook; Python, where nothing says so."""
    for part, name in (("language_info", "name"), ("kernelspec", "language")):
        said = metadata.get(part) if isinstance(metadata, dict) else None
        if isinstance(said, dict) and isinstance(said.get(name), str):
            return str(said[name])
    return _LANGUAGES[0]


def _is_skipped(cell: dict[str, object]) -> bool:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return isinstance(tags, list) and _SKIPPED in tags


def _text(source: object) -> str:
    """Return the text of a cell, which is one or a list of lines."""
    text = "".join(map(str, source)) if isinstance(source, list) else str(source or "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


# Places


def path_of_cell(path: str, number: int) -> str:
    """Return what the places of a cell have for their path: ``nb.ipynb[3]``."""
    return f"{path}[{number}]"


def file_of(path: str) -> tuple[str, int]:
    """Return the file of a place and the number of the cell in it; 0 where it is no notebook."""
    file, bracket, number = path.rpartition("[")
    if bracket and is_notebook(file) and number[:-1].isdecimal() and number[-1:] == "]":
        return file, int(number[:-1])
    return path, 0


def lines_of(path: str) -> list[str]:
    """Return the lines of a file, or of the cell of a notebook that a place has for its path.

    What is no UTF-8 in it is replaced. Raises OSError.
    """
    file, number = file_of(path)
    if file == SESSION:
        return []
    with open(file, "rb") as opened:
        data = opened.read()
    if not number:
        return data.decode("utf-8", "replace").splitlines()
    try:
        return next((each.source for each in cells(data) if each.number == number), "").split("\n")
    except ValueError:  # it was changed since
        return []

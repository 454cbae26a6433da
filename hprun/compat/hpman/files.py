"""Layer 2: the files that ``parse_file`` is given: a file, a folder, or a list of these."""

from __future__ import annotations

import os

from hprun.frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Path = str | os.PathLike[str]


class File(Record):
    """A file to be parsed; `was_named` where it was not only met in a folder."""

    path: str
    was_named: bool


def files(given: Path | Sequence[Path]) -> list[File]:
    """Return every file once, sorted by path. Raises FileNotFoundError for what is not there."""
    paths = [given] if isinstance(given, str | os.PathLike) else list(given)
    found: dict[str, bool] = {}
    for path in [os.fspath(each) for each in paths]:
        if os.path.isdir(path):
            for inside in _below(path):
                found.setdefault(inside, False)
        elif os.path.exists(path):
            found[path] = True
        else:
            raise FileNotFoundError(2, "there is no such file or folder", path)
    return [File(path, found[path]) for path in sorted(found)]


def read(file: File) -> bytes:
    """Return the content of a file."""
    with open(file.path, "rb") as opened:
        return opened.read()


def _below(folder: str) -> Iterator[str]:
    """Yield the Python files in a folder and its folders, but for those that are hidden."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if not each.startswith(".")]
        for name in names:
            if name.endswith(".py") and not name.startswith("."):
                yield os.path.join(parent, name)

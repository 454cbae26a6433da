"""Layer 1: presets: files of values in one folder, called by name.

``-c +small`` takes ``small.yaml`` of the folder, or ``.yml``, ``.json``, ``.toml``, and
``-c +model/big`` one of a folder inside of it.
"""

from __future__ import annotations

import os

from hprun.errors import ConfigError
from hprun.frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "presets"
"""The name of the folder, beside the target, where no project says another."""
_ENDINGS = (".yaml", ".yml", ".json", ".toml")


class Preset(Record):
    """A preset: what it is called, its file, and the comment that the file begins with."""

    name: str
    path: str
    help: str


def find(name: str, folder: str) -> str:
    """Return the file of a preset. Raises ConfigError where there is none, or more than one."""
    paths = [
        path for ending in _ENDINGS if os.path.isfile(path := os.path.join(folder, name + ending))
    ]
    if not name or not paths:
        raise _missing(name, folder)
    if len(paths) > 1:
        advice = f"name one as a file: -c {paths[0]}"
        raise ConfigError(f"+{name} may be {' or '.join(paths)}", advice=advice)
    return paths[0]


def listed(folder: str) -> Iterator[Preset]:
    """Yield the presets of a folder and of those inside of it, in the order of their names."""
    for above, folders, files in os.walk(folder):
        folders.sort()
        inside = os.path.relpath(above, folder).replace(os.sep, "/")
        for file in sorted(files):
            stem, ending = os.path.splitext(file)
            if ending in _ENDINGS and not stem.startswith("."):
                path = os.path.join(above, file)
                yield Preset(stem if inside == "." else f"{inside}/{stem}", path, _help(path))


def _help(path: str) -> str:
    """Return the comment in the first line of a file; nothing if it begins otherwise."""
    try:
        with open(path, "rb") as file:
            line = file.readline(500).decode("utf-8-sig", "replace")
    except OSError:
        return ""
    return line.lstrip("#").strip() if line.startswith("#") else ""


def _missing(name: str, folder: str) -> ConfigError:
    from difflib import get_close_matches

    names = [each.name for each in listed(folder)]
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        advice = f"did you mean +{near[0]}?"
    elif names:
        advice = f"there are {', '.join(f'+{each}' for each in names)}"
    else:
        advice = f"-c +NAME takes {os.path.join(folder, 'NAME.yaml')}"
    return ConfigError(f"there is no preset {name!r} in {folder}", advice=advice)

"""Layer 5: what a project says for all runs in it: ``[tool.hprun]`` in its ``pyproject.toml``."""

from __future__ import annotations

import os
import tomllib

from hprun.errors import ConfigError
from hprun.frozen import Record
from hprun.records.folder import RECORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Project(Record):
    """Options of hprun's own that a project sets for all runs in it; paths as a user types them.

    `scan` are patterns of files to scan, `config` files of values under all others, `presets` the
    folder of presets and `record` that of records, empty where the project says nothing. A `lax`
    project lets keys of files pass that name no parameter. `path` is the file that says so.
    """

    path: str
    scan: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    presets: str = ""
    record: str = ""
    lax: bool = False

    @property
    def settings(self) -> dict[str, object]:
        """What the project says, by key."""
        said = {key: getattr(self, key) for key in _KEYS}
        return {
            key: list(each) if isinstance(each, tuple) else each
            for key, each in said.items()
            if each
        }


_KEYS = ("scan", "config", "presets", "record", "lax")


def project_of(path: str, data: bytes) -> Project:
    """Return what a project's file says. Raises ConfigError where it is not understood."""
    table = _table(path, data)
    for key in table:
        if key not in _KEYS:
            known = f"known: {', '.join(_KEYS)}"
            raise ConfigError(f"unknown key {key!r} in [tool.hprun]", origin=path, advice=known)
    return Project(
        _typed(path),
        _paths(table, "scan", path, "list of patterns", 'scan = ["tests/*.py"]'),
        _paths(table, "config", path, "file or list of files", 'config = "base.yaml"'),
        "".join(_paths(table, "presets", path, "folder", 'presets = "DIR"')),
        _records(table, path),
        _flag(table, "lax", path),
    )


def _paths(
    table: Mapping[str, object], key: str, path: str, meant: str, example: str
) -> tuple[str, ...]:
    """Return the paths that a key names, relative to the file; one may stand by itself."""
    said = table.get(key, [])
    alone = isinstance(said, str) and key != "scan"
    listed = [said] if alone else said
    several = key != "presets" or alone or not said
    if not isinstance(listed, list) or not all(isinstance(x, str) for x in listed) or not several:
        raise _unlike(key, meant, path, example)
    return tuple(_typed(os.path.join(os.path.dirname(path), each)) for each in listed)


def _records(table: Mapping[str, object], path: str) -> str:
    said = table.get("record", False)
    if not isinstance(said, bool | str):
        raise _unlike("record", "folder", path, 'record = true, or record = "DIR"')
    name = RECORDS if said is True else said or ""
    return os.path.join(os.path.dirname(path), name) if name else ""


def _flag(table: Mapping[str, object], key: str, path: str) -> bool:
    said = table.get(key, False)
    if not isinstance(said, bool):
        raise _unlike(key, "true or false", path, f"{key} = true")
    return said


def _unlike(key: str, meant: str, path: str, example: str) -> ConfigError:
    return ConfigError(
        f"{key} in [tool.hprun] is no {meant}", origin=path, advice=f"write {example}"
    )


def _table(path: str, data: bytes) -> Mapping[str, object]:
    try:
        found = tomllib.loads(data.decode())["tool"]["hprun"]
    except (ValueError, KeyError) as error:
        raise ConfigError(f"not TOML: {error}", origin=path) from None
    return found if isinstance(found, dict) else {}


def _typed(path: str) -> str:
    """Return a path as the user would type it: relative inside the current folder."""
    here = os.getcwd().rstrip(os.sep) + os.sep
    return path.removeprefix(here)

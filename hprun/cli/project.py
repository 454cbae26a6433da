"""Layer 4: what a project says for all runs in it: ``[tool.hprun]`` in its ``pyproject.toml``."""

from __future__ import annotations

import os
import tomllib

from hprun.cli.recording import RECORDS
from hprun.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_KEYS = ("scan", "record")


def settings(path: str, data: bytes) -> tuple[Sequence[str], str]:
    """Return what a project's file says: patterns of files to scan, and the folder of records.

    That is empty where none are made. Raises ConfigError where the table is not understood.
    """
    table = _table(path, data)
    for key in table:
        if key not in _KEYS:
            known = f"known: {', '.join(_KEYS)}"
            raise ConfigError(f"unknown key {key!r} in [tool.hprun]", origin=path, advice=known)
    patterns = table.get("scan", [])
    if not isinstance(patterns, list) or not all(isinstance(each, str) for each in patterns):
        raise ConfigError(
            "scan in [tool.hprun] is no list of patterns",
            origin=path,
            advice='write scan = ["tests/*.py"]',
        )
    folder = os.path.dirname(path)
    return [_typed(os.path.join(folder, each)) for each in patterns], _records(table, path)


def _records(table: Mapping[str, object], path: str) -> str:
    said = table.get("record", False)
    if not isinstance(said, bool | str):
        raise ConfigError(
            "record in [tool.hprun] is no folder",
            origin=path,
            advice='write record = true, or record = "DIR"',
        )
    name = RECORDS if said is True else said or ""
    return os.path.join(os.path.dirname(path), name) if name else ""


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

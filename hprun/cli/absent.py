"""Layer 5: imports of a program that are neither local, nor of the library, nor installed."""

from __future__ import annotations

from importlib.machinery import PathFinder

from hprun.model import Catalog


def absent(catalog: Catalog) -> list[str]:
    """Return a sentence for each import that is not found; nothing is imported to look."""
    return [
        f"import {name}, {path}:{line}, was not found; --scan adds files"
        for name, path, line in catalog.imports
        if not _is_installed(name)
    ]


def _is_installed(name: str) -> bool:
    try:
        return PathFinder.find_spec(name) is not None
    except (ImportError, ValueError):
        return False

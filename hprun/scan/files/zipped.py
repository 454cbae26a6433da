"""Layer 1: modules inside of a zip file, which python imports from as from a folder."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from zipfile import ZipFile


def archive_of(path: str) -> str:
    """Return the file that a path leads into, as if it were a folder; nothing if there is none."""
    above = path
    while above and not os.path.exists(above):
        shorter = os.path.dirname(above)
        if shorter == above:
            return ""
        above = shorter
    return above if above != path and os.path.isfile(above) else ""


def names_in(path: str) -> frozenset[str] | None:
    """Return the names in a folder of a zip, or in the zip itself; None where it is neither."""
    archive = path if os.path.isfile(path) else archive_of(path)
    opened = _opened(archive)
    if opened is None:
        return None
    prefix = path[len(archive) + 1 :]
    prefix = f"{prefix}/" if prefix else ""
    with opened:
        inside = [
            name.removeprefix(prefix) for name in opened.namelist() if name.startswith(prefix)
        ]
    return frozenset(name.partition("/")[0] for name in inside if name) if inside else None


def content_of(path: str) -> bytes | None:
    """Return the content of a file inside of a zip; None where there is none."""
    archive = archive_of(path)
    opened = _opened(archive)
    if opened is None:
        return None
    from zlib import error

    with opened:
        try:
            return opened.read(path[len(archive) + 1 :])
        except (KeyError, OSError, RuntimeError, error):
            return None


def _opened(archive: str) -> ZipFile | None:
    if not archive:
        return None
    from zipfile import BadZipFile, ZipFile

    try:
        return ZipFile(archive)
    except (OSError, BadZipFile):
        return None

"""Layer 0: what is remembered between runs, in files of the user's cache folder.

They stand in ``$XDG_CACHE_HOME/hprun``, else ``~/.cache/hprun``. It is a cache: what cannot be
read, is damaged or belongs to somebody else is not there, and what cannot be written is not kept.
A file is written under another name and renamed, so that a process that reads sees all of it or
nothing. As with compiled code, nothing is written if python was asked not to (``-B``).
"""

from __future__ import annotations

import os
import sys
from _imp import source_hash

_KEY = 1
"""Of the hash, and the version of what a file holds."""
_DIGEST = 8
_MOST = 2000
"""Files in the folder; when there are more, the older half is removed."""


def digest(data: bytes) -> bytes:
    """Return eight bytes that tell one content from another, as python does for compiled code."""
    return source_hash(_KEY, data)


def place(key: object) -> str:
    """Return the path of the file for a key, by its `repr`; empty where there is no folder."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.expanduser("~/.cache")
        if base[0] == "~":
            return ""
    return os.path.join(base, "hprun", digest(repr(key).encode("utf-8", "surrogatepass")).hex())


def read(path: str) -> bytes | None:
    """Return what was written to a path; None where that is not to be had, whole and ours."""
    try:
        with open(path, "rb") as file:
            if hasattr(os, "geteuid") and os.fstat(file.fileno()).st_uid != os.geteuid():
                return None
            content = file.read()
    except (OSError, ValueError):
        return None
    found = content[_DIGEST:]
    return found if content[:_DIGEST] == digest(found) else None


def write(path: str, content: bytes) -> None:
    """Keep a content under a path of `place`, if that can be."""
    if sys.dont_write_bytecode:
        return
    folder = os.path.dirname(path)
    draft = f"{path}.{os.getpid()}-{os.urandom(4).hex()}"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:
            file.write(digest(content) + content)
        os.replace(draft, path)
        names = os.listdir(folder)
        if len(names) > _MOST:
            _thin_out(folder, names)
    except OSError:
        return


def _thin_out(folder: str, names: list[str]) -> None:
    """Remove the older half of what is kept, leftovers of processes that died included."""
    paths = [os.path.join(folder, name) for name in names]
    for each in sorted(paths, key=os.path.getmtime)[: len(paths) // 2]:
        os.unlink(each)

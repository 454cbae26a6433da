"""Layer 3: the folder of one run, and how files come into it: whole or not at all."""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

RECORDS: Final = "runs"
"""The folder of all records, where nobody names another."""
RUN: Final = "run.json"
"""What was asked, of what, and with which values; written before the script starts."""
CONFIG: Final = "config.yaml"
"""The values that were given, for ``-c``."""
OUTPUT: Final = "output.log"
METRICS: Final = "metrics.jsonl"
ALIVE: Final = "alive"
STATUS: Final = "status.json"
"""How it ended; there is none before the end."""
CODE: Final = "code"
"""The folder of what the code was; that of a trial is shared by all of its sweep."""
PACKAGES: Final = "packages.json"
"""What was installed, where that is shared."""

PRUNE: Final = "PRUNE"
PRUNED: Final = "PRUNED"
"""Flags in the folder of a trial: it is asked to end at its next report, and has."""

VARIABLE: Final = "HPRUN_RUN_DIR"
"""The variable in which a script and its children find the folder of their run."""

_BLOCK = 4096
"""Bytes that file systems give away at once."""
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


MOST_TOLD: Final = 60_000
"""Bytes that a script may say at its end: a pipe takes them without a reader."""


def host() -> str:
    """Return the name of this machine."""
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "?")


def make(parent: str, name: str = "") -> str:
    """Make the folder of a new run in `parent`, and return its absolute path.

    Its name is the time and four letters, if none is given. That no two runs have one folder is
    for `os.mkdir` to say, on any file system. Raises OSError; FileExistsError for a `name` that is
    taken.
    """
    parent = os.path.abspath(parent)
    _make_parent(parent)
    while True:
        path = os.path.join(parent, name or _fresh_name())
        try:
            os.mkdir(path)
        except FileExistsError:
            if name:
                raise
        else:
            return path


def _make_parent(parent: str) -> None:
    """Make the folder of all runs; version control is told to leave its content alone."""
    if os.path.isdir(parent):
        return
    os.makedirs(parent, exist_ok=True)
    write(os.path.join(parent, ".gitignore"), "*\n")


def _fresh_name() -> str:
    letters = "".join(_LETTERS[each % len(_LETTERS)] for each in os.urandom(4))
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{letters}"


def write(path: str, content: str | bytes, *, synced: bool = False) -> None:
    """Write a file in one step: whoever reads sees the old content or the new, never a part.

    `synced` waits until it is on the disk. Raises OSError, and leaves nothing behind then.
    """
    draft = _draft(path, content, synced=synced)
    try:
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise


def reserve(path: str) -> str:
    """Take room on the disk for a small file that will be claimed; return its draft.

    So how a run ended is written even where the run itself has filled the disk. Raises OSError.
    """
    return _draft(path, b" " * _BLOCK, synced=False)


def claim(path: str, content: str, draft: str = "") -> bool:
    """Write a file unless there is one; return whether it is ours. Of several writers one wins.

    `draft` is what was reserved for it. Raises OSError where it cannot be written.
    """
    if draft:
        _fill(draft, content.encode("utf-8", "surrogateescape"))
    else:
        draft = _draft(path, content, synced=True)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without links; what is left is a moment in which two may win
        if os.path.exists(path):
            return False
        os.replace(draft, path)
        return True
    finally:
        if os.path.exists(draft):
            os.unlink(draft)
    return True


def _fill(draft: str, data: bytes) -> None:
    with open(draft, "r+b") as file:
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _draft(path: str, content: str | bytes, *, synced: bool) -> str:
    draft = f"{path}.{os.getpid()}-{os.urandom(4).hex()}.tmp"
    data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            if synced:
                os.fsync(handle)
    except BaseException:
        os.unlink(draft)
        raise
    return draft


def moment(seconds: float | None = None) -> str:
    """Return a time, or now, as ISO 8601 has it, with the difference from UTC at this place."""
    seconds = time.time() if seconds is None else seconds
    local = time.localtime(seconds)
    zone = time.strftime("%z", local)
    fraction = f"{seconds % 1:.3f}"[1:] if seconds % 1 < 0.9995 else ".999"  # noqa: PLR2004 - rounds to 1
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', local)}{fraction}{zone[:3]}:{zone[3:]}"

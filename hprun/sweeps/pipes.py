"""Layer 4: what a worker, its template and its trials say to each other through pipes.

A message is what `marshal` makes of it, behind its length.
"""

from __future__ import annotations

import os
from marshal import dumps, loads

from hprun.records.folder import MOST_TOLD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TEMPLATE = "--template"
"""The word that the process is started with which trials are copied from."""
GUARD, TOLD, ASKED = 3, 4, 5
"""The descriptors that it finds: to be tied by, to say through what became of trials, to be asked
through. A trial finds its own at the first two places, whichever way it was started."""
_HEAD = 4
"""Bytes that say how long a message is."""


def write(descriptor: int, message: Any) -> None:  # noqa: ANN401 - whatever marshal takes
    """Write a message. Raises OSError where nobody reads."""
    data = dumps(message)
    data = len(data).to_bytes(_HEAD, "little") + data
    while data:
        data = data[os.write(descriptor, data) :]


def read(descriptor: int) -> Any:  # noqa: ANN401 - whatever was written
    """Read a message; None where nobody writes any more."""
    head = _exactly(descriptor, _HEAD)
    content = _exactly(descriptor, int.from_bytes(head, "little")) if head else b""
    return loads(content) if content else None  # noqa: S302 - from a process of ours


def _exactly(descriptor: int, size: int) -> bytes:
    parts = []
    while size:
        part = os.read(descriptor, size)
        if not part:
            return b""
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def last_words(told: int) -> str:
    """Return what a trial has said at its end through a pipe, empty if nothing."""
    os.set_blocking(told, False)
    try:
        return os.read(told, MOST_TOLD).decode()
    except OSError:
        return ""

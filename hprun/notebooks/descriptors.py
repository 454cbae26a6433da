"""Layer 4: what a kernel, and a process of a cell, writes past python to the streams it was given.

A kernel that is told to reads such pipes by itself, in a thread of its own: what comes at the end
of a cell may then be late, or lost with a kernel that dies of what it tells.
"""

from __future__ import annotations

import asyncio
import os
from codecs import getincrementaldecoder
from collections.abc import Callable, Mapping

_AT_ONCE = 1 << 20
"""Bytes that are read at once: no pipe holds more, unless it was told to."""


class Pipes:
    """A pipe for each of the two streams of a kernel.

    `take` is called with the name of a stream and what was written to it.
    """

    def __init__(self, take: Callable[[str, str], None]) -> None:
        self._take = take
        both = {name: os.pipe() for name in ("stdout", "stderr")}
        self.given: Mapping[str, int] = {name: theirs for name, (_, theirs) in both.items()}
        self._ours = {name: ours for name, (ours, _) in both.items()}
        decoder = getincrementaldecoder("utf-8")
        self._decoders = {name: decoder(errors="replace") for name in both}

    def listen(self) -> None:
        """Take what is written from now on; the kernel has been given its ends."""
        for each in self.given.values():
            os.close(each)
        loop = asyncio.get_running_loop()
        for name, descriptor in self._ours.items():
            os.set_blocking(descriptor, False)
            loop.add_reader(descriptor, self._read, name)

    def drain(self) -> None:
        """Take all that has been written by now, and not what somebody goes on to write."""
        for name in self._ours:
            self._read(name)

    def close(self) -> None:
        """Take what is left, and no more."""
        self.drain()
        for descriptor in self._ours.values():
            asyncio.get_running_loop().remove_reader(descriptor)
            os.close(descriptor)

    def _read(self, name: str) -> None:
        try:
            found = os.read(self._ours[name], _AT_ONCE)
        except BlockingIOError:
            return
        if not found:
            asyncio.get_running_loop().remove_reader(self._ours[name])
        text = self._decoders[name].decode(found, final=not found)
        if text:
            self._take(name, text)

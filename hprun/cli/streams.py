"""Layer 5: results on their way out: encodings too small, closed streams, full disks."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager

from hprun.errors import HprunError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

CUT_OFF = 1
"""The exit status where the reader of a pipe is gone."""


@contextmanager
def standing_in() -> Iterator[None]:
    """Put a stream into which all vanishes in the place of one that was closed before the start."""
    closed = [name for name in ("stdout", "stderr") if getattr(sys, name) is None]
    for name in closed:
        setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - closed below
    try:
        yield
    finally:
        for name in closed:
            getattr(sys, name).close()
            setattr(sys, name, None)


def write(text: str) -> None:
    """Write a result; a character that standard output has no bytes for is escaped.

    Such are names of files that are not UTF-8, and all that is not ASCII in a bare locale.
    """
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError as error:
        sys.stdout.write(text.encode(error.encoding, "backslashreplace").decode(error.encoding))


def write_exactly(text: str, advice: str) -> None:
    """Write what is to be read back. Raises HprunError where that cannot be done to the letter."""
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError as error:
        odd = ascii(text[error.start])
        raise HprunError(
            f"standard output ({error.encoding}) has no {odd}", advice=advice
        ) from None


def cut_off(error: OSError) -> int:
    """Return the exit status of a command whose results could not be written to the end.

    That a reader wants no more (``| head``) is no mistake, and goes without a word. Raises
    HprunError for anything else that keeps a stream from being written, and `error` itself if it is
    about a file or folder.
    """
    if error.filename is not None or isinstance(error, FileNotFoundError):
        raise error
    _discard_the_rest()
    if isinstance(error, BrokenPipeError):
        return CUT_OFF
    raise HprunError(f"the result cannot be written: {error.strerror or error}") from None


def _discard_the_rest() -> None:
    """Let what is still to be written to standard output go to nowhere, or it fails again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)

"""Layer 1: one word after ``-D``, taken apart."""

from __future__ import annotations

from hprun.assigning import taken_apart
from hprun.errors import UsageError
from hprun.literal import Text, shortened
from hprun.values.layer import Assignment


def parse(word: str) -> Assignment:
    """Return what ``lr=0.1``, ``lr:=LITERAL``, ``+lr=0.1`` or ``+lr:=LITERAL`` assigns.

    The text is kept byte for byte. Raises UsageError where there is no value, or no name.
    """
    written = taken_apart(word)
    shown = shortened(word)
    if not written.name:
        raise UsageError(f"-D {shown}: no name", advice="write -D NAME=VALUE")
    if written.text is None:
        name, colon, text = shown.strip().partition(":")
        meant = f"{name}={text.strip()}" if colon and text.strip() else f"{shown.strip()}=VALUE"
        raise UsageError(f"-D {shown}: no value", advice=f"write -D {meant}")
    return Assignment(
        written.name, Text(written.text), f"-D {shown}", written.literal, written.added
    )

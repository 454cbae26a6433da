"""Layer 5: numbers and times that options of hprun's own are given."""

from __future__ import annotations

from hprun.cli.grammar import Invocation
from hprun.errors import UsageError
from hprun.literal import is_number

_SIZES = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def positive(invocation: Invocation, field: str, default: int, *, least: int = 1) -> int:
    """Return the whole number that an option is given. Raises UsageError."""
    texts = invocation.texts(field)
    if not texts:
        return default
    text = texts[-1].replace("_", "")
    if not text.isdecimal() or int(text) < least:
        raise UsageError(
            f"{texts[-1]!r} is no whole number from {least} on",
            origin=_said(field, texts[-1]),
        )
    return int(text)


def bytes_of(invocation: Invocation, field: str) -> int:
    """Return the size that an option is given, in bytes; 0 without. Raises UsageError."""
    texts = invocation.texts(field)
    if not texts:
        return 0
    text = texts[-1].strip().upper().removesuffix("B").removesuffix("I")
    number, unit = (text[:-1], text[-1:]) if text[-1:] in _SIZES else (text, "")
    if not unit or not is_number(number) or not 0 < float(number) < float("inf"):
        raise UsageError(
            f"{texts[-1]!r} is no size",
            origin=_said(field, texts[-1]),
            advice="write 500M or 16G",
        )
    return int(float(number) * _SIZES[unit])


def seconds_of(invocation: Invocation, field: str) -> float:
    """Return the time that an option is given, in seconds; 0 without. Raises UsageError."""
    texts = invocation.texts(field)
    if not texts:
        return 0.0
    text = texts[-1].strip()
    number, unit = (text[:-1], text[-1:]) if text[-1:] in _UNITS else (text, "s")
    if not is_number(number) or not 0 < float(number) < float("inf"):
        raise UsageError(
            f"{texts[-1]!r} is no time",
            origin=_said(field, texts[-1]),
            advice="write 90s, 30m or 2h",
        )
    return float(number) * _UNITS[unit]


def gpus_of(invocation: Invocation) -> tuple[str, ...]:
    """Return the GPUs that are listed, as the driver names them. Raises UsageError."""
    texts = invocation.texts("gpus")
    if not texts:
        return ()
    found = tuple(each.strip() for each in texts[-1].split(","))
    if not all(found):
        raise UsageError(
            f"{texts[-1]!r} does not list GPUs",
            origin=_said("gpus", texts[-1]),
            advice="write --gpus 0,1",
        )
    return found


def _said(field: str, text: str) -> str:
    """Return an option with its value as it is written on a line."""
    return f"--{field.replace('_', '-')} {text}"

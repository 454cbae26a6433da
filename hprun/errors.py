"""Layer 0: every error that hprun raises on purpose.

Two families, after who has to act::

    HprunError                 the user's mistake: one message, exit status 2
    ├── UsageError             the command line is not understood
    ├── TargetError            there is nothing to run or to scan at the target
    ├── SourceError            the target's source cannot be read as Python
    ├── ConfigError            a configuration file cannot be read or written, or repeats itself
    ├── UnknownParameter       a value was given for a name that the scan did not find
    ├── MissingValue           a required parameter has no value
    ├── ConflictingDefaults    one name has two defaults in the code, and no value decides
    ├── NameClash              one name is a leaf and a tree at once (also a ValueError)
    ├── InvalidValue           a value does not fit its parameter (also a ValueError)
    └── Mistakes               several of these at once

    KeyError
    └── MissingParameter       the script reads a name that has neither value nor default
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class HprunError(Exception):
    """A mistake in what the user typed or wrote, described once, as parts.

    `what` is wrong, `origin` is where it came from (``-D lrr=1``, ``cfg.yaml:3``), `advice` is what
    to do about it, and `frames` are pieces of source to look at, already laid out in lines.
    """

    def __init__(self, what: str, *, origin: str = "", advice: str = "", frames: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.origin = origin
        self.advice = advice
        self.frames = frames

    def __str__(self) -> str:
        """Return the message: what, from where, what to do."""
        place = f" ({self.origin})" if self.origin else ""
        advice = f"; {self.advice}" if self.advice else ""
        frames = f"\n{self.frames}" if self.frames else ""
        return f"{self.what}{place}{advice}{frames}"


class UsageError(HprunError):
    """The command line is not understood."""


class TargetError(HprunError):
    """There is nothing to run or to scan at the target."""


class SourceError(HprunError):
    """The target's source cannot be read as Python."""


class ConfigError(HprunError):
    """A configuration file cannot be read or written, or says something twice."""


class UnknownParameter(HprunError):
    """A value was given for a name that the scan did not find."""


class MissingValue(HprunError):
    """A required parameter has no value."""


class ConflictingDefaults(HprunError):
    """One name has two defaults in the code, and no value decides."""


class NameClash(HprunError, ValueError):
    """One name is both a parameter and the prefix of another."""


class InvalidValue(HprunError, ValueError):
    """A value does not fit the type or the choices of its parameter."""


class Mistakes(HprunError):
    """Several mistakes, each with its own message; it reads as all of them, one on a line."""

    def __init__(self, errors: Iterable[Exception]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))


class MissingParameter(KeyError):
    """The script reads a name that has neither a value nor a default."""

    def __str__(self) -> str:
        """Return the message as it is; KeyError would show its repr."""
        return str(self.args[0]) if self.args else ""

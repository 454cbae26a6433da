"""Layer 3: the command line. `main` is the one boundary at which errors become exit statuses."""

from __future__ import annotations

import sys

from hprun.errors import HprunError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FAULT = 2
"""The exit status for a mistake in what the user typed or wrote, as python's own for usage."""


def main(words: Sequence[str] | None = None) -> int | None:
    """Run hprun with the words of a command line, those of this process by default.

    Returns the exit status: None and 0 for success, 2 for a mistake of the user's, which is
    described in one message on standard error. What a script raises passes through.
    """
    from hprun.cli.commands import dispatch

    try:
        dispatch(sys.argv[1:] if words is None else words)
    except HprunError as error:
        print(f"hprun: {error}", file=sys.stderr)  # noqa: T201 - the one place
        return FAULT
    return None

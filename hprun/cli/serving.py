"""Layer 5: ``hprun lsp``: the language server, for the editor that starts it."""

from __future__ import annotations

from collections.abc import Callable

from hprun.cli.grammar import Invocation
from hprun.cli.project import Project
from hprun.errors import UsageError


def serve(invocation: Invocation, project_of: Callable[[str], Project | None]) -> None:
    """Serve an editor on standard input and output. Raises UsageError where that cannot be done."""
    if invocation.arguments:
        word = invocation.arguments[0]
        raise UsageError(f"{word!r} does nothing with lsp", advice="leave it out")
    try:
        from hprun.editors import server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise UsageError("pygls is not installed", advice="pip install 'hprun[lsp]'") from None
    server.serve(project_of)

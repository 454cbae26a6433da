"""Layer 5: the files that a command line and its project name, and the presets beside a target."""

from __future__ import annotations

import os

from hprun.cli.grammar import Found, Invocation
from hprun.errors import UsageError
from hprun.values import presets
from hprun.values.configuration import layers
from hprun.values.layer import Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def of_files(invocation: Invocation) -> Iterator[Layer]:
    """Yield what files say: those of the project first, then those of the command line.

    A run that is repeated takes its own values, and no more.
    """
    found = invocation.found
    assert found is not None  # noqa: S101 - for mypy: a target is read for
    project = found.project if "rerun_of" not in invocation.given else None
    named = (*(project.config if project else ()), *invocation.texts("config"))
    lax = "lax" in invocation.given or (project is not None and project.lax)
    return layers(named, found.catalog, folder_of_presets(found), lax=lax)


def folder_of_presets(found: Found) -> str:
    """Return the folder of presets: that of the project, else the one beside the target."""
    if found.project and found.project.presets:
        return found.project.presets
    target = found.target
    if not target.file:  # nothing to run: python says so
        return presets.FOLDER
    is_file = target.kind in ("script", "notebook", "zip")
    beside = target.word if is_file else os.path.relpath(target.file)
    return os.path.join(os.path.dirname(beside), presets.FOLDER)


def show_presets(invocation: Invocation) -> None:
    """Print the presets of a target: how each is called, where it stands, what it says of itself.

    Raises UsageError where there are words that would do nothing.
    """
    found = invocation.found
    assert found is not None  # noqa: S101 - for mypy: a target is inspected
    if invocation.arguments or "detail" in invocation.given:
        word = "".join(invocation.arguments[:1]) or "--detail"
        raise UsageError(f"{word} does nothing with --presets", advice="leave one of them out")
    folder = folder_of_presets(found)
    known = list(presets.listed(folder))
    if "json" in invocation.given:
        from hprun.cli.document import write_json

        write_json([{"name": each.name, "path": each.path, "help": each.help} for each in known])
    else:
        from hprun.cli.table import files_by_name

        files_by_name(known, folder)

"""Layer 5: constants of modules in a command. Imported where there are some."""

from __future__ import annotations

from hprun.deliver.assignments import changes, compiled, install
from hprun.launch.children import export

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from hprun.cli.grammar import Invocation
    from hprun.launch.target import Target
    from hprun.model import Catalog
    from hprun.values.layer import Resolution


def listed(
    invocation: Invocation, catalog: Catalog, resolution: Resolution
) -> tuple[Catalog, Resolution]:
    """Return what is listed: of constants, beside other parameters, those that are set or named."""
    if catalog.is_bare or "constants" in invocation.given:
        return catalog, resolution
    from hprun.cli.screen import matches  # with rich, which a run does not need

    asked = [
        key
        for key, each in resolution.parameters.items()
        if each.given or any(matches(key, name) for name in invocation.arguments)
    ]
    narrow = catalog.narrowed(asked)
    kept = {key: resolution.parameters[key] for key in narrow.parameters}
    return narrow, resolution.replace(parameters=kept)


def assign(target: Target, resolution: Resolution) -> Callable[..., Any] | None:
    """Set the constants that have a value of the user's, in this process and in its children.

    Returns what compiles the script then; None where nothing is set.
    """
    found = changes(resolution)
    if not found:
        return None
    install(found)
    export(found, target.file)
    return compiled

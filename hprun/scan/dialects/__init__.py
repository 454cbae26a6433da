"""Layer 1: the dialects: what a use of one of our names says about parameters.

A recogniser takes a `Use` and what was written behind the name of ours, and yields what it found.
Each is imported when the first use of its kind is met.
"""

from __future__ import annotations

from hprun.scan.names.meaning import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hprun.model import Definition, Dynamic
    from hprun.scan.names.uses import Use


_DATACLASSES = (
    *("tyro", "transformers", "trl", "simple_parsing", "draccus", "pyrallis", "jsonargparse"),
)
FOREIGN = {
    "argparse": "hprun.scan.dialects.argparse",
    **dict.fromkeys(_DATACLASSES, "hprun.scan.dialects.dataclass_parsers"),
}
"""The packages that give a script a command line of its own, and the dialect of each."""


def recognised(use: Use) -> Iterator[Definition | Dynamic]:
    """Yield the parameters that a use of a name speaks of; none where the name is not ours."""
    found = ours(use.root, use.attributes, use.scope, use.moment)
    match found:
        case "manager", manager, rest:
            from hprun.scan.dialects.manager import definitions as of_manager

            yield from of_manager(use, manager, rest)
        case "param_scope", package, rest:
            from hprun.scan.dialects.param_scope import definitions as of_scope

            yield from of_scope(use, rest, package)
        case "config" | "launch" | "run_cli", _, rest:
            from hprun.scan.dialects.param_scope import anywhere

            yield from anywhere(use, rest)
        case "auto_param", _, rest:
            from hprun.scan.dialects.auto_param import definitions as of_auto

            yield from of_auto(use, rest)

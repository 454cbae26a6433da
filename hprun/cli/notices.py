"""Layer 5: what is said beside a run: on standard error before it, or in the place of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from hprun.launch.target import Target
from hprun.model import CONSTANTS, Catalog
from hprun.secret import masked_origin
from hprun.show import as_literal
from hprun.values.environment import PREFIX, near_miss
from hprun.values.layer import Resolution
from hprun.values.masking import has_secret


def told_in_a_run(resolution: Resolution, catalog: Catalog) -> Iterator[str]:
    """Yield a line for each variable that is nearly one of the script's, and one for lax files."""
    for name in resolution.ignored:
        near = near_miss(name, catalog) if name.startswith(PREFIX) else ""
        if near:
            yield f"hprun: {name} in the environment names no parameter; did you mean {near}?\n"
    yield from lax_keys(resolution)


def lax_keys(resolution: Resolution) -> Iterator[str]:
    """Yield the one line that names the keys of files that no parameter has."""
    keys = [name for name in resolution.ignored if not name.startswith(PREFIX)]
    if keys:
        yield f"hprun: let through, for no parameter has the name: {', '.join(keys)}\n"


def not_reached(unread: Mapping[str, str], resolution: Resolution) -> Iterator[str]:
    """Yield a line for each value that was set and never read, from slots and their origins."""
    for slot, origin in unread.items():
        told = masked_origin(origin) if has_secret(slot, resolution) else origin
        yield f"hprun: {slot!r} was set but not reached in this process ({told})\n"


def python_command(target: Target, arguments: Sequence[str], resolution: Resolution) -> str:
    """Return the line that runs the target by plain python.

    Values of the root scope and of constants, which python has no words for, are told below it.
    """
    module = ["-m"] if target.kind == "module" else []
    line = shlex.join(["python", *module, target.word, *arguments])
    root = resolution.root()
    root |= {
        key: each.given.value
        for key, each in resolution.parameters.items()
        if each.parameter.manager == CONSTANTS and each.given
    }
    notes = (f"# not said by words: {slot} = {as_literal(root[slot])}" for slot in root)
    return "\n".join([line, *sorted(notes)])

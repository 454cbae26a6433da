"""Layer 5: what a run was asked to be, before it is one: what its record is made of."""

from __future__ import annotations

from hprun.frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hprun.cli.grammar import Invocation
    from hprun.launch.target import Target
    from hprun.model import Catalog
    from hprun.values.layer import Resolution


class Asked(Record):
    """What a run was asked to be; `arguments` are the script's words."""

    invocation: Invocation
    target: Target
    catalog: Catalog
    resolution: Resolution
    arguments: Sequence[str]

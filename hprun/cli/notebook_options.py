"""Layer 5: what a run of a notebook has beside the options of any run. Imported for notebooks."""

from __future__ import annotations

from hprun.cli.options import Option

OPTIONS = (
    Option(
        ("-o", "--output"),
        "output",
        "FILE",
        "Write the notebook with all outputs to a file.",
        "run",
        "once",
    ),
)
BY_SPELLING = {name: option for option in OPTIONS for name in option.names}

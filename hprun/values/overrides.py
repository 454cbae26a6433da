"""Layer 1: one word after ``-D``, taken apart."""

from __future__ import annotations

from hprun.errors import UsageError
from hprun.frozen import Record
from hprun.literal import shortened


class Override(Record):
    """A value that the command line gives to a name.

    `text` is byte for byte what was typed. `operator` is ``=``, ``:=`` (a literal, whatever the
    type), ``+=`` (a name that the scan did not find: ``+name=V``) or ``+:=``. `origin` is what the
    user typed: ``-D lr=1``, ``--lr 1``.
    """

    name: str
    text: str
    operator: str
    origin: str


def parse(word: str) -> Override:
    """Return the override that ``lr=0.1``, ``lr:=LITERAL``, ``+lr=0.1`` or ``+lr:=LITERAL`` means.

    The first ``=`` splits. Raises UsageError where there is none, or nothing before it.
    """
    left, equals, text = word.partition("=")
    operator = f"{'+' * left.lstrip().startswith('+')}{':' * left.endswith(':')}="
    name = left.strip().removeprefix("+").removesuffix(":").strip()
    shown = shortened(word)
    if not name:
        raise UsageError(f"-D {shown}: no name", advice="write -D NAME=VALUE")
    if not equals:
        raise UsageError(f"-D {shown}: no value", advice=f"write -D {shown.strip()}=VALUE")
    return Override(name, text, operator, f"-D {shown}")

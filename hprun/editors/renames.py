"""Layer 4: a parameter called otherwise, in code and in files of values.

A name is written as a whole (``_("optim.lr")``), or by its last part (``param_scope.optim.lr``, an
argument). Where somebody else gave it, in a computed name or an option of a parser that is not
argparse's, nothing is changed, and the reason is told.
"""

from __future__ import annotations

import re
from keyword import iskeyword

from hprun.editors.config_keys import Key, keys_of
from hprun.editors.spots import Span, Spot
from hprun.errors import UsageError
from hprun.frozen import Record
from hprun.model import CONSTANTS, WORDS
from hprun.values.files import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hprun.editors.documents import Document
    from hprun.model import Catalog, Definition, Parameter

_NAME = re.compile(r"[^\W\d][\w-]*(?:\.[^\W\d][\w-]*)*")
_REFERENCE = re.compile(r"\$?\$\{([^{}]*)\}")


class Edit(Record):
    """A piece of a line, and the text that is to stand there."""

    span: Span
    text: str


class Renaming(Record):
    """The names before and after, in full, and what stands behind the last dot of them."""

    old: str
    new: str

    def of_key(self, key: str) -> Renaming:
        """Return what it makes of a key, which says the manager, too, where several have a name."""
        manager = key.removesuffix(self.old)
        return Renaming(key, f"{manager}{self.new}") if manager != key else self

    @property
    def old_last(self) -> str:
        """The last part of the old name."""
        return self.old.rpartition(".")[2]

    @property
    def new_last(self) -> str:
        """The last part of the new name."""
        return self.new.rpartition(".")[2]

    @property
    def is_of_last(self) -> bool:
        """Whether nothing but the last part is another."""
        return self.old.rpartition(".")[0] == self.new.rpartition(".")[0]


def refused(parameter: Parameter) -> str:
    """Return why a parameter cannot be given another name here; empty where it can be."""
    first = parameter.definitions[0]
    if parameter.manager == CONSTANTS:
        return "it is a variable of the script: rename it as such"
    if parameter.manager == WORDS and first.dialect != "argparse":
        return f"it is an option of the script's own, by {first.dialect}"
    return ""


def renaming(parameter: Parameter, spot: Spot, text: str, catalogs: Iterable[Catalog]) -> Renaming:
    """Return what a text at the place of a name makes of it. Raises UsageError."""
    reason = refused(parameter)
    if reason:
        raise UsageError(f"{parameter.name!r} cannot be renamed: {reason}")
    above = parameter.name.removesuffix(spot.text)
    if parameter.manager == WORDS:
        above, text = parameter.name.rpartition(".")[0], text.lstrip("-").replace("-", "_")
        above = f"{above}." if above else ""
    new = f"{above}{text}"
    if not _NAME.fullmatch(new):
        raise UsageError(f"{new!r} is no name of a parameter", advice="write letters, digits and _")
    for catalog in catalogs:
        taken = next(
            (
                each
                for each in catalog.parameters.values()
                if each.manager == parameter.manager and _meet(each.name, new, parameter.name)
            ),
            None,
        )
        if taken is not None:
            what = f"{new!r} and {taken.name!r} ({taken.location}) cannot both be parameters"
            if taken.name == new:
                what = f"{new!r} is another parameter already ({taken.location})"
            raise UsageError(what, advice="choose another name")
    return Renaming(parameter.name, new)


def _meet(name: str, new: str, old: str) -> bool:
    """Return whether two names are one, or one is the prefix of the other."""
    return name != old and (name == new or name.startswith(f"{new}.") or new.startswith(f"{name}."))


def in_code(
    places: Iterable[tuple[Definition, Spot]], uses: Iterable[Span], to: Renaming
) -> Iterator[Edit]:
    """Yield what is to be written in Python files. Raises UsageError where that is not clear."""
    for found, spot in places:
        if not spot.is_written:
            raise UsageError(
                f"{to.old!r} is computed at {found.location}", advice="rename it there by hand"
            )
        if found.manager == WORDS:
            hyphens = "-" in spot.text
            yield Edit(spot.span, to.new_last.replace("_", "-") if hyphens else to.new_last)
        elif spot.is_quoted and spot.text == to.old:
            yield Edit(spot.span, to.new)
        else:
            _require_last(found, spot, to)
            yield Edit(spot.span, to.new_last)
    yield from (Edit(span, to.new_last) for span in uses)


def _require_last(found: Definition, spot: Spot, to: Renaming) -> None:
    last = to.new_last
    if not spot.is_quoted and (not last.isidentifier() or iskeyword(last)):
        raise UsageError(
            f"{last!r} is no name in Python, as it stands at {found.location}",
            advice="write letters, digits and _",
        )
    if not to.is_of_last:
        raise UsageError(
            f"{to.old!r} stands as {spot.text!r} at {found.location}",
            advice="change nothing but the last part of the name",
        )


def in_values(document: Document, to: Renaming) -> Iterator[Edit]:
    """Yield what is to be written in a file of values: keys, and references to the name.

    Raises UsageError where a key stands below others that would have to go.
    """
    for key in keys_of(document, language_of(document.path)):
        text = _renamed_key(key, to)
        if text is not None:
            yield Edit(key.span, text)
    for number, line in enumerate(document.lines):
        for match in _REFERENCE.finditer(line):
            if match[1].strip() == to.old and not match[0].startswith("$$"):
                yield Edit(Span(document.path, number, match.start(1), match.end(1)), to.new)


def _renamed_key(key: Key, to: Renaming) -> str | None:
    """Return what a key is to be; None where it has no part in the name."""
    before, name, behind = parted(key.name if not key.above else key.text)
    full = f"{key.above}.{name}" if key.above else name
    if full != to.old and not (full.startswith(f"{to.old}.") and len(key.above) < len(to.old)):
        return None
    rest = full.removeprefix(to.old)
    above = f"{key.above}." if key.above else ""
    if not to.new.startswith(above):
        raise UsageError(
            f"{to.old!r} stands below {key.above!r}",
            origin=f"{key.span.path}:{key.span.line + 1}",
            advice="change nothing but the last part of the name",
        )
    return f"{before}{to.new.removeprefix(above)}{rest}{behind}"


def parted(text: str) -> tuple[str, str, str]:
    """Return what a key says besides its name: ``+`` in front, ``+=`` or ``:=`` behind."""
    for sign in (":=", "+="):
        if text.endswith(sign):
            before, name, _ = parted(text.removesuffix(sign))
            return before, name, sign
    return ("+", text[1:], "") if text.startswith("+") else ("", text, "")

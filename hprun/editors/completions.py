"""Layer 4: the names that may stand at a place of a Python file that is being written.

The line is no Python yet, so it is read as text up to the cursor; what the names in it mean is
known from the scan.
"""

from __future__ import annotations

import re

from hprun.editors.spots import Span
from hprun.frozen import Record
from hprun.model import SHARED, WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hprun.editors.documents import Document
    from hprun.model import Catalog, Parameter

    Meaning = Callable[[str], str]

_QUOTED = re.compile(
    r"(?P<root>[\w.]+)(?:\.(?:get_value|set_value))?(?:\(|\[)\s*(?P<quote>[\"'])(?P<text>[\w.]*)$"
)
_DOTTED = re.compile(r"(?P<root>[^\W\d]\w*(?:\.\w+)*)\.(?P<text>\w*)$")
_MANAGERS = ("hprun.m.", "hpman.m.")
_SCOPES = (*("hprun.param_scope", "hyperparameter.param_scope", "hyperparameter.scope"),)
_PARSED = (".parse_args.()", ".parse_known_args.()")
_METHODS = (".get_value", ".set_value")


class Completion(Record):
    """A name that may stand at a span: `label` is written there; it is that of a parameter.

    `parameter` is None for the beginning of several names.
    """

    span: Span
    label: str
    key: str
    parameter: Parameter | None


def completions(
    document: Document, line: int, column: int, catalogs: Iterable[Catalog], meaning: Meaning
) -> list[Completion]:
    """Return what may be written at a place; `meaning` tells the dotted path of a name there."""
    before = document.lines[line][:column] if line < len(document.lines) else ""
    path = document.path
    if match := _QUOTED.search(before):
        manager, above = _asked(match["root"], meaning)
        if manager:
            span = Span(path, line, match.start("text"), column)
            return _fitting(match["text"], _whole(span, manager, above, catalogs))
    elif match := _DOTTED.search(before):
        manager, above = _asked(match["root"], meaning)
        if manager and (manager == WORDS or _is_scope(match["root"], meaning)):
            span = Span(path, line, match.start("text"), column)
            return _fitting(match["text"], _parts(span, manager, above, catalogs))
    return []


def _fitting(text: str, offered: Iterable[Completion]) -> list[Completion]:
    """Return the names in which the letters of a text stand, in their order, as editors filter."""
    pattern = re.compile(".*".join(map(re.escape, text)), re.IGNORECASE)
    return [each for each in offered if pattern.search(each.label)]


def _asked(root: str, meaning: Meaning) -> tuple[str, str]:
    """Return the manager that an expression asks, and the prefix of the names that it can have.

    Both are empty where it asks for no parameter.
    """
    for method in _METHODS:
        root = root.removesuffix(method)
    first, _, rest = root.partition(".")
    meant = meaning(first)
    if meant.startswith(_MANAGERS) and not rest and "." not in meant.split(".m.", 1)[1]:
        return meant.split(".m.", 1)[1], ""
    if rest and not meant.startswith(_SCOPES) and f"{meant}.{rest}".startswith(_SCOPES):
        meant, rest = f"{meant}.{rest.partition('.')[0]}", rest.partition(".")[2]
    if meant.startswith(_SCOPES):
        return SHARED, f"{rest}." if rest else ""
    if meant.endswith(_PARSED) and not rest:
        return WORDS, ""
    return "", ""


def _is_scope(root: str, meaning: Meaning) -> bool:
    first, _, rest = root.partition(".")
    meant = meaning(first)
    return meant.startswith(_SCOPES) or f"{meant}.{rest}".startswith(_SCOPES)


def _named(
    manager: str, above: str, catalogs: Iterable[Catalog]
) -> Iterator[tuple[str, str, Parameter]]:
    """Yield the parameters of a manager below a prefix: what is behind it, the key, and each."""
    for catalog in catalogs:
        for key, parameter in catalog.parameters.items():
            if parameter.manager == manager and parameter.name.startswith(above):
                yield parameter.name.removeprefix(above), key, parameter


def _whole(
    span: Span, manager: str, above: str, catalogs: Iterable[Catalog]
) -> Iterator[Completion]:
    seen = set()
    for label, key, parameter in _named(manager, above, catalogs):
        if label not in seen:
            seen.add(label)
            yield Completion(span, label, key, parameter)


def _parts(
    span: Span, manager: str, above: str, catalogs: Iterable[Catalog]
) -> Iterator[Completion]:
    seen = set()
    for rest, key, parameter in _named(manager, above, catalogs):
        label, dot, _ = rest.partition(".")
        if label not in seen and label.isidentifier():
            seen.add(label)
            yield Completion(span, label, key, None if dot else parameter)

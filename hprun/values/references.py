"""Layer 1: references in the texts of files: ``${name}``, ``${env:HOME}``; ``$${`` is none."""

from __future__ import annotations

import os
import re

from hprun.errors import ConfigError
from hprun.literal import Text, shortened
from hprun.values.tree import Given, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MARK = re.compile(r"\$\$\{|\$\{([^{}]*)\}|\$\{")
_ENVIRONMENT = "env:"


def filled(text: str, value_of: Callable[[str], object], shown: Callable[[str], str]) -> object:
    """Return a text with what its references stand for.

    A reference that is the whole text is its value, of whatever type; inside of a text it is the
    text that `shown` makes of it. ``$${`` is ``${``. Raises ConfigError, and what `value_of` does.
    """
    whole = _MARK.fullmatch(text)
    if whole and whole[1] is not None:
        return value_of(_name(whole))
    made = _MARK.sub(lambda found: "${" if found[0] == "$${" else shown(_name(found)), text)
    return Text(made) if isinstance(text, Text) else made


def mapped(value: object, change: Callable[[str], object]) -> object:
    """Return what a file holds with each of its texts changed; keys stay as they are."""
    match value:
        case str():
            return change(value) if "${" in value else value
        case list() | tuple():
            return type(value)([mapped(each, change) for each in value])
        case dict():
            return {key: mapped(each, change) for key, each in value.items()}
        case Tree():
            return Tree(tuple(_changed(each, change) for each in value.entries))
    return value


def texts(value: object) -> Iterator[str]:
    """Yield all texts in what a file holds that may refer to something."""
    match value:
        case str():
            if "${" in value:
                yield value
        case list() | tuple():
            for each in value:
                yield from texts(each)
        case dict():
            yield from texts([*value.values()])
        case Tree():
            yield from texts([each.value for each in value.entries])


def _changed(given: Given, change: Callable[[str], object]) -> Given:
    return given.replace(value=mapped(given.value, change))


def names_in(value: object) -> Iterator[str]:
    """Yield the names that a value of a file refers to, each as often as it does."""
    for text in texts(value):
        yield from (each[1].strip() for each in _MARK.finditer(text) if each[1] is not None)


def plain_text(text: str) -> object:
    """Return a text without references as it is meant: ``$${`` is ``${``."""
    return type(text)(text.replace("$${", "${"))


def escaped(text: str) -> str:
    """Return a text so that it refers to nothing."""
    return text.replace("${", "$${")


def variable(name: str) -> str | None:
    """Return the value of ``env:NAME``, None for any other name. Raises ConfigError."""
    if not name.startswith(_ENVIRONMENT):
        return None
    wanted = name.removeprefix(_ENVIRONMENT)
    if wanted not in os.environ:
        raise ConfigError(
            f"there is no {wanted} in the environment", advice=f"set it, or write $${{{name}}}"
        )
    return os.environ[wanted]


def in_environment(text: str) -> str:
    """Return a text that refers to nothing but the environment. Raises ConfigError."""

    def known(name: str) -> str:
        found = variable(name)
        if found is None:
            raise ConfigError(f"${{{name}}} cannot stand here", advice="${env:NAME} can")
        return found

    return str(filled(text, known, known))


def _name(found: re.Match[str]) -> str:
    name = (found[1] or "").strip()
    if not name:
        what = "${} names nothing" if found[1] is not None else "${ is not closed, or holds another"
        raise ConfigError(
            f"{what}: {shortened(found.string)!r}", advice="write ${NAME}; $${ is the text ${"
        )
    return name

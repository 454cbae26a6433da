"""Layer 2: the files of ``--hp-save`` and ``--hp-load``."""

from __future__ import annotations

import os

from hprun.compat.hpman.primitives import NotLiteralEvaluable
from hprun.errors import ConfigError
from hprun.values.files import load as load_values
from hprun.values.files import write
from hprun.values.languages.yaml import spell
from hprun.values.tree import Given, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FORMATS = ("auto", "yaml", "pickle")
_ENDINGS = {".yaml": "yaml", ".yml": "yaml", ".pickle": "pickle", ".pkl": "pickle"}


class UnsupportedEnding(ConfigError, ValueError):
    """The ending of a file says nothing about its format."""


def load(path: str, form: str, known: Iterable[str] = ()) -> Iterator[tuple[str, object, str]]:
    """Yield the names, values and places of what a file gives.

    A tree in YAML gives its leaves, unless its own name is `known`. Raises ConfigError; a pickle is
    loaded only if `form` says so: loading one can run any program that is in it.
    """
    if form == "auto" and _by_ending(path) == "pickle":
        raise ConfigError(
            f"{path} is a pickle, which can hold a program",
            advice="if you trust it, add --hp-serial-format pickle",
        )
    if form == "pickle":
        for name, value in _unpickled(path).items():
            yield name, value, path
    else:
        names = frozenset(known)
        for given in load_values(path, "yaml"):
            yield from _leaves(given, "", names)


def _leaves(given: Given, above: str, known: frozenset[str]) -> Iterator[tuple[str, object, str]]:
    name = f"{above}{given.name}"
    if isinstance(given.value, Tree) and name not in known and given.value.entries:
        for entry in given.value.entries:
            yield from _leaves(entry, f"{name}.", known)
    else:
        yield name, _plain(given.value), given.origin


def _plain(value: object) -> object:
    from hprun.values.tree import plain

    return plain(value)


def save(path: str, values: Mapping[str, object], form: str) -> None:
    """Write values to a file in one step. Raises ConfigError, UnsupportedEnding."""
    if (_by_ending(path) if form == "auto" else form) == "pickle":
        import pickle

        known = {name: each for name, each in values.items() if not _is_unknown(each)}
        data = pickle.dumps(known)
        with open(path, "wb") as file:
            file.write(data)
    else:
        write(path, as_yaml(values))


def as_yaml(values: Mapping[str, object]) -> str:
    """Return values by sorted name; those that YAML has no word for are comments."""
    return "".join(_line(name, values[name]) for name in sorted(values))


def _line(name: str, value: object) -> str:
    key = spell(name, quoted=False)
    if _is_unknown(value):
        return f"# {key}: known only when the script runs\n"
    try:
        return "".join(f"{line}\n" for line in _block(key, value, ""))
    except ValueError:
        return f"# {key}: {' '.join(repr(value).split())}\n"


def _block(key: str, value: object, indent: str) -> Iterator[str]:
    """Yield the lines of an entry, lists and dicts in block style."""
    if isinstance(value, dict) and value:
        yield f"{indent}{key}:"
        for inner, each in sorted(value.items(), key=str):
            yield from _block(spell(inner, quoted=False), each, f"{indent}  ")
    elif isinstance(value, list) and value:
        yield f"{indent}{key}:"
        yield from (f"{indent}- {spell(each, quoted=False)}" for each in value)
    else:
        yield f"{indent}{key}: {spell(value, quoted=False)}"


def _is_unknown(value: object) -> bool:
    return isinstance(value, NotLiteralEvaluable)


def _by_ending(path: str) -> str:
    ending = os.path.splitext(path)[1].lower()
    if ending not in _ENDINGS:
        known = ", ".join(_ENDINGS)
        raise UnsupportedEnding(
            f"Unsupported file extension: {ending} of {path}",
            advice=f"use one of {known}, or say --hp-serial-format",
        )
    return _ENDINGS[ending]


def _unpickled(path: str) -> dict[str, object]:
    import pickle

    try:
        with open(path, "rb") as file:
            loaded = pickle.load(file)  # noqa: S301 - asked for by name
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from None
    except pickle.UnpicklingError as error:
        raise ConfigError(f"{path} is no pickle: {error}") from None
    if not isinstance(loaded, dict):
        raise ConfigError(f"{path} gives no names")
    return loaded

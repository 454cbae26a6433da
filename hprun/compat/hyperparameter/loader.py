"""Layer 2: what `hyperparameter.config` and `hyperparameter.loader` offer: configuration files.

    cfg = config(["base.toml", "prod.yaml"])        # a dict; later files win, trees are merged
    cfg = config("base.toml", schema=Settings)      # an object of an annotated class
    with config("base.toml"): ...                   # a scope that sets all of it

A text ``${a.b}`` stands for the value of that name in the merged configuration, of whatever type it
is; inside of a longer text it stands for the value's text. A name that the configuration does not
have is looked up in the environment.

Files are read by hprun's own rules: YAML is YAML 1.2, a key that is written twice is an error.
"""

from __future__ import annotations

import os

from hprun.errors import ConfigError
from hprun.literal import NotLiteralError, Text, scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, Self, TypeVar

    from hprun.runtime.scope import Scope

    T = TypeVar("T")
    Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]

_ENDINGS = {".json": "json", ".toml": "toml", ".yaml": "yaml", ".yml": "yaml"}


class Configuration(dict[str, "Any"]):
    """A merged configuration: a dict that is also a scope to enter."""

    __slots__ = ("__entered",)

    def __init__(self, tree: dict[str, Any]) -> None:
        super().__init__(tree)
        self.__entered: list[Scope] = []

    def __enter__(self) -> Self:
        from hprun.compat.hyperparameter.scopes import scope

        entered = scope(**self)
        entered.__enter__()
        self.__entered.append(entered)
        return self

    def __exit__(self, *error: object) -> None:
        """Leave the scope that was entered last."""
        self.__entered.pop().__exit__(*error)

    def __reduce__(self) -> tuple[object, ...]:
        return dict, (dict(self),)


def config(
    path: Paths | dict[str, Any], schema: type | None = None, *, interpolate: bool = True
) -> Any:  # noqa: ANN401 - a dict, or an object of the class
    """Return the configuration of a file, of several files merged, or of a dict.

    It is a dict that can be entered as a scope, or an object of the class `schema`. Raises
    FileNotFoundError, ConfigError for what is no JSON, TOML (also without an ending) or YAML,
    KeyError and ValueError for a ``${name}`` that leads nowhere or back to itself.
    """
    if isinstance(path, dict):
        parts = [path]
    elif isinstance(path, str | os.PathLike):
        parts = [_loaded(path)]
    elif isinstance(path, list | tuple):
        parts = [_loaded(each) for each in path]
    else:
        msg = f"config takes a path, a list of paths or a dict, not {path!r}"
        raise TypeError(msg)
    tree: dict[str, Any] = {}
    for part in parts:
        tree = merged(tree, part)
    tree = interpolated(tree) if interpolate else tree
    return Configuration(tree) if schema is None else validate(tree, schema)


load = config


def validate(data: dict[str, Any], schema_cls: type[T]) -> T:
    """Return an object of an annotated class with the values of a configuration.

    Raises ValueError for a field without value or default, TypeError for a value that does not fit.
    """
    from hprun.compat.hyperparameter.schema import of_schema

    return of_schema(data, schema_cls)


def loads(text: str) -> dict[str, Any]:
    """Return what a TOML text gives. Raises ConfigError."""
    return _parsed(text, "<text>", "toml")


def dumps(tree: dict[str, Any]) -> str:
    """Return a configuration as TOML, which has no word for None: such entries are left out."""
    return "\n".join(_table(tree, ()))


def _table(tree: dict[str, Any], above: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a table: its own values, then the tables in it, each below a title."""
    from hprun.values.languages.toml import spell

    own = {key: each for key, each in tree.items() if not isinstance(each, dict | None)}
    if own or not tree:
        yield from [f"[{'.'.join(above)}]"] if above else []
        yield from (f"{_key(key)} = {spell(value, quoted=True)}" for key, value in own.items())
        yield ""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _table(value, (*above, _key(key)))


def _key(key: str) -> str:
    from hprun.values.languages.toml import spell

    is_bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if is_bare else spell(key, quoted=True)


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Return a tree with the values of both; where both have one, that of `over`."""
    both = dict(base)
    for key, value in over.items():
        below = both.get(key)
        is_tree = isinstance(value, dict) and isinstance(below, dict)
        both[key] = merged(below, value) if is_tree else value  # type: ignore[arg-type]
    return both


def interpolated(tree: dict[str, Any]) -> dict[str, Any]:
    """Return a tree in which every ``${name}`` is replaced by what it stands for."""
    return {key: _resolved(value, tree, ()) for key, value in tree.items()}


def _resolved(value: Any, tree: dict[str, Any], within: tuple[str, ...]) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {key: _resolved(each, tree, within) for key, each in value.items()}
    if isinstance(value, list):
        return [_resolved(each, tree, within) for each in value]
    if not isinstance(value, str) or "${" not in value:
        return value
    start = value.find("${")
    end = value.find("}", start)
    if end < 0:
        return value
    found = _looked_up(value[start + 2 : end].strip(), tree, within)
    if start == 0 and end == len(value) - 1:
        return found
    rest = _resolved(value[end + 1 :], tree, within)
    return f"{value[:start]}{found}{rest}"


def _looked_up(name: str, tree: dict[str, Any], within: tuple[str, ...]) -> Any:  # noqa: ANN401
    """Return the value that a name in ``${…}`` stands for, itself resolved."""
    if name in within:
        msg = f"Circular dependency: {' -> '.join([*within, name])}"
        raise ValueError(msg)
    found: Any = tree
    for part in name.split("."):
        if not isinstance(found, dict) or part not in found:
            if name in os.environ:
                return os.environ[name]
            msg = f"${{{name}}} is in neither the configuration nor the environment"
            raise KeyError(msg)
        found = found[part]
    return _resolved(found, tree, (*within, name))


def _loaded(path: str | os.PathLike[str]) -> dict[str, Any]:
    with open(path, "rb") as file:
        data = file.read()
    name = os.fspath(path)
    language = _ENDINGS.get(os.path.splitext(name)[1].lower(), "toml")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError("it is not UTF-8", origin=name, advice="save it as UTF-8") from None
    return _parsed(text, name, language)


def _parsed(text: str, path: str, language: str) -> dict[str, Any]:
    from hprun.values.files import parse
    from hprun.values.tree import Tree, plain

    return _decided(plain(Tree(parse(text, path, language))))  # type: ignore[no-any-return]  # a Tree is a dict


def _decided(value: Any) -> Any:  # noqa: ANN401 - what a file holds
    """Return a value of a file with every unquoted text as the number it is, or as a str."""
    if isinstance(value, dict):
        return {key: _decided(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_decided(each) for each in value]
    if not isinstance(value, Text):
        return value
    try:
        return scalar(value)
    except NotLiteralError:
        return str(value)

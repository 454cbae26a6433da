"""Layer 1: configuration files: read in three languages, and written in one step."""

from __future__ import annotations

import os
import sys
from functools import lru_cache

from hprun.assigning import APPEND
from hprun.errors import ConfigError
from hprun.model import FILE
from hprun.values.layer import Assignment, Layer, as_dict, as_list, dynamic_of, key_of, place_of
from hprun.values.tree import Given, Tree, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

    from hprun.model import Catalog, Source

LANGUAGES = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".toml": "toml"}
_EXAMPLES = {
    "yaml": "NAME: VALUE, one parameter on a line",
    "json": '{"NAME": VALUE, …}',
    "toml": "NAME = VALUE, one parameter on a line",
}
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
STDIN = "<stdin>"
"""What standard input is called in places and messages."""


def language_of(path: str) -> str:
    """Return the language that a file's ending promises; YAML where it promises none."""
    return LANGUAGES.get(os.path.splitext(path)[1].lower(), "yaml")


def load(path: str, format: str | None = None) -> list[Given]:  # noqa: A002 - the word of the option
    """Return what a file gives, in its order; nothing if it is empty or all comments.

    Adds reading to `parse`; ``-`` is standard input, in YAML or JSON. Raises ConfigError.
    """
    return parse(_read(path), STDIN if path == "-" else path, format or language_of(path))


def parse(text: str, path: str, language: str) -> list[Given]:
    """Return what a text in one of the three languages gives, with places in the file `path`.

    Raises ConfigError where it is not of the language, or not a mapping.
    """
    value = _reader(language)(text, path)
    if value is None:
        return []
    if not isinstance(value, Tree):
        raise ConfigError(f"{path} gives no names", advice=f"write {_EXAMPLES[language]}")
    return list(value.entries)


def layer(
    givens: Iterable[Given], catalog: Catalog, *, source: Source = FILE, lax: bool = False
) -> Layer:
    """Return what a file assigns, trees taken apart down to what is a parameter's.

    In a `lax` run names that no parameter has are ignored: people share one file between scripts.
    """
    ignored: list[str] = []
    nameless: list[str] = []
    found = [*_assignments(givens, catalog, nameless, ignored if lax else None)]
    mistakes = [
        ConfigError("a key is empty", origin=origin, advice="a key is a name")
        for origin in nameless
    ]
    return Layer(source, found, tuple(ignored), tuple(mistakes))


def _assignments(
    givens: Iterable[Given],
    catalog: Catalog,
    nameless: list[str],
    ignored: list[str] | None,
    above: str = "",
) -> Iterator[Assignment]:
    """Yield what is assigned; places without a name, and names to let pass, go to the lists."""
    for given in givens:
        spelled = f"{above}.{given.name}" if above else given.name
        literal = spelled.endswith(":=") and key_of(catalog, spelled) is None
        name = spelled.removesuffix(":=") if literal else spelled
        appends = name.endswith("+=") and key_of(catalog, name) is None
        name = name.removesuffix("+=") if appends else name
        added = name.startswith("+") and key_of(catalog, name) is None
        name = name.removeprefix("+") if added else name
        place = place_of(catalog, name)
        added = added or (place is None and dynamic_of(catalog, name) is not None)
        if not given.name or not name:
            nameless.append(given.origin)
        elif isinstance(given.value, Tree) and _is_group(given.value, place, catalog):
            yield from _assignments(given.value.entries, catalog, nameless, ignored, spelled)
        elif place is None and not added and _is_empty_group(name, given.value, catalog):
            continue
        elif place is None and not added and ignored is not None:
            ignored.append(name)
        else:
            keeps = place is not None and not literal and _takes_dict(catalog, place[0])
            value = given.value if keeps else plain(given.value)
            change = APPEND if appends else ""
            yield Assignment(name, value, given.origin, literal, added, change=change)


def _is_group(tree: Tree, place: tuple[str, tuple[str, ...]] | None, catalog: Catalog) -> bool:
    """Return whether the keys of a mapping go on with the name above: ``betas: {1: 0.9}``."""
    if place is None or not tree.entries:
        return bool(tree.entries)
    to = catalog.parameters[place[0]].type
    indices = all(each.name.removeprefix("-").isdecimal() for each in tree.entries)
    return indices and not place[1] and as_list(to) is not None and as_dict(to) is None


def _takes_dict(catalog: Catalog, key: str) -> bool:
    return as_dict(catalog.parameters[key].type) is not None


def _is_empty_group(name: str, value: object, catalog: Catalog) -> bool:
    """Return whether a file has the prefix of parameters with nothing below it."""
    empty = value is None or (isinstance(value, Tree) and not value.entries)
    return empty and any(key.startswith(f"{name}.") for key in catalog.parameters)


def _reader(language: str) -> Callable[[str, str], object]:
    """Return the function that reads a language; each is imported when it is met."""
    if language == "json":
        from hprun.values.languages.json import read
    elif language == "toml":
        from hprun.values.languages.toml import read
    else:
        from hprun.values.languages.yaml import read
    return read


def _read(path: str) -> str:
    try:
        data = _bytes(path)
    except FileNotFoundError:
        raise ConfigError(f"there is no file {path}", advice=_near(path)) from None
    except IsADirectoryError:
        raise ConfigError(f"{path} is a directory", advice="-c takes a file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError(f"{path} cannot be read: {reason}") from None
    path = STDIN if path == "-" else path
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if data.startswith(_WIDE_MARKS):
            raise ConfigError(f"{path} is UTF-16", advice="save it as UTF-8") from None
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            origin=f"{path}:{line}",
            advice="save the file as UTF-8",
        ) from None


def _bytes(path: str) -> bytes:
    if path == "-":
        if sys.stdin is None:
            raise ConfigError("standard input is closed", origin="-c -", advice="name a file")
        return _whole(sys.stdin.buffer)
    with open(path, "rb") as file:
        return file.read()


@lru_cache(1)
def _whole(pipe: BinaryIO) -> bytes:
    """Return all that a pipe holds, also when asked again: it can be read but once."""
    return pipe.read()


def _near(path: str) -> str:
    """Return advice that names a file beside the missing one, of nearly the same name."""
    from difflib import get_close_matches

    folder, name = os.path.split(path)
    try:
        names = [each for each in os.listdir(folder or ".") if each.lower().endswith((*LANGUAGES,))]
    except OSError:
        return ""
    near = get_close_matches(name, names, n=1, cutoff=0.7)
    return f"did you mean {os.path.join(folder, near[0])}?" if near else ""


def write(path: str, text: str) -> None:
    """Write a file in one step: whoever reads it sees the old content or the new, never a part.

    The mode of a file that exists is kept, and a symbolic link keeps pointing to it. Raises
    ConfigError where the file cannot be written; nothing is left behind then.
    """
    try:
        # The real path of a pipe, as /dev/stdout can be one, is no path.
        is_pipe = os.path.exists(path) and not os.path.exists(os.path.realpath(path))
        _write(path if is_pipe else os.path.realpath(path), text.encode("utf-8"))
    except FileNotFoundError:
        folder = os.path.dirname(path)
        raise ConfigError(
            f"there is no folder {folder} to write {path} into", advice="make it first"
        ) from None
    except IsADirectoryError:
        raise ConfigError(f"{path} is a directory", advice="name a file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError(f"{path} cannot be written: {reason}") from None


def _write(path: str, data: bytes) -> None:
    exists = os.path.exists(path)
    if exists and not os.path.isfile(path):
        with open(path, "wb") as device:  # /dev/stdout, a pipe: there is nothing to replace
            device.write(data)
        return
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name[:100]}.{os.getpid()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with open(descriptor, "wb") as file:
            if exists:
                os.chmod(temporary, os.stat(path).st_mode & 0o7777)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise

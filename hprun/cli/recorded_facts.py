"""Layer 5: what a record says of a run before its start: command, target, values, code."""

from __future__ import annotations

import os
import sys

from hprun.records import identity
from hprun.records.as_json import as_json
from hprun.records.folder import CODE, CONFIG, PACKAGES, host, moment, write
from hprun.secret import Masked
from hprun.values.masking import without_secrets, words_without_secrets
from hprun.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hprun.cli.asked import Asked
    from hprun.launch.target import Target
    from hprun.model import Value
    from hprun.values.layer import Resolution

_FORMAT = 1


def about(asked: Asked, folder: str, within: str) -> str:
    """Return what is known of a run before it starts, as JSON."""
    target = asked.target
    content = target.source if target.source is not None else _content(target.file)
    found = {
        "format": _FORMAT,
        "hprun": VERSION,
        "id": os.path.basename(folder),
        "created": moment(),
        "command": ["hprun", *words_without_secrets(sys.argv[1:], asked.resolution)],
        "target": {
            "kind": target.kind,
            "word": target.word,
            "file": target.file,
            "sha256": identity.sha256(content) if content is not None else None,
        },
        "argv": [*words_without_secrets(asked.arguments, asked.resolution)],
        "parsed": asked.invocation.line is not None,
        "further_words": [*words_without_secrets(_further(asked), asked.resolution)],
        "cwd": _current_folder(),
        "host": host(),
        "rerun_of": "".join(asked.invocation.texts("rerun_of")) or None,
        "within": within or None,
        "parameters": [*_parameters(asked.resolution)],
        "python": identity.interpreter(),
        "environment": identity.environment(os.environ),
    }
    if not os.path.exists(os.path.join(folder, CODE, PACKAGES)):  # a trial shares them
        found["packages"] = identity.packages(sys.path)
    return as_json(found) + "\n"


def _content(file: str) -> bytes | None:
    try:
        with open(file, "rb") as opened:
            return opened.read()
    except OSError:
        return None


def _current_folder() -> str | None:
    try:
        return os.getcwd()
    except FileNotFoundError:
        return None


def _further(asked: Asked) -> list[str]:
    """Return the script's words without its options whose values stand elsewhere.

    What has no option stays, for it is by their order that such words, and commands, are told
    apart.
    """
    line = asked.invocation.line
    if line is None:
        return [*asked.invocation.arguments]
    from hprun.deliver.words import Line

    again, rest, at = Line(asked.catalog), list[str](), 0
    while at < len(line.words):
        before, is_option = [*again.said], again.is_option(line.words[at])
        count = again.take(line.words, at) or 1
        if not is_option or [*again.said] == before:
            rest += line.words[at : at + count]
        at += count
    return rest


def _parameters(resolution: Resolution) -> Iterator[dict[str, object]]:
    shown = without_secrets(resolution)
    for key, each in shown.parameters.items():
        if each.winner is not None:
            default = each.parameter.default
            secret = default is not None and isinstance(default.value, Masked)
            yield _row(key, each.winner) | {
                "default": default.text if default and not secret else None,
                "type": str(each.parameter.type),
                "place": str(each.parameter.location),
            }
    for name, value in shown.added.items():
        yield _row(name, value) | {"default": None, "type": "any", "place": None}


def _row(name: str, value: Value) -> dict[str, object]:
    return {
        "name": name,
        "value": value.value,
        "source": str(value.source),
        "origin": value.origin,
    }


def write_code(target: Target, path: str, repository: identity.Repository) -> None:
    """Write what code it is: the state of the repository, and what differs from its commit.

    Raises OSError where it cannot be written.
    """
    found = repository.code()
    os.makedirs(path, exist_ok=True)
    write(os.path.join(path, "git.json"), as_json(found.facts()) + "\n")
    if found.patch:
        write(os.path.join(path, "diff.patch"), found.patch)
    if found.untracked:
        write(os.path.join(path, "untracked.txt"), "".join(f"{e}\n" for e in found.untracked))
    source = target.source
    if source is not None:
        name = os.path.basename(target.file) if target.word != "-" else "stdin.py"
        write(os.path.join(path, name), source)


def write_values(asked: Asked, folder: str) -> None:
    """Write the values that were given as a file for ``-c``; defaults stand in it as comments.

    A secret is not in it. Raises OSError where it cannot be written.
    """
    path = os.path.join(folder, CONFIG)
    from hprun.values.dump import dump

    text = dump(without_secrets(asked.resolution), asked.catalog, given=True)
    write(path, text)

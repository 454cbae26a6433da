"""Layer 4: the JSON Schema of files of values: printed, written, named in a file for editors."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

from hprun.cli.grammar import Plan
from hprun.errors import ConfigError
from hprun.values.files import write
from hprun.values.merge import sound
from hprun.values.schema.names import DIALECT, schema

_MODELINES = {"yaml": "# yaml-language-server: $schema={}\n", "toml": "#:schema {}\n"}


def schema_of(plan: Plan, listed: Plan) -> str:
    """Return the schema as text; of what a file may name, what is `listed` is offered."""
    made = schema(
        sound(plan.resolution),
        plan.catalog,
        listed.catalog.parameters,
        f"Values for {plan.invocation.target}",
    )
    return f"{json.dumps(made, indent=2, ensure_ascii=False)}\n"


def linked(text: str, language: str, paths: Sequence[str], plan: Plan, listed: Plan) -> str:
    """Return a dump that names its schema, which is written to the file of ``--schema``.

    The name is relative to the file that is dumped. An address (``https://…``) is named as it is,
    and nothing is written. Raises ConfigError where another file would be overwritten.
    """
    named = plan.invocation.texts("schema")[-1]
    if "://" not in named:
        refuse_another_file(named, "--schema")
        write(named, schema_of(plan, listed))
        folder = os.path.dirname(paths[-1]) if paths else ""
        named = named if os.path.isabs(named) else os.path.relpath(named, folder or ".")
    if language == "json":
        rest = text.removeprefix("{").lstrip("\n")
        comma = "" if rest.startswith("}") else ","
        return f'{{\n  "$schema": {json.dumps(named)}{comma}\n{rest}'
    return _MODELINES[language].format(named) + text


def refuse_another_file(path: str, option: str) -> None:
    """Raise ConfigError where there is a file that is no schema: it may be dear to somebody."""
    try:
        with open(path, "rb") as file:
            known = json.load(file)
    except FileNotFoundError:
        return
    except (OSError, ValueError):
        known = None
    if os.path.isfile(path) and not (isinstance(known, dict) and known.get("$schema") == DIALECT):
        raise ConfigError(
            f"{path} is there, and is no schema", origin=f"{option} {path}", advice="name another"
        )

"""Layer 5: the commands that show what a run would be, and leave it at that."""

from __future__ import annotations

import os
import sys

from hprun.cli.grammar import Found, Invocation, Plan
from hprun.errors import UsageError
from hprun.values.merge import sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Planning = Callable[[Invocation, Found], Plan]


def show(plan: Plan, planned: Planning) -> int | None:
    """Print what a command shows of a plan; return the exit status, None for success.

    `planned` makes a plan of another command line for the same target.
    """
    command = plan.invocation.command
    if command == "check":
        return check(plan, planned)
    if command == "sweep":
        from hprun.cli.systems import need

        need("posix_spawn", "hprun sweep", "use CPython on Linux or macOS, or WSL")
        from hprun.cli.sweeping import sweep

        return sweep(plan, planned)
    _COMMANDS[command](plan if command == "why" else discreet(plan))
    return None


def discreet(plan: Plan) -> Plan:
    """Return a plan as it is shown: without secrets, unless they are asked for."""
    if "show_secrets" in plan.invocation.given:
        return plan
    from hprun.values.masking import catalog_without_secrets, without_secrets

    return plan.replace(
        catalog=catalog_without_secrets(plan.catalog), resolution=without_secrets(plan.resolution)
    )


def _listed(plan: Plan) -> Plan:
    """Return a plan without those constants that nobody asked for, where there is anything else."""
    if not plan.catalog.constants:
        return plan
    from hprun.cli.constant_values import listed

    catalog, resolution = listed(plan.invocation, plan.catalog, plan.resolution)
    return plan.replace(catalog=catalog, resolution=resolution)


def inspect(plan: Plan) -> None:
    """Print the parameters of the target, or its presets."""
    if "presets" in plan.invocation.given:
        from hprun.cli.configured import show_presets

        show_presets(plan.invocation)
        return
    from hprun.cli import table

    plan = _listed(plan)

    if {"detail", "json"} <= set(plan.invocation.given):
        raise UsageError("--detail does nothing with --json", advice="JSON has every occurrence")
    resolution = sound(plan.resolution)
    table.warnings(resolution, plan.catalog)
    table.parameters(resolution, plan.catalog, plan.invocation)


def dump(plan: Plan) -> None:
    """Print the values as a file, or write it."""
    whole, plan = plan, _listed(plan)
    from hprun.values.dump import dump as dumped

    paths = plan.invocation.texts("output")
    language = _language(plan.invocation, paths)
    text = dumped(sound(plan.resolution), plan.catalog, language)
    if "schema" in plan.invocation.given:
        from hprun.cli.schemas import linked

        text = linked(text, language, paths, whole, plan)
    _put_out(text, paths)


def schema(plan: Plan) -> None:
    """Print the JSON Schema of files of values, or write it."""
    from hprun.cli.schemas import refuse_another_file, schema_of

    paths = plan.invocation.texts("output")
    text = schema_of(plan, _listed(plan))
    for path in paths[-1:]:
        refuse_another_file(path, "-o")
    _put_out(text, paths)


def _put_out(text: str, paths: Sequence[str]) -> None:
    """Write what is to be read back to a file, or to standard output."""
    if paths:
        from hprun.values.files import write

        write(paths[-1], text)
    else:
        from hprun.cli.streams import write_exactly

        write_exactly(text, "-o FILE writes UTF-8")


def why(plan: Plan) -> None:
    """Print where values come from."""
    from hprun.cli import table

    table.history(sound(plan.resolution), plan.catalog, plan.invocation)


def check(plan: Plan, planned: Planning) -> int | None:
    """Print what a run would refuse, or what it would take; return the exit status."""
    from hprun.cli.checking import Checked, alternatives, report

    found = plan.invocation.found
    assert found is not None  # noqa: S101 - for mypy: there is a plan
    lines = alternatives(plan.invocation)
    plans = {name: planned(invocation, found) for name, invocation in lines} or {"": plan}
    shown = {name: discreet(each) for name, each in plans.items()}
    return report(
        [
            Checked(name, each.invocation, each.catalog, each.resolution)
            for name, each in shown.items()
        ]
    )


def print_command(plan: Plan, arguments: Sequence[str]) -> None:
    """Print the command by which plain python does the same; `arguments` are the script's words."""
    from hprun.cli.notices import python_command
    from hprun.values.masking import words_without_secrets

    shown, words = discreet(plan), [*arguments]
    if shown is not plan:
        words = [*words_without_secrets(arguments, plan.resolution)]
    command = python_command(plan.target, words, shown.scoped)
    note = "" if words == [*arguments] else "# a secret is left out: --show-secrets writes it\n"
    sys.stdout.write(f"{command}\n{note}")


_COMMANDS: Mapping[str, Callable[[Plan], None]] = {
    "inspect": inspect,
    "dump": dump,
    "schema": schema,
    "why": why,
}
"""`why` is given secrets as they are: it tells by them which value is whose."""


def _language(invocation: Invocation, paths: Sequence[str]) -> str:
    """Return the language of a dump: as asked for, else by the ending of the file."""
    from hprun.values.files import LANGUAGES

    asked = invocation.texts("format")
    if asked and asked[-1] not in LANGUAGES.values():
        raise UsageError(
            f"unknown format {asked[-1]!r}", origin="--format", advice="choose yaml, json or toml"
        )
    ending = os.path.splitext(paths[-1])[1].lower() if paths else ".yaml"
    if not asked and ending and ending not in LANGUAGES:
        raise UsageError(
            f"a file that ends in {ending} is of no language that hprun writes",
            origin=f"-o {paths[-1]}",
            advice="end it in .yaml, .json or .toml, or say --format",
        )
    return asked[-1] if asked else LANGUAGES.get(ending, "yaml")

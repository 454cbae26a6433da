"""Layer 5: values from everywhere are settled for a target, and for a run put in their place."""

from __future__ import annotations

import os
import sys

from hprun.assigning import looks_like_one
from hprun.cli.grammar import Plan
from hprun.launch.search_path import watch
from hprun.model import COMMAND_LINE, FILE, WORDS
from hprun.runtime import handoff, root
from hprun.values.layer import Assignment, Layer, Resolution
from hprun.values.merge import ready, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from hprun.cli.grammar import Found, Invocation, Job
    from hprun.model import Catalog, Value


def planned(invocation: Invocation, found: Found) -> Plan:
    """Return the plan of a command, with the values merged from everywhere."""
    layers = [*_layers(invocation, found.catalog)]
    if any(layer.source == FILE for layer in layers):
        from hprun.values.interpolation import interpolated

        layers = interpolated(layers, found.catalog)
    resolution = resolve(found.catalog, layers)
    return Plan(invocation, found.target, found.catalog, resolution)


def may_mean_constants(plan: Plan) -> bool:
    """Return whether there is a name that nothing has which has been looked for so far."""
    resolution, names = plan.resolution, plan.invocation.arguments
    if resolution.mistakes or resolution.ignored:
        return True
    if "over" in plan.invocation.given:
        from hprun.cli.varied import are_known

        return not are_known(plan)
    if plan.invocation.command in ("inspect", "why"):
        return any(
            not any(name in (key, f"{key}.") for key in resolution.parameters) for name in names
        )
    return plan.catalog.is_bare and any(map(looks_like_one, names))


def _layers(invocation: Invocation, catalog: Catalog) -> Iterator[Layer]:
    """Yield what files, the environment and the command line say, the last to win last."""
    found = invocation.found
    if "config" in invocation.given or (found and found.project and found.project.config):
        from hprun.cli.configured import of_files

        yield from of_files(invocation)
    if any(name.startswith("HPRUN_") for name in os.environ):
        from hprun.values.environment import layer as of_environment

        yield of_environment(os.environ, catalog)
    lenient = invocation.command == "run"
    typed: list[dict[str, Assignment]] = [{}]
    for each in invocation.line.said if invocation.line else ():
        if each.key in typed[-1]:
            typed.append({})  # the parser takes an option twice, and the last wins
        typed[-1][each.key] = Assignment(each.key, each.value, each.origin, lenient=lenient)
    for before in typed[:-1]:
        yield Layer(COMMAND_LINE, before.values())
    told = (*invocation.overrides, *typed[-1].values())
    yield Layer(COMMAND_LINE, told, mistakes=invocation.mistakes)


def run(plan: Plan) -> Job | Callable[[], int] | None:
    """Install the values as the root scope of the target, which is left to be executed."""
    resolution, given = plan.scoped, plan.invocation.given
    is_notebook = plan.target.kind == "notebook"
    if resolution.ignored:
        from hprun.cli.notices import told_in_a_run

        sys.stderr.write("".join(told_in_a_run(resolution, plan.catalog)))
    ready(resolution, plan.catalog)
    arguments = arguments_of(plan)
    if is_notebook:
        from hprun.cli.notebook_runs import job_of, refuse

        refuse(plan)
    if "print_command" in given:
        from hprun.cli.showing import print_command

        print_command(plan, arguments)
        return None
    recorded = is_recorded(plan) and _begin_record(plan, arguments)
    compiling = _assign(plan)
    values, defaults = resolution.root(), resolution.defaults()
    overrides = overrides_of(resolution)
    root.install(values, values if recorded else overrides, defaults, (plan.catalog, resolution))
    if "trace" in given:
        from hprun.runtime.tracing import trace

        trace()
    if values or defaults:
        handoff.export(values, plan.target.file, defaults)
    else:
        handoff.forget()
    if (overrides or compiling) and "quiet" not in given:
        _report_at_exit(overrides, resolution)
    if is_notebook:
        return job_of(plan, arguments, recorded=recorded)
    watch()
    return plan.target, arguments, "no_cache" not in given, compiling


def _assign(plan: Plan) -> Callable[..., Any] | None:
    """Set the constants that have a value of the user's, here and in children.

    Returns what compiles a script then; None where there is nothing to be set.
    """
    if "HPRUN_CONSTANTS" in os.environ:
        from hprun.launch.children import forget

        forget()
    if not plan.catalog.constants:
        return None
    from hprun.cli.constant_values import assign

    return assign(plan.target, plan.resolution)


def is_recorded(plan: Plan) -> bool:
    """Whether a record is asked for: here, or by the project, unless a run within it is started."""
    given, found = plan.invocation.given, plan.invocation.found
    if "trial" in given:
        return True
    if "record" in given:
        return "no_record" not in given
    return bool(
        found
        and found.project
        and found.project.record
        and "no_record" not in given
        and "HPRUN_RUN_DIR" not in os.environ
    )


def _begin_record(plan: Plan, arguments: Sequence[str]) -> bool:
    """Become the process of a script whose run is recorded; return whether it is."""
    from hprun.cli.systems import need

    need("fork", "a record", "leave --record out, or say --no-record")
    from hprun.cli.asked import Asked
    from hprun.cli.recording import begin, begin_trial

    found = plan.invocation.found
    named = plan.invocation.text("record")
    asked = Asked(plan.invocation, plan.target, plan.catalog, plan.resolution, arguments)
    if "trial" in plan.invocation.given:
        begin_trial(asked, *plan.invocation.texts("trial"))
        return True
    return begin(asked, named or (found.project.record if found and found.project else ""))


def arguments_of(plan: Plan) -> Sequence[str]:
    """Return the script's words, with those that say further values where it has a parser."""
    line = plan.invocation.line
    if line is None:
        return plan.invocation.arguments
    typed = {each.key for each in line.said}
    given = [each for each in plan.resolution.parameters.values() if each.given]
    is_new = line.takes_pairs and bool(plan.resolution.added)
    if not is_new and all(each.key in typed or each.parameter.manager != WORDS for each in given):
        return line.words
    from hprun.deliver.placing import spelled

    return spelled(plan.catalog, plan.resolution, line, plan.invocation.overrides)


def overrides_of(resolution: Resolution) -> dict[str, Value]:
    """Return what was typed for this run alone, by slot: not what a file says for many runs."""
    given = {
        each.parameter.slot: each.winner
        for each in resolution.parameters.values()
        if each.winner is not None
        and each.winner.source.rank > FILE.rank
        and each.parameter.delivery is None
    }
    return given | {
        name: each
        for name, each in resolution.added.items()
        if not (each.source == FILE and _goes_in(name, resolution))
    }


def _goes_in(name: str, resolution: Resolution) -> bool:
    """Return whether a name that only files know has gone into another value."""
    return any(
        f"${{{name}}}" in value.written
        for each in resolution.parameters.values()
        for value in (each.winner, *each.losers)
        if value is not None
    )


def _report_at_exit(overrides: Mapping[str, Value], resolution: Resolution) -> None:
    """Say at the end which overrides the script never read; a forked child says nothing."""
    import atexit

    process = os.getpid()
    assignments = sys.modules.get("hprun.deliver.assignments")

    def report() -> None:
        if os.getpid() == process and sys.stderr is not None:
            unread = {slot: overrides[slot].origin for slot in root.unread() if slot in overrides}
            if assignments is not None:
                unread |= assignments.unread(resolution)
            if unread:
                from hprun.cli.notices import not_reached

                sys.stderr.write("".join(not_reached(unread, resolution)))

    atexit.register(report)

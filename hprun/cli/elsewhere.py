"""Layer 5: a sweep whose trials run elsewhere: ``--on``, and what goes with it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from hprun.cli.grammar import Invocation
from hprun.cli.numbers import bytes_of, positive, seconds_of
from hprun.errors import UsageError
from hprun.sweeps.crew import Crew
from hprun.sweeps.engines import LOCAL, engine, refuse_what_is_missing
from hprun.sweeps.engines.engine import Order
from hprun.sweeps.sweep import Sweep

_ELSEWHERE = (
    *("partition", "worker_cpus", "worker_gpus", "worker_memory", "engine_option", "detach"),
)
"""Options that say something to an engine alone."""


def order_of(invocation: Invocation) -> Order | None:
    """Return what ``--on`` asks of an engine; None where the trials run here.

    Raises UsageError for what cannot be, and for an option without effect.
    """
    name = invocation.text("on") or LOCAL
    if name == LOCAL:
        _refuse_without_effect(invocation)
        return None
    if "gpus" in invocation.given:
        raise UsageError(
            "which GPUs a worker has is for the engine to say",
            origin=f"--gpus {invocation.texts('gpus')[-1]}",
            advice="--worker-gpus N says how many",
        )
    order = Order(
        positive(invocation, "worker_cpus", 0),
        positive(invocation, "worker_gpus", 0),
        bytes_of(invocation, "worker_memory"),
        seconds_of(invocation, "time"),
        invocation.text("partition"),
        dict(_options(invocation)),
        "allow_change" in invocation.given,
    )
    refuse_what_is_missing(name)
    return order


def _refuse_without_effect(invocation: Invocation) -> None:
    for field in _ELSEWHERE:
        if field in invocation.given:
            option = f"--{field.replace('_', '-')}"
            raise UsageError(f"{option} does nothing here", advice="it goes with --on slurm or ray")


def crew_of(folder: str, sweep: Sweep, invocation: Invocation, order: Order) -> Crew:
    """Return the workers that ``--on`` asks for, none of which has begun. Raises UsageError."""
    made = engine(invocation.texts("on")[-1], folder, order)
    return Crew(folder, sweep, made, positive(invocation, "jobs", 1), changed=order.changed)


def detached(crew: Crew, folder: str, invocation: Invocation) -> str:
    """Ask for workers and wait for none of them; return what there is to say about it.

    Raises HprunError where the engine refuses.
    """
    name = invocation.texts("on")[-1]
    if not crew.engine.survives:
        raise UsageError(f"{name} ends its workers with this process", origin="--detach")
    count = crew.start()
    quoted = shlex.quote(folder)
    return (
        f"{count} workers are asked for on {name}, for {crew.trials} trials in {folder}\n"
        f"how it stands: hprun sweep {quoted}\n"
        f"wait for it: hprun sweep --resume {quoted} --on {name}\n"
    )


def _options(invocation: Invocation) -> Iterator[tuple[str, str]]:
    """Yield what is passed on to the engine as it is."""
    for text in invocation.texts("engine_option"):
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise UsageError(
                f"{text!r} sets nothing",
                origin=f"--engine-option {text}",
                advice="write --engine-option NAME=VALUE",
            )
        yield name, value

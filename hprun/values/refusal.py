"""Layer 1: why a run cannot begin. Imported when it cannot."""

from __future__ import annotations

from hprun.errors import ConflictingDefaults, HprunError, MissingValue, NameClash
from hprun.ipynb import lines_of
from hprun.model import ANY, LATE, Location, Problem, Resolved
from hprun.values.layer import Resolution

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


_WORST = (
    ("UsageError", "TargetError", "SourceError"),
    ("ConfigError",),
    ("NameClash", "ConflictingDefaults"),
    ("UnknownParameter",),
    ("InvalidValue",),
    ("MissingValue",),
)
"""Kinds of mistakes: what hides others stands before them."""


def worst_first(mistakes: Iterable[Exception]) -> list[Exception]:
    """Return mistakes in order: what is not understood, not read, not known, not fit, missing.

    Among those of one kind nothing moves.
    """
    ranks = {name: rank for rank, names in enumerate(_WORST) for name in names}
    return sorted(mistakes, key=lambda each: ranks.get(type(each).__name__, 0))


def refusals(
    resolution: Resolution, odd: Sequence[Problem], missing: Sequence[Resolved]
) -> Iterator[HprunError]:
    """Yield NameClash, ConflictingDefaults and MissingValue, each for all names concerned."""
    clashes = [problem for problem in odd if problem.kind == "clash"]
    if clashes:
        yield NameClash(
            "; ".join(problem.message for problem in clashes),
            advice="a name is either a parameter or the prefix of others: rename one",
            frames=_frames(place for problem in clashes for place in problem.locations),
        )
    conflicts = [problem for problem in odd if _is_open(problem, resolution)]
    if conflicts:
        names = [problem.key for problem in conflicts]
        yield ConflictingDefaults(
            f"{_listed(names)} {_has(names)} different defaults in the code",
            advice=f"choose with {_how(names)}, or write one default",
            frames="\n".join(_frames_of(problem, resolution) for problem in conflicts),
        )
    if missing:
        yield _missing(missing)


def _is_open(problem: Problem, resolution: Resolution) -> bool:
    """Return whether nobody has decided between two defaults."""
    resolved = resolution.parameters.get(problem.key)
    chosen = resolved is not None and resolved.given is not None
    return problem.kind == "conflict" and not chosen


def _missing(missing: Sequence[Resolved]) -> MissingValue:
    names = [each.key for each in missing]
    lines = [f"  {each.parameter.location}  {each.key}{_kind(each)}" for each in missing]
    return MissingValue(
        f"{_listed(names)} {_has(names)} neither a value nor a default",
        advice=f"set {'it' if len(names) == 1 else 'them'} with {_how(names)}",
        frames="\n".join(lines),
    )


def _kind(each: Resolved) -> str:
    return "" if each.parameter.type in (ANY, LATE) else f": {each.parameter.type}"


def _listed(names: Sequence[str]) -> str:
    *some, last = map(repr, names)
    return f"{', '.join(some)} and {last}" if some else last


def _has(names: Sequence[str]) -> str:
    return "has" if len(names) == 1 else "have"


def _how(names: Sequence[str]) -> str:
    return " ".join(f"-D {name}=VALUE" for name in names)


def _frames_of(problem: Problem, resolution: Resolution) -> str:
    """Return the places of a problem, with the source unless that has a secret in it."""
    from hprun.secret import is_kept

    if is_kept(problem.key, resolution.parameters[problem.key].parameter):
        return "\n".join(f"  {location}" for location in problem.locations)
    return _frames(problem.locations)


def _frames(locations: Iterable[Location]) -> str:
    return "\n".join(_frame(location) for location in dict.fromkeys(locations))


def _frame(location: Location) -> str:
    """Return the place and the line of source that stands there."""
    try:
        line = lines_of(location.path)[location.line - 1].strip()
    except (OSError, IndexError, ValueError):
        return f"  {location}"
    return f"  {location}\n    {line}"

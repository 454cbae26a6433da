"""Layer 5: ``hprun check``: all that a run would refuse, of one command line or of many files."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from glob import glob, has_magic

from rich.text import Text

from hprun.cli import table
from hprun.cli.document import inspection, write_json
from hprun.cli.grammar import Invocation
from hprun.cli.screen import clean, console, put
from hprun.errors import HprunError, UsageError
from hprun.frozen import Record
from hprun.model import Catalog
from hprun.values.layer import Resolution
from hprun.values.merge import ready

FOUND = 1
"""The exit status where there are problems with values."""
UNCLEAR = 2
"""That of a command line that is not understood, whatever else is wrong."""
_USAGE = "usage-error"
_WARNED = ("unread", "defaults", "range", "truth")
_PLACE = re.compile(r"^\s*(?P<path>[^\s:][^:]*):(?P<line>\d+)")


class Checked(Record):
    """What is checked: the values of a command line, `name` the file that it is made for."""

    name: str
    invocation: Invocation
    catalog: Catalog
    resolution: Resolution


class Finding(Record):
    """A problem: what is wrong, from where, what to do.

    `path` and `line` are the place in a file, empty and 0 for what stands in none. `file` is the
    one of many that is checked.
    """

    severity: str
    kind: str
    message: str
    origin: str
    suggestion: str
    path: str
    line: int
    file: str


def alternatives(invocation: Invocation) -> Iterator[tuple[str, Invocation]]:
    """Yield a command line for each of many files that are to be checked alone, with its name.

    These are the files that a pattern matches, on top of the files that are named; with ``--each``
    it is all files. Nothing is yielded where there is just one command line. Raises UsageError for
    a pattern that matches no file.
    """
    named = invocation.texts("config")
    patterns = [each for each in named if has_magic(each) and not os.path.exists(each)]
    apart = "each" in invocation.given
    if not patterns and not apart:
        return
    common = () if apart else tuple(each for each in named if each not in patterns)
    for file in _files(named, patterns, apart=apart):
        given = {**invocation.given, "config": (*common, file)}
        yield file, invocation.replace(given=given)


def _files(named: Sequence[str], patterns: Sequence[str], *, apart: bool) -> list[str]:
    files: list[str] = []
    for each in named:
        if each not in patterns:
            files += [each] if apart else []
            continue
        found = sorted(glob(each, recursive=True))
        if not found:
            raise UsageError(f"-c {each} matches no file", advice="name files, or a pattern")
        files += found
    if not files:
        raise UsageError("--each checks no file", advice="name files: -c FILE…")
    return list(dict.fromkeys(files))


def report(checked: Sequence[Checked]) -> int | None:
    """Print what was found, and what a run would take; return the exit status."""
    found = {each.name: [*_findings(each)] for each in checked}
    kinds = {each.kind for findings in found.values() for each in findings if _is_error(each)}
    if "json" in checked[0].invocation.given:
        _write_json(checked, [each for findings in found.values() for each in findings])
    else:
        _tell(checked, found)
    if _USAGE in kinds:
        return UNCLEAR
    return FOUND if kinds else None


def _is_error(each: Finding) -> bool:
    return each.severity == "error"


def _findings(checked: Checked) -> Iterator[Finding]:
    for error in _errors(checked):
        path, line = _place(error.origin) or _place(error.frames) or ("", 0)
        kind = _kind(type(error).__name__)
        said = (error.what, error.origin, error.advice)
        yield Finding("error", kind, *said, path, line, checked.name)
    for each in checked.catalog.problems:
        if each.kind in _WARNED:
            at = each.locations[0]
            yield Finding(
                "warning", each.kind, each.message, str(at), "", at.path, at.line, checked.name
            )


def _errors(checked: Checked) -> Sequence[HprunError]:
    try:
        ready(checked.resolution, checked.catalog)
    except HprunError as error:
        found: Sequence[HprunError] = getattr(error, "errors", (error,))
        return found
    return ()


def _kind(name: str) -> str:
    """Return what kind of error a class is, in words: ``unknown-parameter``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def _place(text: str) -> tuple[str, int] | None:
    """Return the first place that a text names, if it begins with one: ``cfg.yaml:3``."""
    found = _PLACE.match(text)
    return (found["path"], int(found["line"])) if found else None


# What is printed


def _tell(checked: Sequence[Checked], found: dict[str, list[Finding]]) -> None:
    for each in checked:
        for error in _errors(each):
            sys.stderr.write(f"hprun: {error}\n")
    first = checked[0]
    if first.name:
        table.warnings(first.resolution, first.catalog)
        _tell_files(checked, found)
    elif not any(map(_is_error, found[""])):
        table.warnings(first.resolution, first.catalog)
        table.verdict(first.resolution, first.catalog, first.invocation)


def _tell_files(checked: Iterable[Checked], found: dict[str, list[Finding]]) -> None:
    screen = console(endless=True)
    counts = {name: sum(map(_is_error, findings)) for name, findings in found.items()}
    for name, count in counts.items():
        said = f"{count} problem{'' if count == 1 else 's'}" if count else "fits"
        put(screen, Text.assemble(clean(name), ("  " + said, "red" if count else "green")))
    wrong = sum(map(bool, counts.values()))
    target = next(iter(checked)).invocation.target
    files = f"{len(counts)} file{'' if len(counts) == 1 else 's'}"
    problems = f"{wrong} of {files} with problems for {target}"
    put(screen, Text(problems if wrong else f"{files} checked, all fit {target}", "dim"))


def _write_json(checked: Sequence[Checked], findings: Sequence[Finding]) -> None:
    first = checked[0]
    values = inspection(
        {key: each for key, each in first.resolution.parameters.items() if each.given},
        first.resolution.added,
        first.catalog,
    )
    project = first.invocation.found.project if first.invocation.found else None
    write_json(
        {
            "target": first.invocation.target,
            "files": [each.name for each in checked if each.name],
            "problems": [_problem(each) for each in findings],
            "project": {"path": project.path, **project.settings} if project else None,
            **({} if first.name else {key: values[key] for key in ("parameters", "added")}),
        }
    )


def _problem(each: Finding) -> dict[str, object]:
    return {
        "severity": each.severity,
        "kind": each.kind,
        "message": each.message,
        "origin": each.origin,
        "place": {"path": each.path, "line": each.line} if each.path else None,
        "suggestion": each.suggestion or None,
        **({"file": each.file} if each.file else {}),
    }

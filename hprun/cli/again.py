"""Layer 5: a run once more, by its record alone, and what differs by now."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hprun.cli.kept_runs import found_run
from hprun.errors import ConfigError, UsageError
from hprun.records import identity
from hprun.records.folder import CODE, CONFIG, RECORDS, host
from hprun.records.recorded import Run, is_record
from hprun.secret import MASK
from hprun.sweeps.sweep import is_sweep
from hprun.values.environment import variable_of

_MOST = 5
"""Packages that are named one by one."""


def again(words: Sequence[str], project: str) -> Sequence[str]:
    """Return the words of the command that repeats a run, in the folder in which it ran.

    `words` name the run, and what shall be otherwise; `project` is the folder of records. Says on
    standard error what differs. Raises HprunError where the record does not suffice.
    """
    parent = project or RECORDS
    place = next((at for at, word in enumerate(words) if _may_be_a_run(word, parent)), 0)
    run = found_run(words[place], parent)
    rest = [*words[:place], *words[place + 1 :]]
    checkout = "--checkout" in rest
    rest = [word for word in rest if word != "--checkout"]
    _refuse_what_is_masked(run, rest)
    target, folder = _where(run)
    if checkout:
        target, folder = _checked_out(run, target, folder)
    for sentence in () if checkout else differences(run, target):
        sys.stderr.write(f"hprun: differs: {sentence}\n")
    config = os.path.join(run.folder, CONFIG)
    record = _place_of_records(run.folder)
    os.chdir(folder)
    module = ["-m"] if run.about["target"]["kind"] == "module" else []
    further = run.about["further_words"]
    parsed = run.about["parsed"]  # else they may look like words of ours
    words = [*further, *rest] if parsed else [*rest, *(["--", *further] if further else [])]
    return [
        *("run", f"--record={record}", "--rerun-of", run.name, "-c", config, *module, target),
        *words,
    ]


def _place_of_records(folder: str) -> str:
    """Return the folder that the record of a run stands in; a trial's is that of its sweep."""
    parent = os.path.dirname(folder)
    sweep = os.path.dirname(os.path.dirname(parent))
    return os.path.dirname(sweep) if is_sweep(sweep) else parent


def _may_be_a_run(word: str, parent: str) -> bool:
    if word.startswith("-") or "=" in word:
        return False
    names = os.listdir(parent) if os.path.isdir(parent) else []
    return is_record(word) or any(name.endswith(word) for name in names)


def _refuse_what_is_masked(run: Run, rest: Sequence[str]) -> None:
    """Raise where a secret was given, which no record holds, and is not given now."""
    for each in run.about["parameters"]:
        name = each["name"]
        masked = each["value"] == MASK and each["source"] != "default"
        given = any(word.lstrip("-+D").startswith(name) for word in rest)
        variable = variable_of(name)
        if masked and not given and variable not in os.environ:
            raise UsageError(
                f"{name!r} is a secret, and not in the record",
                origin=run.name,
                advice=f"give it again: -D {name}=VALUE, or {variable}",
            )
    if MASK in run.about["further_words"]:
        raise UsageError(
            "a word of the script's own is a secret",
            origin=run.name,
            advice="no record has it: type the command anew",
        )


def _where(run: Run) -> tuple[str, str]:
    """Return the target as it was named, and the folder in which it was."""
    target, folder = run.about["target"], run.about["cwd"]
    if target["word"] == "-":
        kept = os.path.join(run.folder, CODE, "stdin.py")
        return kept, folder or os.getcwd()
    if folder is None or not os.path.isdir(folder):
        raise ConfigError(
            f"the folder {folder} in which it ran is gone",
            origin=run.name,
            advice="make it again, or run the script by hand",
        )
    return target["word"], folder


def differences(run: Run, target: str) -> Iterator[str]:
    """Yield what is not as it was: a sentence for each."""
    about = run.about
    file = about["target"]["file"]
    if not os.path.exists(file):
        yield f"{target} is not there any more"
    elif _hash(file) != about["target"]["sha256"]:
        yield f"{target} has another content"
    yield from _code(_git(run), identity.Repository(os.path.dirname(file)).code())
    now = identity.interpreter()["version"]
    if now != about["python"]["version"]:
        yield f"python {about['python']['version']} is {now} now"
    yield from _packages(run.packages, identity.packages(sys.path))
    if about["host"] != host():
        yield f"it ran on {about['host']}"


def _hash(file: str) -> str | None:
    try:
        with open(file, "rb") as opened:
            return identity.sha256(opened.read())
    except OSError:
        return None


def _git(run: Run) -> Mapping[str, Any]:
    try:
        with open(os.path.join(run.folder, CODE, "git.json"), "rb") as file:
            found = json.loads(file.read())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _code(then: Mapping[str, Any], now: identity.Code) -> Iterator[str]:
    facts = now.facts()
    if then.get("commit") != facts["commit"]:
        yield f"commit {_short(then.get('commit'))} is {_short(facts['commit'])} now"
    elif then.get("patch_sha256") != facts["patch_sha256"]:
        yield f"other changes since commit {_short(then.get('commit'))}"


def _short(commit: object) -> str:
    return str(commit)[:10] if commit else "none"


def _packages(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Yield the packages of another version; where they are many, some of them and the count."""
    changed = [
        f"{name} {then.get(name, 'none')} is {now.get(name, 'gone')} now"
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    ]
    yield from changed[:_MOST]
    if len(changed) > _MOST:
        yield f"and {len(changed) - _MOST} packages more"


def _checked_out(run: Run, target: str, folder: str) -> tuple[str, str]:
    """Check the code of a run out into a folder of its own; return the target and folder there.

    A script runs where it ran, for its data are there; a module is found by the folder.
    """
    then = _git(run)
    root, commit = then.get("root"), then.get("commit")
    if not root or not commit:
        raise UsageError(
            "--checkout needs the commit of the run",
            origin=run.name,
            advice=then.get("why", "the record has none"),
        )
    from tempfile import mkdtemp

    place = os.path.realpath(mkdtemp(prefix=f"hprun-{run.name}-"))
    _git_does(root, "worktree", "add", "--detach", place, commit)
    patch = os.path.join(run.folder, CODE, "diff.patch")
    if os.path.exists(patch):
        _git_does(place, "apply", "--binary", patch)
    sys.stderr.write(
        f"hprun: {_short(commit)} is checked out in {place};"
        f" git -C {root} worktree remove --force {place} takes it away\n"
    )
    file = os.path.realpath(run.about["target"]["file"])
    inside = os.path.relpath(file, root)
    if run.about["target"]["kind"] == "module":
        return target, os.path.join(place, os.path.relpath(os.path.realpath(folder), root))
    if run.about["target"]["kind"] == "folder":
        inside = os.path.dirname(inside)
    return os.path.join(place, inside), folder


def _git_does(folder: str, *words: str) -> None:
    import subprocess

    done = subprocess.run(  # noqa: S603 - git, by a list of words
        ["git", "-c", "core.hooksPath=/dev/null", "-C", folder, *words],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ConfigError(f"git {words[0]} fails: {done.stderr.strip()}", origin=folder)

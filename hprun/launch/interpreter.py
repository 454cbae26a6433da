"""Layer 3: how this process was started, and how to hand it over to a plain python."""

from __future__ import annotations

import os
import sys

from hprun.frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

_TAKES_A_WORD = "WX"
_STARTS_A_PROGRAM = "mc"


class Start(Record):
    """What the command line of this process gave to python itself.

    `flags` are python's own options; `module` is the name after ``-m``, empty for a script.
    """

    flags: tuple[str, ...]
    module: str = ""


def started() -> Start:
    """Return how this process was started."""
    return parse_start(sys.orig_argv[1:])


def parse_start(words: Sequence[str]) -> Start:
    """Split python's own options off the words of its command line."""
    flags: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--check-hash-based-pycs":
            flags += [word, next(rest, "")]
        elif word.startswith("--"):
            flags.append(word)
        elif word == "-" or not word.startswith("-"):
            break
        else:
            letter, tail = _telling_letter(word)
            if letter in _STARTS_A_PROGRAM and letter:
                before = word[: len(word) - len(tail) - 1]
                flags += [before] if before != "-" else []
                return Start(tuple(flags), tail or next(rest, "") if letter == "m" else "")
            flags.append(word)
            if letter and not tail:
                flags.append(next(rest, ""))
    return Start(tuple(flags))


def _telling_letter(cluster: str) -> tuple[str, str]:
    """Return the first letter of ``-bWerror`` that takes the rest of it, and this rest."""
    for position, letter in enumerate(cluster):
        if letter in _TAKES_A_WORD + _STARTS_A_PROGRAM:
            return letter, cluster[position + 1 :]
    return "", ""


def is_safe_path() -> bool:
    """Whether python was asked to leave the script's folder out of `sys.path`.

    Some distributions start every console script as ``#!/usr/bin/python3 -sP``. There the wish is
    for the tool, not for the script that it runs.
    """
    return bool(sys.flags.safe_path) and not _flags_of_shebang()


def _flags_of_shebang() -> tuple[str, ...]:
    """Return python's options on our own ``#!`` line, where it was this line that started us."""
    start = started()
    if start.module or len(start.flags) != 1 or os.environ.get("PYTHONSAFEPATH"):
        return ()
    try:
        with open(sys.argv[0], "rb") as file:
            line = file.readline(1000)
    except OSError:
        return ()
    _, _, options = os.fsdecode(line).removeprefix("#!").strip().partition(" ")
    return start.flags if options.strip() == start.flags[0] else ()


def hand_over(words: Sequence[str]) -> NoReturn:
    """Become a plain python that runs `words`, with the options that this python was given."""
    flags = () if _flags_of_shebang() else started().flags
    become([*flags, *words])


def become(words: Sequence[str]) -> NoReturn:
    """Become another python: in this process, or where that is to be had, as Windows has it not.

    There this process waits for the other, and ends as it did.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    command = [sys.executable, *words]
    if os.name == "nt":
        from subprocess import call

        os._exit(call(command))  # noqa: S603 - the user's own words
    os.execv(sys.executable, command)  # noqa: S606 - no shell is meant

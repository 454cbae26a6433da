"""Run tests of CPython's own suite with hprun put in front of every target that they start.

Started as ``python in_front.py test_module[.Class] ...``, apart from pytest: the tests are run by
unittest, and `subprocess.Popen` is replaced for all of this process.
"""

from __future__ import annotations

import subprocess
import sys
import unittest

FLAGS_WITH_WORD = ("-W", "-X", "--check-hash-based-pycs")


def in_front(words: list[str]) -> list[str]:
    """Return the command line of a python with ``-m hprun`` before its target, and ``--`` after."""
    position = 1
    while position < len(words) and words[position].startswith("-") and words[position] != "-":
        word = words[position]
        if word == "-c" or word.startswith("--help"):
            return words
        if word == "-m":
            break
        if word[1:].isalpha() and word.endswith("m"):  # -Im
            return in_front([*words[:position], word[:-1], "-m", *words[position + 1 :]])
        position += 2 if word in FLAGS_WITH_WORD else 1
    if position >= len(words) or words[position] == "-":
        return words
    end = position + (2 if words[position] == "-m" else 1)
    arguments = ["--", *words[end:]] if words[end:] else []
    return [*words[:position], "-m", "hprun", *words[position:end], *arguments]


class Popen(subprocess.Popen):
    """Start hprun where a test means to start python with a target."""

    def __init__(self, args, *rest, **known):
        if isinstance(args, list | tuple) and args and args[0] == sys.executable:
            args = in_front([str(word) for word in args])
        super().__init__(args, *rest, **known)


def main() -> None:
    subprocess.Popen = Popen
    names = [f"test.{name}" for name in sys.argv[1:]]
    unittest.main(module=None, argv=["in_front", *names], verbosity=1)


if __name__ == "__main__":
    main()

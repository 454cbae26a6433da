"""Layer 2: files of words, ``@words.txt`` where a parser has ``fromfile_prefix_chars="@"``."""

from __future__ import annotations

import sys


def words_in(path: str) -> list[str]:
    """Return the words of a file, one on a line; none of one that the parser will not find."""
    try:
        with open(path, encoding=sys.getfilesystemencoding(), errors="surrogateescape") as file:
            return file.read().splitlines()
    except (OSError, ValueError):
        return []

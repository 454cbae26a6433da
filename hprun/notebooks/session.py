"""Layer 4: the notebook of a kernel as far as it has been run: a notebook without a file.

A cell that was run again counts as it was run last. Who sends cells may say which they are, as
JupyterLab does; else two of the same text are one.
"""

from __future__ import annotations

import json
from typing import Any

from hprun.scan.files.magics import is_automatic, python_of
from hprun.scan.source import UnreadableError, parse

_NOTHING = "#"
_MAGIC = "%%hprun"
"""How a cell begins that is the current one, written as its author wrote it."""
_KEPT = "hprun"
"""The key of IPython's that is for extensions to keep something by."""


class Session:
    """The cells that a shell of IPython has run, by the numbers of their prompts."""

    def __init__(self, shell: Any) -> None:  # noqa: ANN401 - IPython's
        self._shell = shell
        self._names: dict[int, str] = {}
        shell.events.register("post_run_cell", self._note)

    @classmethod
    def of(cls, shell: Any) -> Session:  # noqa: ANN401 - IPython's
        """Return the session of a shell, which begins when it is asked for first."""
        if not isinstance(shell.meta.get(_KEPT), cls):
            shell.meta[_KEPT] = cls(shell)
        session: Session = shell.meta[_KEPT]
        return session

    def _note(self, result: Any) -> None:  # noqa: ANN401 - IPython's
        name = getattr(result.info, "cell_id", None)
        if name and result.execution_count:
            self._names[result.execution_count] = name

    def notebook(self, current: str = "") -> bytes:
        """Return all cells as the content of a notebook, with `current` the last of them.

        What was no Python, and what was run again since, has a comment in its place.
        """
        texts = [*self._shell.history_manager.input_hist_raw]
        if current and not texts[-1].lstrip().startswith(_MAGIC):
            texts.append(current)
        latest = {self._names.get(at, text): at for at, text in enumerate(texts)}
        kept = {*latest.values()}
        cells = [
            text if at in kept and _is_python(text) else _NOTHING for at, text in enumerate(texts)
        ]
        if current:
            cells[-1] = current
        code = [{"cell_type": "code", "source": each} for each in cells[1:]]
        return json.dumps({"nbformat": 4, "cells": code}).encode()


def _is_python(text: str) -> bool:
    if not text.strip():
        return False
    try:
        parse(python_of(text).encode("utf-8", "replace"))
    except UnreadableError:
        return is_automatic(text)
    return True

"""The folder in which messages are provoked, and the ways to do so."""

import os
import shlex
import sys

import pytest

from hprun import errors
from hprun.cli import main

SCRIPT = """\
from hprun import param_scope
from hprun.m import _

lr = _("lr", 0.1)
epochs = _("epochs", 10)
opt = _("opt", "adam", choices=["adam", "sgd"])
amp = _("amp", False)
layers = _("layers", [64, 64])
pair = _("pair", (1, "a"), type=tuple[int, str])
decay = _("decay", 0.1, range=(0, 1))
sched = _("sched", {"warm": 1, "cold": 2})
seed = _("seed", int(input()))
limits = _("limits", type=list[int])
data = _("data", type=str)
key = _("api_key", "x")
width = param_scope.model.width | 1
"""


class World:
    """What a case may change: a folder with a script in it, and what the test undoes."""

    def __init__(self, folder, monkeypatch, capsys):
        self.folder = folder
        self.patch = monkeypatch
        self._capsys = capsys

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text) if isinstance(text, str) else path.write_bytes(text)

    def say(self, line):
        """What a command line writes to standard error."""
        self._capsys.readouterr()
        main(shlex.split(line))
        return self._capsys.readouterr().err


def told(line, files=None):
    """A case: what a command line says, with some files in its folder."""

    def case(world):
        for name, text in (files or {}).items():
            world.write(name, text)
        if "stdin" not in (files or {}):
            return world.say(line)
        with open("stdin") as file:
            world.patch.setattr(sys, "stdin", file)
            return world.say(line)

    return case


def raised(function, *words, **named):
    """The message of an error that a function raises."""
    with pytest.raises((errors.HprunError, errors.MissingParameter)) as caught:
        function(*words, **named)
    return f"hprun: {caught.value}\n"


def refusing(number):
    def refuse(*_, **__):
        raise OSError(number, os.strerror(number), "somewhere")

    return refuse

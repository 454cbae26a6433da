"""The cells that a kernel has run as a notebook: as they were run last, by their prompts."""

from types import SimpleNamespace

import pytest

from hprun.ipynb import SESSION, cells
from hprun.notebooks.session import Session
from hprun.scan import scan_source


class Shell:
    """What a session asks of IPython."""

    def __init__(self):
        self.history_manager = SimpleNamespace(input_hist_raw=[""])
        self.events = SimpleNamespace(register=self._register)

    def _register(self, event, call):
        assert event == "post_run_cell"
        self._call = call

    def run(self, text, name=None):
        self.history_manager.input_hist_raw.append(text)
        number = len(self.history_manager.input_hist_raw) - 1
        self._call(SimpleNamespace(info=SimpleNamespace(cell_id=name), execution_count=number))


@pytest.mark.parametrize(
    ("run", "current", "expected"),
    [
        ([], "", []),
        (["a = 1", "b = 2"], "", ["a = 1", "b = 2"]),
        (["a = 1", "b = 2", "a = 1"], "", ["#", "b = 2", "a = 1"]),
        ([("a = 1", "x"), ("a = 2", "x"), ("a = 1", "y")], "", ["#", "a = 2", "a = 1"]),
        (["a = (", "%time b", "pip install x", " "], "", ["#", "%time b", "pip install x", "#"]),
        (["a = 1"], "%%hprun\nb = (", ["a = 1", "%%hprun\nb = ("]),
        (["a = 1", "%%hprun\nb"], "%%hprun\nb\n", ["a = 1", "%%hprun\nb\n"]),
        (["%%hprun  -D  a={x}\nb"], "%%hprun -D a=3\nb\n", ["%%hprun -D a=3\nb\n"]),
        (["%%hprun\nb"] * 2, "%%hprun\nb\n", ["#", "%%hprun\nb\n"]),
    ],
)
def test_a_cell_counts_as_it_was_run_last(run, current, expected):
    shell = Shell()
    session = Session(shell)
    for each in run:
        shell.run(*([each] if isinstance(each, str) else each))
    found = cells(session.notebook(current))
    assert [each.source for each in found] == expected
    assert [each.number for each in found] == [*range(1, len(expected) + 1)]


def test_places_in_a_session_are_its_prompts():
    shell = Shell()
    session = Session(shell)
    for each in ("from hprun.m import _", "1 +", "_('lr', 0.1)"):
        shell.run(each)
    catalog = scan_source(session.notebook(), SESSION)
    assert str(catalog.parameters["lr"].location) == "In [3]:1"

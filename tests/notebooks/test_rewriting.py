"""Constants in the text of cells: each line stays where it is, and nothing else is touched."""

import pytest
from notebook_files import notebook

from hprun.model import Entry
from hprun.notebooks.rewriting import rewritten
from hprun.scan import scan
from hprun.scan.files.notebooks import NotebookSource


def texts(folder, cells, values):
    """The texts of the cells in which constants are set, by their number."""
    file = folder / "nb.ipynb"
    file.write_bytes(notebook(*cells))
    found = scan([Entry(str(file))], (), constants=True).constants
    places = {}
    for name, value in values.items():
        to = found[name].delivery
        places[to.line, to.column, to.end_line, to.end_column] = value
    return rewritten(NotebookSource(str(file), file.read_bytes()), places)


@pytest.mark.parametrize(
    ("cell", "values", "expected"),
    [
        ("lr = 0.1", {}, None),
        ("lr = 0.1  # rate", {"lr": 0.3}, "lr = 0.3  # rate"),
        ("%%time\n!ls\nlr = 0.1\n", {"lr": 0.3}, "%%time\n!ls\nlr = 0.3\n"),
        ("a, b = 1, 2", {"a": 3, "b": -4}, "a, b = 3, -4"),
        ("ü = 'ö'; b = 1", {"ü": "x", "b": 2}, "ü = 'x'; b = 2"),
        ("  a = 1\n  b = 2", {"b": 3}, "a = 1\nb = 3"),
        ("A = [\n 1,\n 2]; b = 1", {"A": [3], "b": 2}, "A = ([3]\n\n); b = 2"),
        ("C = {'a': 1,\n 'b': [2,\n 3]}", {"C.b": [4]}, "C = {'a': 1,\n 'b': ([4]\n)}"),
    ],
)
def test_a_value_stands_in_the_place_of_the_constant(cell, values, expected, tmp_path):
    found = texts(tmp_path, ["first = 0", cell], values)
    assert found == ({} if expected is None else {2: expected})


def test_cells_without_a_value_keep_their_text(tmp_path):
    assert texts(tmp_path, ["a = 1", "b = 1", "c = 1"], {"a": 2, "c": 3}) == {
        1: "a = 2",
        3: "c = 3",
    }


@pytest.mark.parametrize(
    "value",
    [
        *(True, None, 12, -0.5, 1e-30, "a'\"\n", [1, [2]], (), (1,), (1, "a"), {1}, set()),
        *({"a": {"b": (1,)}}, float("inf"), -float("inf"), [float("inf")]),
    ],
)
def test_a_value_is_spelled_as_an_expression_of_it(value, tmp_path):
    (text,) = texts(tmp_path, ["a = 1"], {"a": value}).values()
    names = {}
    exec(text, {"__builtins__": {}}, names)
    assert (names["a"], type(names["a"])) == (value, type(value))


def test_no_number_is_one(tmp_path):
    (text,) = texts(tmp_path, ["a = 1.5"], {"a": float("nan")}).values()
    names = {}
    exec(text, {}, names)
    assert names["a"] != names["a"]

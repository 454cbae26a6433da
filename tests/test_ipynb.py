"""The file of a notebook: its cells and their numbers, and what is no notebook of Python."""

import json

import pytest

from hprun.ipynb import Cell, cells, code_of, file_of, lines_of


def notebook(*given, **facts):
    return json.dumps({"nbformat": 4, "metadata": {}, "cells": given} | facts).encode()


def code(source, **facts):
    return {"cell_type": "code", "source": source, "metadata": {}} | facts


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param([], [], id="a notebook without a cell"),
        pytest.param([code("a = 1\nb = 2")], [Cell(1, 0, "a = 1\nb = 2")], id="a text"),
        pytest.param([code(["a = 1\n", "b = 2"])], [Cell(1, 0, "a = 1\nb = 2")], id="lines"),
        pytest.param([code("a\r\nb\rc")], [Cell(1, 0, "a\nb\nc")], id="other ends of lines"),
        pytest.param(
            [{"cell_type": "markdown", "source": "# A"}, code("a"), code(" \n"), code("b")],
            [Cell(1, 1, "a"), Cell(2, 3, "b")],
            id="an empty cell has no prompt, and text is no code",
        ),
        pytest.param(
            [code("a", metadata={"tags": ["skip-execution"]}), code("b")],
            [Cell(1, 1, "b")],
            id="what no run executes",
        ),
        pytest.param(["a", {"cell_type": "code"}], [], id="cells that are none"),
    ],
)
def test_the_cells_of_code_have_the_numbers_of_their_prompts(given, expected):
    assert cells(notebook(*given)) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            b"{",
            "it is not the JSON of a notebook (Expecting property name enclosed in double quotes",
        ),
        (b"\xff\xfe", "it is not the JSON of a notebook ("),
        (b"[" * 100_000, "it is not the JSON of a notebook ("),
        (b"[1]", "it is JSON, but not that of a notebook"),
        (b'{"cells": []}', "it is JSON, but not that of a notebook"),
        (notebook(nbformat=3), "it is a notebook of format 3, not 4"),
        (notebook(cells={}), "it is JSON, but not that of a notebook"),
        (notebook(metadata={"language_info": {"name": "R"}}), "it is a notebook of R"),
        (notebook(metadata={"kernelspec": {"language": "julia"}}), "it is a notebook of julia"),
    ],
)
def test_what_is_no_notebook_of_python_is_told(data, expected):
    with pytest.raises(ValueError, match="it is") as caught:
        cells(data)
    assert str(caught.value).startswith(expected)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("nb.ipynb[3]", ("nb.ipynb", 3)),
        ("a[1]/nb.ipynb[12]", ("a[1]/nb.ipynb", 12)),
        ("nb.ipynb", ("nb.ipynb", 0)),
        ("data[3]", ("data[3]", 0)),
        ("nb.ipynb[x]", ("nb.ipynb[x]", 0)),
        ("train.py", ("train.py", 0)),
    ],
)
def test_a_place_has_a_file_and_perhaps_a_cell(path, expected):
    assert file_of(path) == expected


def test_the_lines_of_a_place(tmp_path):
    file = tmp_path / "nb.ipynb"
    file.write_bytes(notebook(code("a = 1"), code("b = 2\nc = 3")))
    assert lines_of(f"{file}[2]") == ["b = 2", "c = 3"]
    assert lines_of(f"{file}[7]") == [""]
    file.write_bytes(b"changed")
    assert lines_of(f"{file}[2]") == []
    assert lines_of(str(file)) == ["changed"]


def test_the_code_of_a_notebook_is_the_same_whatever_it_has_written():
    once, again = code("a = 1", outputs=[]), code("a = 1", outputs=["1"])
    assert code_of(notebook(once)) == code_of(notebook(again)) == b"a = 1"
    assert code_of(notebook(once, code("b"))) != code_of(notebook(code("a = 1b")))
    assert code_of(b"no notebook") == b"no notebook"

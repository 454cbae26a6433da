"""Notebooks are scanned as one module, and their places are told by cell."""

import json

import pytest
from scan_checks import told

from hprun.errors import SourceError
from hprun.model import Entry
from hprun.scan import scan, scan_source


def notebook(*sources):
    """A notebook with these cells of code, and a text before them."""
    text = {"cell_type": "markdown", "source": "# A text"}
    cells = [{"cell_type": "code", "source": source, "metadata": {}} for source in sources]
    return json.dumps({"nbformat": 4, "metadata": {}, "cells": [text, *cells]}).encode()


def places(catalog):
    return {key: str(each.location) for key, each in catalog.parameters.items()}


IMPORT = "from hprun.m import _"


def test_names_are_shared_by_cells_and_places_are_of_one():
    source = notebook(
        f"%matplotlib inline\n{IMPORT}",
        "",
        '\nlr = _("lr", 0.1)  # learning rate',
        "%%time\n\nfor i in range(3):\n    _('a',\n      1)",
    )
    catalog = scan_source(source, "nb.ipynb")
    assert told(catalog) == ["lr: float = 0.1", "a: int = 1"]
    assert places(catalog) == {"lr": "nb.ipynb[2]:2", "a": "nb.ipynb[3]:4"}
    assert catalog.parameters["a"].location.end_line == 5
    assert catalog.parameters["lr"].help == "learning rate"
    assert catalog.files == ("nb.ipynb",)


def test_a_conflict_names_both_cells():
    catalog = scan_source(notebook(IMPORT, "_('lr', 1)", "_('lr', 2)"), "nb.ipynb")
    assert [each.message for each in catalog.problems] == [
        "'lr' has different defaults: 1 (nb.ipynb[2]:1) and 2 (nb.ipynb[3]:1)"
    ]


def test_modules_beside_a_notebook_are_scanned(tmp_path):
    (tmp_path / "model.py").write_text(f"{IMPORT}\n_('width', 8)\n")
    entry = Entry("nb.ipynb", notebook("!ls\nimport model, absent_one", "_ = 1"))
    catalog = scan([entry], [str(tmp_path)])
    assert told(catalog) == ["width: int = 8"]
    assert catalog.imports == (("absent_one", "nb.ipynb[1]", 2),)


def test_constants_are_found_in_cells(tmp_path):
    file = tmp_path / "nb.ipynb"
    file.write_bytes(notebook("LR = 0.1\nfiles = !ls", "SEED = 1", "SEED = 2"))
    catalog = scan([Entry(str(file))], (), constants=True)
    found = {key: str(each.location) for key, each in catalog.constants.items()}
    assert found == {"LR": f"{file}[1]:1", "SEED": f"{file}[2]:1"}
    also = catalog.constants["SEED"].delivery.also
    assert [*map(str, also)] == [f"{file}[3]:1"]


def test_a_comment_in_a_cell_declares_no_encoding():
    source = notebook("# -*- coding: latin-1 -*-", f"{IMPORT}\n_('name', 'ü')")
    assert told(scan_source(source, "nb.ipynb")) == ["name: str = 'ü'"]


def test_a_cell_of_pip_is_no_python():
    source = notebook("pip install numpy", f"{IMPORT}\n_('lr', 1)")
    assert places(scan_source(source, "nb.ipynb")) == {"lr": "nb.ipynb[2]:2"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            notebook("a = 1", "b = (", "c = 1"),
            "cannot be read as Python: '(' was never closed (nb.ipynb[2]:1)",
            id="what one cell lacks, another does not supply",
        ),
        pytest.param(
            b"",
            "cannot be read as Python: it is not the JSON of a notebook"
            " (Expecting value: line 1 column 1 (char 0)) (nb.ipynb:1)",
            id="an empty file",
        ),
    ],
)
def test_what_cannot_be_read_is_an_error_with_its_place(source, expected):
    with pytest.raises(SourceError) as caught:
        scan_source(source, "nb.ipynb")
    assert str(caught.value).splitlines()[0] == expected


def test_a_broken_notebook_beside_others_is_a_problem(tmp_path):
    file = tmp_path / "other.ipynb"
    file.write_bytes(notebook("a = ("))
    catalog = scan([Entry("s.py", b"")], (), [str(file)])
    assert [str(each.locations[0]) for each in catalog.problems] == [f"{file}[1]:1"]

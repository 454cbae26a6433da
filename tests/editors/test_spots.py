"""Where the name of a parameter stands, in every syntax: the piece of text, and nothing else."""

from textwrap import dedent

import pytest

from hprun.editors.documents import Document
from hprun.editors.spots import spot
from hprun.scan import scan_source

MANAGER = "from hprun.m import _, hp\n"
SCOPE = "from hprun import auto_param, param_scope\n"
ARGPARSE = "import argparse\np = argparse.ArgumentParser()\n"
CASES = [
    pytest.param(MANAGER + '_("lr", 0.1)', ["2:4 lr"], id="a call of a manager"),
    pytest.param(MANAGER + "x = _('optim.lr', 0.1)", ["2:8 optim.lr"], id="a name with a dot"),
    pytest.param(MANAGER + '_(\n  "lr",\n  1)', ["3:4 lr"], id="on another line"),
    pytest.param(MANAGER + 'é = _("é", 0.1)', ["2:8 é"], id="columns are characters"),
    pytest.param(MANAGER + '_(name="lr", value=1)', ["2:9 lr"], id="as a keyword"),
    pytest.param(MANAGER + '_("a", _("b", 1))', ["2:4 a", "2:11 b"], id="one in another"),
    pytest.param(MANAGER + '_.get_value("lr")\n_("lr", 1)', ["2:14 lr", "3:4 lr"], id="a method"),
    pytest.param(MANAGER + '_.set_values({"lr": 1})\n_("lr", 1)', ["2:16 lr", "3:4 lr"], id="many"),
    pytest.param(MANAGER + 'N = "lr"\n_(N, 1)', ["3:1 _ (computed)"], id="a constant"),
    pytest.param(MANAGER + '_("l" "r", 1)', ["2:1 _ (computed)"], id="a text in two pieces"),
    pytest.param(SCOPE + "param_scope.a.lr | 1", ["2:15 lr"], id="attributes"),
    pytest.param(SCOPE + "param_scope['a.lr'] | 1", ["2:14 a.lr"], id="a subscript"),
    pytest.param(SCOPE + "param_scope.lr(1)", ["2:13 lr"], id="a call"),
    pytest.param(
        SCOPE + "with param_scope(lr=1) as s:\n    s.lr | 2", ["2:18 lr", "3:7 lr"], id="written"
    ),
    pytest.param(
        SCOPE + "with param_scope('lr=1') as s:\n    s.lr | 2",
        ["2:19 lr", "3:7 lr"],
        id="written as text",
    ),
    pytest.param(
        SCOPE + "@auto_param('n')\ndef f(lr=1, *, b: int):\n    pass",
        ["3:7 lr", "3:16 b"],
        id="arguments",
    ),
    pytest.param(
        SCOPE + "@auto_param\nclass C:\n    def __init__(self, lr=1):\n        pass",
        ["4:24 lr"],
        id="arguments of a class",
    ),
    pytest.param(
        ARGPARSE + "p.add_argument('-l', '--lr', type=float)\np.parse_args()",
        ["3:25 lr"],
        id="an option",
    ),
    pytest.param(
        ARGPARSE + "p.add_argument('--batch-size', '-b', type=int)\np.parse_args()",
        ["3:19 batch-size"],
        id="an option before its letter",
    ),
    pytest.param(
        ARGPARSE + "p.add_argument('--rate', dest='lr')\np.parse_args()", ["3:32 lr"], id="a dest"
    ),
    pytest.param(
        ARGPARSE + "p.add_argument('data')\np.parse_args()", ["3:17 data"], id="a positional"
    ),
    pytest.param(
        "import click\n@click.command()\n@click.option('--lr', default=1)\ndef f(lr): ...\nf()",
        ["3:18 lr"],
        id="click",
    ),
    pytest.param("import typer\ndef f(lr: float = 1): ...\ntyper.run(f)", ["2:7 lr"], id="typer"),
    pytest.param(
        "import tyro, dataclasses\n@dataclasses.dataclass\nclass C:\n    lr: float = 1\ntyro.cli(C)",
        ["4:5 lr"],
        id="a field",
    ),
]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_a_name_stands_where_it_is_written(source, expected):
    source = dedent(source)
    catalog = scan_source(source.encode(), "s.py")
    document = Document("s.py", source)
    found = [
        spot(each, document)
        for parameter in catalog.parameters.values()
        for each in parameter.definitions
    ]
    shown = []
    for each in found:
        line = document.lines[each.span.line]
        text = line[each.span.start : each.span.end]
        computed = "" if each.is_written else " (computed)"
        shown.append(f"{each.span.line + 1}:{each.span.start + 1} {text}{computed}")
    assert sorted(shown) == sorted(expected)


def test_a_constant_stands_where_it_is_assigned(tmp_path):
    path = tmp_path / "s.py"
    path.write_text("lr = 1\nCONFIG = {'width': 3}\n")
    from hprun.editors.programs import catalog_of

    document = Document(str(path), path.read_text())
    found = catalog_of(str(path), constants=True).parameters
    spots = [spot(each.definitions[0], document).span for each in found.values()]
    assert [(each.line, each.start, each.end) for each in spots] == [(0, 0, 2), (1, 11, 16)]

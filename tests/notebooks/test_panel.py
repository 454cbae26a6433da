"""A panel in a real kernel: what a front end would change is changed by its widgets."""

import json

import pytest
from notebook_worlds import World

pytestmark = pytest.mark.slow

START = "import hprun\nfrom hprun.m import _\nfrom hprun import auto_param"
CODE = """\
@auto_param
def train(epochs: int = 10):
    lr = _("lr", 0.1, range=(1e-5, 1.0))  # learning rate
    return epochs, lr, _("opt", "adam", choices=["adam", "sgd"]), _("amp", False), _("api_key", "x")"""
SHOWN = """\
panel = hprun.panel()
for name, control in panel.controls.items():
    print(name, type(control).__name__, control.value)"""


@pytest.fixture
def world(environment, tmp_path):
    return World(environment("nbclient", "ipykernel", "ipywidgets"), tmp_path)


def said(world, *cells, words=()):
    world.write("nb.ipynb", START, *cells)
    status, out, err = world.run("nb.ipynb", *words)
    assert (status, err) == (0, "")
    return out.splitlines()


def test_each_parameter_has_a_widget_by_its_type_before_its_cell_is_run(world):
    assert said(world, SHOWN, CODE) == [
        "train.epochs Text 10",
        "lr FloatLogSlider 0.1",
        "opt Dropdown adam",
        "amp Checkbox False",
        "api_key Password ",
    ]


def test_a_change_is_a_value_of_the_root(world):
    change = (
        "c = panel.controls\nc['lr'].value = 0.5; c['opt'].value = 'sgd'; c['amp'].value = True\n"
        "c['train.epochs'].value = '3'; c['api_key'].value = 'y'\nprint(train())"
    )
    tell = "print(hprun.explain('train.epochs'))"
    back = "panel.reset()\nprint(train(), panel.values)"
    _, _, _, _, _, *shown = said(world, CODE, SHOWN, change, tell, back)
    assert shown == [
        "(3, 0.5, 'sgd', True, 'y')",
        "train.epochs = 3",
        "  3   panel: train.epochs=3  command line  wins",
        "  10  nb.ipynb[2]:2          default       beaten  def train(epochs: int = 10):",
        "(10, 0.1, 'adam', False, 'x') {}",
    ]


def test_what_does_not_fit_is_told_beside_its_control_and_changes_nothing(world):
    change = (
        "panel.controls['train.epochs'].value = 'many'\nprint(train()[0], panel.values)\n"
        "print([each.children[1].value for each in panel.box.children[1:] if each.children[1].value])"
    )
    *_, shown, wrong = said(world, CODE, "panel = hprun.panel()", change)
    assert shown == "10 {}"
    assert "parameter &#x27;train.epochs&#x27; (nb.ipynb[2]:2): &#x27;many&#x27; is not" in wrong


def test_values_of_the_run_are_shown_and_kept(world):
    change = "panel.controls['amp'].value = True\nprint(train()[:4])"
    shown = said(world, CODE, SHOWN, change, words=("--lr", "0.25", "--train.epochs", "4"))
    assert shown[:2] == ["train.epochs Text 4", "lr FloatLogSlider 0.25"]
    assert shown[-1] == "(4, 0.25, 'adam', True)"


def test_a_panel_of_a_script(world):
    (world.folder / "s.py").write_text("from hprun.m import _\nlr = _('lr', 0.1)\n")
    change = (
        "panel = hprun.panel('s.py')\npanel.controls['lr'].value = '0.5'\n"
        "print(panel.values, hprun.run('s.py', **panel.values)['lr'])"
    )
    assert said(world, change) == ["{'lr': 0.5} 0.5"]


def test_the_panel_stands_in_the_notebook_that_is_kept(world):
    world.write("nb.ipynb", START, "_('lr', 0.1)", "hprun.panel()")
    assert world.run("nb.ipynb", "-o", "out.ipynb")[0] == 0
    document = json.loads((world.folder / "out.ipynb").read_text())
    assert "application/vnd.jupyter.widget-view+json" in document["cells"][3]["outputs"][0]["data"]
    assert document["metadata"]["widgets"]

"""What an editor is told in files of values: names explained, led to, offered; what is wrong."""

import pytest
from worlds import World

from hprun.cli.project import Project

SCRIPT = """
    from hprun import auto_param
    from hprun.m import _, hp

    lr = _("lr", 0.1)  # learning rate
    opt = _("opt", "adam", choices=["adam", "sgd"])
    secret = _("api_token", "abc")
    steps = hp("lr", 3)
    deep = _("optim.sgd.momentum", 0.9)

    @auto_param("net")
    def net(width: int = 8, amp=False, sizes=[1, 2]): ...
    """


def made(tmp_path, monkeypatch, files, **more):
    monkeypatch.chdir(tmp_path)
    return World(tmp_path, {"train.py": SCRIPT, **files}, **more)


NAMES = [
    pytest.param("a.yaml", "l¦r: 1", "lr", "train.py:4 lr", id="a key"),
    pytest.param("a.yaml", "net:\n  wid¦th: 1", "net.width", "train.py:11 width", id="below"),
    pytest.param("a.yaml", "+net.wid¦th: 1", "net.width", "train.py:11 width", id="with a sign"),
    pytest.param("a.yaml", "hp:l¦r: 1", "hp:lr", "train.py:7 lr", id="with a manager"),
    pytest.param("a.yaml", "opt: a${net.wid¦th}", "net.width", "train.py:11 width", id="referred"),
    pytest.param("a.json", '{"net": {"wid¦th": 1}}', "net.width", "train.py:11 width", id="json"),
    pytest.param("a.toml", "[net]\nwid¦th = 1", "net.width", "train.py:11 width", id="toml"),
    pytest.param(
        "a.yaml", "net:\n  sizes:\n    ¦0: 1", "net.sizes", "train.py:11 sizes", id="inside"
    ),
]


@pytest.mark.parametrize(("name", "text", "key", "place"), NAMES)
def test_a_key_is_explained_and_led_to(tmp_path, monkeypatch, *, name, text, key, place):
    world = made(tmp_path, monkeypatch, {name: text})
    hover = world.workspace.hover(*world.at(name))
    assert hover.text.startswith(f"**{key}** — ")
    assert world.told(world.workspace.definitions(*world.at(name))) == [place]


def test_a_key_of_nobody_is_not_explained(tmp_path, monkeypatch):
    world = made(tmp_path, monkeypatch, {"a.yaml": "lr: 1\noth¦er: 2\n$$: ${n¦o}"})
    assert world.workspace.hover(*world.at("a.yaml", 0)) is None
    assert world.workspace.hover(*world.at("a.yaml", 1)) is None
    assert world.workspace.definitions(*world.at("a.yaml", 0)) == []


def test_a_key_is_renamed_as_in_code(tmp_path, monkeypatch):
    world = made(tmp_path, monkeypatch, {"a.yaml": "net:\n  wid¦th: 1\nopt: adam\n"})
    edits = world.workspace.renamed(*world.at("a.yaml"), "size")
    assert sorted((world.shown(each.span), each.text) for each in edits) == [
        ("a.yaml:2 width", "size"),
        ("train.py:11 width", "size"),
    ]


FINDINGS = [
    pytest.param("a.yaml", "opt: sgd\nnet:\n  width: 3\n", {}, id="all is fine"),
    pytest.param(
        "a.yaml",
        "opt: sgd\nnet:\n  width: x\n",
        {"invalid a.yaml:3 x": "parameter 'net.width' (train.py:11): 'x' is not a whole number"},
        id="a value that does not fit",
    ),
    pytest.param(
        "a.yaml",
        "opt: sgd\nnet:\n  widht: 3\n",
        {
            "unknown a.yaml:3 widht": (
                "unknown parameter 'net.widht';"
                " did you mean 'net.width' (int, default 8, train.py:11)?"
            )
        },
        id="an unknown name",
    ),
    pytest.param(
        "a.yaml",
        "opt: sgd\nopt: adam\n",
        {"values a.yaml:1 sgd": "'opt' stands twice", "values a.yaml:2 adam": "'opt' stands twice"},
        id="a name that stands twice",
    ),
    pytest.param(
        "a.yaml",
        "opt: sgd\nnet.width: 1\nnet:\n  width: 2\n",
        {
            "values a.yaml:2 1": "'net.width' is given twice",
            "values a.yaml:4 2": "'net.width' is given twice",
        },
        id="a value that is given twice",
    ),
    pytest.param(
        "a.json",
        '{"opt": "sgd",\n "net.width": 3.5}',
        {
            "invalid a.json:2 3.5": (
                "parameter 'net.width' (train.py:11): '3.5' is not a whole number; to take"
                " fractions, annotate it as float or write its default with a point (1.0)"
            )
        },
        id="json",
    ),
    pytest.param(
        "a.toml",
        "opt = 'sgd'\n[net]\nwidth = true\n",
        {
            "invalid a.toml:3 true": "parameter 'net.width' (train.py:11): true is not a whole number"
        },
        id="toml",
    ),
    pytest.param(
        "a.yaml",
        "opt: ${nothing}\nnet.width: ${net.sizes.0}\n",
        {
            "values a.yaml:1 ${nothing}": (
                "${nothing} is no parameter; a reference is a parameter, or ${env:NAME};"
                " $${ is the text ${"
            )
        },
        id="references",
    ),
    pytest.param(
        "a.yaml",
        "extends: base.yaml\nopt: sgd\n",
        {},
        id="a file that extends another",
    ),
    pytest.param(
        "a.yaml",
        "opt: sgd\napi_token: [qwerty]\n",
        {
            "invalid a.yaml:2 api_token": (
                "parameter 'api_token' (train.py:6): *** is not a str; quote it"
            )
        },
        id="a secret",
    ),
]


@pytest.mark.parametrize(("name", "text", "expected"), FINDINGS)
def test_what_is_wrong_stands_where_it_is(tmp_path, monkeypatch, name, text, expected):
    world = made(tmp_path, monkeypatch, {name: text, "base.yaml": "net.width: 4\nopt: adam\n"})
    assert world.findings(name) == expected


def test_what_is_no_yaml_is_told_where_somebody_says_whose_it_is(tmp_path, monkeypatch):
    project = Project("pyproject.toml", config=("a.yaml",))
    files = {"a.yaml": "lr: 1\n- b\n"}
    world = made(tmp_path, monkeypatch, files, project=lambda _: project)
    assert [*world.findings("a.yaml")] == ["values a.yaml:2 - b"]


def test_a_file_of_several_scripts_is_wrong_where_it_is_for_all(tmp_path, monkeypatch):
    other = "from hprun.m import _\n_('opt', 'x')\n_('net.width', 'y')\n_('net.new', 1)\n"
    files = {"other.py": other, "a.yaml": "opt: lion\nnet.width: a\n"}
    world = made(tmp_path, monkeypatch, files)
    assert world.findings("a.yaml") == {}


def test_a_preset_is_for_the_script_beside(tmp_path, monkeypatch):
    world = made(tmp_path, monkeypatch, {"presets/deep/a.yaml": "x: 1\ny: 2\nlr: 1\n"})
    found = world.findings("presets/deep/a.yaml")
    assert [*found] == ["unknown presets/deep/a.yaml:1 x", "unknown presets/deep/a.yaml:2 y"]


def test_a_lax_project_lets_names_pass(tmp_path, monkeypatch):
    project = Project("pyproject.toml", lax=True)
    files = {"a.yaml": "opt: lion\nnothing: 1\n"}
    world = made(tmp_path, monkeypatch, files, project=lambda _: project)
    assert [*world.findings("a.yaml")] == ["invalid a.yaml:1 lion"]


OFFERED = [
    pytest.param("a.yaml", "opt: sgd\n¦", ["lr", "api_token", "hp:lr", "net", "optim"], id="yaml"),
    pytest.param("a.yaml", "opt: sgd\nnet:\n  width: 1\n  a¦", ["amp", "sizes"], id="below"),
    pytest.param("a.yaml", "opt: sgd\noptim:\n  # x\n\n  sgd:\n    m¦", ["momentum"], id="deep"),
    pytest.param("a.yaml", "opt: sgd\nnet.width: 1\nnet.¦", ["amp", "sizes"], id="dots"),
    pytest.param("a.yaml", "opt: sgd\noptim:\n  sgd.m¦", ["momentum"], id="dots below"),
    pytest.param("a.yaml", "net.width: 1\nopt: ¦", ["adam", "sgd"], id="choices"),
    pytest.param("a.yaml", "opt: sgd\nnet:\n  amp: t¦", ["false", "true"], id="a bool"),
    pytest.param(
        "a.yaml",
        "net.width: ${¦",
        [
            *("lr", "api_token", "hp:lr", "net.amp", "net.sizes", "net.width"),
            *("opt", "optim.sgd.momentum"),
        ],
        id="a reference",
    ),
    pytest.param("a.yaml", "opt: sgd # ¦", [], id="a comment"),
    pytest.param("a.json", '{"net": {"width": 1, "¦"}, "opt": "sgd"}', ["amp", "sizes"], id="json"),
    pytest.param("a.json", '{"net.width": 1, "opt": "¦"}', ["adam", "sgd"], id="json choices"),
    pytest.param("a.toml", "opt = 'sgd'\n[net]\nwidth = 1\n¦", ["amp", "sizes"], id="toml"),
    pytest.param("a.toml", "opt = 'sgd'\n[¦", ["net", "optim.sgd"], id="a table"),
    pytest.param("a.toml", "net.width = 1\nopt = '¦", ["adam", "sgd"], id="toml choices"),
]


@pytest.mark.parametrize(("name", "text", "expected"), OFFERED)
def test_names_and_choices_are_offered(tmp_path, monkeypatch, name, text, expected):
    world = made(tmp_path, monkeypatch, {name: text.replace("¦", ""), "sure.txt": "x"})
    project = Project("pyproject.toml", config=(name,))
    world.workspace._project_of = lambda _: project
    line, column = text.split("¦")[0].count("\n"), len(text.split("¦")[0].split("\n")[-1])
    found = world.workspace.completions(world.path(name), line, column)
    assert sorted(each.label for each in found) == sorted(expected)

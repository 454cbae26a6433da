"""What an editor is told of parameters: hover, definition, references, what is wrong."""

import pytest
from worlds import World, nothing

from hprun.cli.project import Project
from hprun.editors.workspace import Workspace

FILES = {
    "train.py": """
        from hprun import auto_param, param_scope
        from hprun.m import _
        import common

        lr = _("l¦r", 0.1)  # learning rate
        opt = _("opt", "adam", choices=["adam", "sgd"])

        @auto_param("net")
        def net(wi¦dth=8, depth: int = 2): ...

        wd = param_scope.optim.w¦d | 1e-4
        token = _("api_¦token", "abcdef")
        print(lr)¦
        """,
    "common.py": """
        from hprun.m import _
        rate = _("l¦r")
        """,
    "base.yaml": """
        lr: 0.3
        net:
          width: 3
        api_token: qwerty
        """,
    "other.yaml": """
        something: 1
        lr: 3
        else: 2
        """,
}


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return World(tmp_path, FILES)


@pytest.mark.parametrize(
    ("name", "number", "place", "text"),
    [
        pytest.param(
            "train.py",
            0,
            "train.py:5 lr",
            "**lr** — `float`, default `0.1`\n\nlearning rate\n\n"
            "- train.py:5 default `0.1`\n- common.py:2 reads it\n\n- base.yaml:1 sets `0.3`",
            id="a manager's",
        ),
        pytest.param(
            "common.py",
            0,
            "common.py:2 lr",
            "**lr** — `float`, default `0.1`\n\nlearning rate\n\n"
            "- train.py:5 default `0.1`\n- common.py:2 reads it\n\n- base.yaml:1 sets `0.3`",
            id="of the program that knows most",
        ),
        pytest.param(
            "train.py",
            1,
            "train.py:9 width",
            "**net.width** — `int`, default `8`\n\n- train.py:9 default `8` in `net`\n\n"
            "- base.yaml:3 sets `3`",
            id="an argument",
        ),
        pytest.param(
            "train.py",
            2,
            "train.py:11 wd",
            "**optim.wd** — `float`, default `1e-4`\n\n- train.py:11 default `1e-4`",
            id="a scope's",
        ),
        pytest.param(
            "train.py",
            3,
            "train.py:12 api_token",
            "**api\\_token** — `str`, default `***`\n\n- train.py:12 default `***`\n\n"
            "- base.yaml:4 sets `***`",
            id="a secret",
        ),
    ],
)
def test_a_name_is_explained(world, name, number, place, text):
    hover = world.workspace.hover(*world.at(name, number))
    assert (world.shown(hover.span), hover.text) == (place, text)


def test_what_is_no_parameter_is_not_explained(world):
    assert world.workspace.hover(*world.at("train.py", 4)) is None
    assert world.workspace.hover(world.path("other.yaml"), 0, 0) is None
    assert world.workspace.hover(world.path("none.py"), 0, 0) is None


def test_a_definition_is_where_the_default_is(world):
    found = world.workspace.definitions(*world.at("common.py"))
    assert world.told(found) == ["train.py:5 lr"]


def test_references_are_in_all_files(world):
    found = world.workspace.references(*world.at("train.py", 0))
    assert world.told(found) == ["common.py:2 lr", "train.py:5 lr"]
    assert world.workspace.references(*world.at("train.py", 4)) == []


def test_an_edit_is_known_at_once(world):
    text = (
        world.text("train.py")
        .replace('"lr", 0.1', '"lr", 0.25')
        .replace("import auto", "import  auto")
    )
    world.workspace.change(world.path("train.py"), f"\n{text}")
    hover = world.workspace.hover(world.path("train.py"), 5, 8)
    assert hover.text.startswith("**lr** — `float`, default `0.25`")
    assert "train.py:6 default `0.25`" in hover.text


def test_a_file_that_is_closed_is_as_on_disk(world):
    world.workspace.change(world.path("train.py"), "x = 1\n")
    world.do(world.workspace.settle())
    assert world.workspace.hover(*world.at("train.py", 0)) is None
    world.workspace.close(world.path("train.py"))
    world.workspace.close(world.path("common.py"))
    assert world.workspace.hover(*world.at("train.py", 0)) is not None


def test_an_open_file_counts_for_those_that_import_it(world):
    text = world.text("common.py").replace('_("lr")', '_("lr", 0.5)')
    world.workspace.change(world.path("common.py"), text)
    assert [*world.findings("train.py")] == ["conflict train.py:5 lr"]
    assert [*world.findings("common.py")] == ["conflict common.py:2 lr"]


PROBLEMS = {
    "train.py": """
        from hprun import auto_param, param_scope
        from hprun.m import _
        a = _("a", 1)
        b = _("a", 2)
        c = _("net", 1)
        d = _("net.width", 1)
        e = param_scope.scoped | 1
        f = param_scope.scoped | 2
        g = _("low", 5, range=(0, 1))
        """
}


def test_what_check_says_stands_at_its_places(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    world = World(tmp_path, PROBLEMS)
    assert world.findings("train.py") == {
        "conflict train.py:3 a": "'a' has different defaults: 1 (train.py:3) and 2 (train.py:4)",
        "conflict train.py:4 a": "'a' has different defaults: 1 (train.py:3) and 2 (train.py:4)",
        "defaults train.py:7 scoped": (
            "'scoped' has different defaults: 1 (train.py:7) and 2 (train.py:8): each keeps its own"
        ),
        "defaults train.py:8 scoped": (
            "'scoped' has different defaults: 1 (train.py:7) and 2 (train.py:8): each keeps its own"
        ),
        "clash train.py:5 net": (
            "'net' (train.py:5) is a parameter, and the prefix of 'net.width' (train.py:6)"
        ),
        "clash train.py:6 net.width": (
            "'net' (train.py:5) is a parameter, and the prefix of 'net.width' (train.py:6)"
        ),
        "range train.py:9 low": ("the default of 'low' (train.py:9): 5 is not from 0 to 1"),
    }


def test_a_line_that_is_being_written_hides_nothing(world):
    text = world.text("train.py").replace("print(lr)", "print(_('new', ")
    world.workspace.change(world.path("train.py"), text)
    assert world.workspace.hover(*world.at("train.py", 0)) is not None
    assert not world.workspace.is_settled
    world.do(world.workspace.settle())
    assert world.workspace.hover(*world.at("train.py", 1)) is not None


def test_a_file_that_begins_broken_is_known_but_for_that(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {"a.py": "from hprun.m import _\nx = _('l¦r', 1)\ndef f(:\n    1\ny = _('l¦r2', 2)\n"}
    world = World(tmp_path, files)
    for number in (0, 1):
        assert world.workspace.hover(*world.at("a.py", number)) is not None


def test_the_settings_of_a_project_are_heeded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {
        "train.py": "from hprun.m import _\n_('l¦r', 1)\n",
        "plugin.py": "from hprun.m import _\n_('pl¦ug', 1)\n",
        "values.yaml": "a: 1\nb: 2\nlr: 3\n",
    }
    project = Project("pyproject.toml", scan=("plugin.py",), config=("values.yaml",))
    world = World(tmp_path, files, project=lambda _: project)
    assert "values.yaml:3 sets `3`" in world.workspace.hover(*world.at("train.py")).text
    assert world.workspace.catalogs()[world.path("train.py")].parameters.keys() == {"lr", "plug"}


def test_a_schema_says_which_script_a_file_is_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {
        "train.py": "from hprun.m import _\n_('l¦r', 1)\n",
        "other.py": "from hprun.m import _\n_('l¦r', 2)\n_('more', 2)\n",
        "conf/s.json": '{"title": "Values for train.py"}',
        "conf/a.yaml": "# yaml-language-server: $schema=s.json\nlr: 3\nmore: 4\n",
    }
    world = World(tmp_path, files)
    assert "a.yaml:2 sets" in world.workspace.hover(*world.at("train.py")).text
    assert "a.yaml" not in world.workspace.hover(*world.at("other.py")).text


def test_a_script_of_elsewhere_claims_no_values_of_the_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {"shown/a.yaml": "lr: 3\n", "train.py": "from hprun.m import _\n_('l¦r', 1)\n"}
    world = World(tmp_path, files)
    world.workspace = Workspace(world.path("shown"), nothing)
    world.open("train.py")
    assert "a.yaml" not in world.workspace.hover(*world.at("train.py")).text
    assert world.workspace.hover(world.path("shown/a.yaml"), 0, 0) is None

"""The names that are offered while a line is written."""

import pytest
from worlds import World

SCRIPT = """
    import argparse
    import hprun
    from hprun import auto_param, param_scope
    from hprun.m import _, hp as other

    lr = _("lr", 0.1)
    steps = _("optim.steps", 3)
    size = other("size", 1)
    wd = param_scope.optim.wd | 1e-4
    with param_scope(inner=1) as ps:
        ps.inner | 2
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-size", type=int)
    args = parser.parse_args()
    """
ALL = ["inner", "lr", "optim.steps", "optim.wd"]
CASES = [
    pytest.param('_("', ALL, id="a manager"),
    pytest.param("x = f(_('lr', 1), _('l", ["lr"], id="a beginning"),
    pytest.param('_.get_value("', ALL, id="a method"),
    pytest.param('other("', ["size"], id="a manager of its own"),
    pytest.param("param_scope.", ["inner", "lr", "optim"], id="a scope"),
    pytest.param("hprun.param_scope.", ["inner", "lr", "optim"], id="a scope of the package"),
    pytest.param("x = 1 + param_scope.optim.w", ["wd"], id="below"),
    pytest.param("ps.", ["inner", "lr", "optim"], id="an open scope"),
    pytest.param('param_scope["', ALL, id="a subscript"),
    pytest.param("args.", ["batch_size"], id="what a parser returns"),
    pytest.param('print("', [], id="another function"),
    pytest.param("hprun.", [], id="a module"),
    pytest.param("x = lr", [], id="a name"),
    pytest.param("unknown.", [], id="what is not known"),
]


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_names_are_offered(tmp_path, monkeypatch, line, expected):
    monkeypatch.chdir(tmp_path)
    world = World(tmp_path, {"train.py": SCRIPT})
    text = world.text("train.py") + line
    world.workspace.change(world.path("train.py"), text)
    row = text.count("\n")
    found = world.workspace.completions(world.path("train.py"), row, len(line))
    assert sorted(each.label for each in found) == expected
    for each in found:
        assert line[each.span.start : each.span.end] in ("", "l", "w")


def test_nothing_is_offered_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    world = World(tmp_path, {"train.py": SCRIPT})
    assert world.workspace.completions(world.path("none.py"), 0, 0) == []
    assert world.workspace.completions(world.path("train.py"), 99, 0) == []

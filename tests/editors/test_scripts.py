"""A script as a list of what can be set in it."""

from worlds import World

SCRIPT = """
    from hprun import auto_param
    from hprun.m import _

    lr = _("lr", 0.1)  # learning rate
    opt = _("opt", choices=["adam", "sgd"], required=True)
    token = _("api_token", "abc")

    @auto_param
    def net(data, width=8): ...

    if __name__ == "__main__":
        net(1)
    """


def test_a_script_is_listed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    world = World(tmp_path, {"train.py": SCRIPT, "empty.py": "x: int\n"})
    script = world.workspace.script(world.path("train.py"))
    listed = [each._values()[:-1] for each in script.parameters]
    assert (script.path, script.entry, listed) == (
        world.path("train.py"),
        10,
        [
            ("lr", "float", "0.1", False, "learning rate", ()),
            ("opt", "{adam,sgd}", "", True, "", ("adam", "sgd")),
            ("api_token", "str", "***", False, "", ()),
            ("net.width", "int", "8", False, "", ()),
        ],
    )
    assert [world.shown(each.span) for each in script.parameters][-1] == "train.py:9 width"
    assert world.workspace.script(world.path("empty.py")) is None
    assert world.workspace.script(world.path("none.py")) is None

"""A parameter called otherwise: in code, in files of values; and where it cannot be."""

import pytest
from worlds import World

from hprun.errors import UsageError

SCRIPT = """
    from hprun import auto_param, param_scope
    from hprun.m import _
    import common
    import argparse

    lr = _("l¦r", 0.1)
    again = _.get_value("lr")
    wd = param_scope.optim.w¦d | 1e-4
    other = param_scope["optim.w¦d"] | 1e-4
    name = "named"
    computed = ¦_(name, 1)

    @auto_param("net")
    def net(wi¦dth=8, depth: int = 2):
        inner = lambda width: width
        return width * depth + inner(1)

    net(width=3)
    common.net(width=4)
    other_function(width=5)
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-s¦ize", type=int)
    args = parser.parse_args()
    print(args.batch_size, other.batch_size)
    """
FILES = {
    "train.py": SCRIPT,
    "common.py": 'from hprun.m import _ as h\nh("lr")\ndef main(args): return args.batch_size\n',
    "a.yaml": "# lr\nlr: 0.3\noptim:\n  wd: 1 # wd\nnet: {'width': 3}\ntext: ${lr} $${lr} ${env:lr}\n",
    "b.json": '{"lr": 1, "optim": {"wd": 2}, "net.width": 3, "batch_size": 4}\n',
    "c.toml": "lr = 1\nnet.width = 3\n[optim]\nwd = 2\n",
    "d.yaml": "lr:=: 1\n+lr: 2\noptim.wd: 3\n",
    "unrelated.yaml": "lr: 1\nx: 1\ny: 2\n",
}


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return World(tmp_path, FILES)


def renamed(world, number, text):
    """The lines that are others, by file."""
    edits = world.workspace.renamed(*world.at("train.py", number), text)
    found = {}
    for each in sorted(edits, key=lambda each: -each.span.start):
        lines = found.setdefault(each.span.path, world.text(each.span.path).split("\n"))
        line = lines[each.span.line]
        lines[each.span.line] = line[: each.span.start] + each.text + line[each.span.end :]
    return {
        path.rpartition("/")[2]: [
            line
            for line, before in zip(lines, world.text(path).split("\n"), strict=True)
            if line != before
        ]
        for path, lines in sorted(found.items())
    }


def test_a_managers_name(world):
    assert renamed(world, 0, "rate") == {
        "a.yaml": ["rate: 0.3", "text: ${rate} $${lr} ${env:lr}"],
        "b.json": ['{"rate": 1, "optim": {"wd": 2}, "net.width": 3, "batch_size": 4}'],
        "c.toml": ["rate = 1"],
        "common.py": ['h("rate")'],
        "d.yaml": ["rate:=: 1", "+rate: 2"],
        "train.py": ['lr = _("rate", 0.1)', 'again = _.get_value("rate")'],
    }


def test_the_last_part_of_a_scopes_name(world):
    expected = {
        "a.yaml": ["  decay: 1 # wd"],
        "b.json": ['{"lr": 1, "optim": {"decay": 2}, "net.width": 3, "batch_size": 4}'],
        "c.toml": ["decay = 2"],
        "d.yaml": ["optim.decay: 3"],
        "train.py": [
            "wd = param_scope.optim.decay | 1e-4",
            'other = param_scope["optim.decay"] | 1e-4',
        ],
    }
    assert renamed(world, 1, "decay") == expected
    assert renamed(world, 2, "optim.decay") == expected


def test_an_argument_in_its_function_and_where_it_is_passed(world):
    assert renamed(world, 4, "size") == {
        "a.yaml": ["net: {'size': 3}"],
        "b.json": ['{"lr": 1, "optim": {"wd": 2}, "net.size": 3, "batch_size": 4}'],
        "c.toml": ["net.size = 3"],
        "train.py": [
            "def net(size=8, depth: int = 2):",
            "    return size * depth + inner(1)",
            "net(size=3)",
            "common.net(size=4)",
        ],
    }


def test_an_option_and_what_its_parser_returns(world):
    assert renamed(world, 5, "batch") == {
        "b.json": ['{"lr": 1, "optim": {"wd": 2}, "net.width": 3, "batch": 4}'],
        "common.py": ["def main(args): return args.batch"],
        "train.py": [
            'parser.add_argument("--batch", type=int)',
            "print(args.batch, other.batch_size)",
        ],
    }


def test_a_name_that_two_managers_have_is_of_one_of_them_in_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = "from hprun.m import _, hp\n_('l¦r', 0.1)\nhp('l¦r', 5)\n"
    world = World(tmp_path, {"train.py": code, "a.yaml": "lr: 0.3\n'hp:lr': 3\n"})
    assert renamed(world, 0, "rate")["a.yaml"] == ["rate: 0.3"]
    assert renamed(world, 1, "rate")["a.yaml"] == ["'hp:rate': 3"]


REFUSED = [
    pytest.param(0, "optim", "'optim' and 'optim.wd' (train.py:8) cannot both be", id="a prefix"),
    pytest.param(0, "named", "'named' is another parameter already (train.py:11)", id="taken"),
    pytest.param(0, "1r", "'1r' is no name of a parameter", id="no name"),
    pytest.param(0, "a..b", "'a..b' is no name of a parameter", id="two dots"),
    pytest.param(1, "de-cay", "'de-cay' is no name in Python, as it stands at", id="an attribute"),
    pytest.param(2, "sgd.wd", "'optim.wd' stands as 'wd' at train.py:8", id="another prefix"),
    pytest.param(3, "x", "'named' is computed at train.py:11", id="computed"),
    pytest.param(4, "class", "'class' is no name in Python, as it stands at", id="a keyword"),
]


@pytest.mark.parametrize(("number", "text", "message"), REFUSED)
def test_what_cannot_be_renamed_is_told(world, number, text, message):
    with pytest.raises(UsageError) as caught:
        world.workspace.renamed(*world.at("train.py", number), text)
    assert str(caught.value).startswith(message)


def test_a_key_below_others_is_not_taken_out_of_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {
        "train.py": "from hprun.m import _\n_('optim.l¦r', 1)\n",
        "a.yaml": "optim:\n  lr: 1\n",
    }
    world = World(tmp_path, files)
    with pytest.raises(UsageError) as caught:
        world.workspace.renamed(*world.at("train.py"), "lr")
    assert str(caught.value) == (
        f"'optim.lr' stands below 'optim' ({tmp_path}/a.yaml:2);"
        " change nothing but the last part of the name"
    )
    assert [*renamed(world, 0, "optim.rate")] == ["a.yaml", "train.py"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import click\n@click.command()\n@click.option('--l¦r')\ndef f(lr): ...\nf()\n", "click"),
        ("l¦r = 1\n", "rename it as such"),
    ],
)
def test_what_others_define_is_not_renamed(tmp_path, monkeypatch, source, reason):
    monkeypatch.chdir(tmp_path)
    world = World(tmp_path, {"train.py": source})
    assert world.workspace.can_be_renamed(*world.at("train.py")) is None
    with pytest.raises(UsageError) as caught:
        world.workspace.renamed(*world.at("train.py"), "x")
    assert str(caught.value).startswith("'lr' cannot be renamed: ")
    assert reason in str(caught.value)


def test_what_would_be_renamed_is_shown_first(world):
    span = world.workspace.can_be_renamed(*world.at("train.py", 2))
    assert world.shown(span) == "train.py:9 optim.wd"
    assert world.workspace.can_be_renamed(*world.at("train.py", 3)) is None
    assert world.workspace.can_be_renamed(world.path("train.py"), 0, 0) is None
    with pytest.raises(UsageError, match="no parameter stands here"):
        world.workspace.renamed(world.path("train.py"), 0, 0, "x")

"""What `diff` shows, whole."""

import json

import pytest

from hprun.cli import main


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "train.py").write_text(
        "import time\nfrom hprun.m import _\n"
        '_("lr", 0.1), _("opt", "adam"), _("seed", int(time.time()))\n'
    )
    (tmp_path / "a.yaml").write_text("lr: 0.1\nopt: {name: adam}\nsteps: 1\ngone: null\n")
    (tmp_path / "b.toml").write_text('lr = 0.3\nopt.name = "adam"\nsteps = 1.0\nnew = [1, "x"]\n')
    (tmp_path / "cfg.json").write_text('{"opt": "sgd", "seed": 1, "tag": ""}\n')


def check_shown(capsys, *words, status, out="", err=""):
    assert main(["diff", *words]) == status
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == (out, err)


def test_two_files(capsys):
    check_shown(capsys, "a.yaml", "b.toml", status=1, out="""\
~ lr     0.1 → 0.3              a.yaml:1 → b.toml:1
~ steps  1 (int) → 1.0 (float)  a.yaml:3 → b.toml:3
- gone   null                   a.yaml:4
+ new    [1, 'x']               b.toml:4
1 changed, 1 of another type, 1 added, 1 removed, 1 the same
""")  # fmt: skip


def test_a_target_and_a_file_that_is_laid_over_it(capsys):
    check_shown(capsys, "train.py", "cfg.json", status=1, out="""\
~ opt   adam → sgd                             train.py:3 → cfg.json:1
~ seed  int(time.time()) (computed) → 1 (int)  train.py:3 → cfg.json:1
+ tag   ''                                     cfg.json:1
1 changed, 1 of another type, 1 added, 1 the same
""")  # fmt: skip


def test_nothing_differs(capsys):
    check_shown(capsys, "a.yaml", "a.yaml", status=None, out="nothing differs, 4 the same\n")


def test_json(capsys):
    assert main(["diff", "a.yaml", "b.toml", "--json"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert {name: shown[name] for name in ("before", "after", "same")} == {
        "before": "a.yaml", "after": "b.toml", "same": 1,
    }  # fmt: skip
    assert shown["differences"][1:3] == [
        {
            "name": "steps",
            "kind": "type",
            "before": {"type": "int", "value": 1, "source": "file", "origin": "a.yaml:3"},
            "after": {"type": "float", "value": 1.0, "source": "file", "origin": "b.toml:3"},
        },
        {
            "name": "gone",
            "kind": "removed",
            "before": {"type": "none", "value": None, "source": "file", "origin": "a.yaml:4"},
            "after": None,
        },
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(
            ["a.yaml"],
            "diff takes two sides, not 1; "
            "write hprun diff A B; each is a file of values, a target or a run",
            id="one-side",
        ),
        pytest.param(
            ["a.yaml", "c.yaml"], "there is no file c.yaml; did you mean a.yaml?", id="no-file"
        ),
        pytest.param(
            ["a.yaml", "b.toml", "--jso"],
            "unknown option --jso; did you mean --json?",
            id="an-option",
        ),
        pytest.param(
            ["-D", "lr=1", "a.yaml", "b.toml"],
            "-D does nothing here; it belongs to run, inspect, dump, why, check, schema and sweep",
            id="an-option-of-another-command",
        ),
    ],
)
def test_a_mistake(capsys, words, message):
    check_shown(capsys, *words, status=2, err=f"hprun: {message}\n")


def test_a_target_that_is_not_there(capsys):
    assert main(["diff", "trian.py", "a.yaml"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.endswith("did you mean train.py?\n")

"""What `inspect`, `why` and `check` show, whole."""

import json
import os
import shutil

import pytest

from hprun.cli import main

TRAIN = """\
import time

import broken
import model
from hprun.m import _

lr = _("lr", 0.1, help="learning [rate]")
seed = _("seed", int(time.time()))
data = _("data", type=str)
size = _("size", 8)
for i in range(size):
    _(f"block{i}.width", 64)
"""
MODEL = """\
from hprun import auto_param, param_scope
from hprun.m import _


@auto_param("model")
def build(width: int = 64, act="relu"):
    \"\"\"Build it.

    Args:
        width: units in a layer
    \"\"\"


size = _("size", 16)
act = _("act", "relu", choices=["relu", "gelu"])
with param_scope(lr=3):
    build()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "model.py").write_text(MODEL)
    (tmp_path / "broken.py").write_text("def (\n")


def check_shown(capsys, *words, expected):
    assert main(words) is None
    assert capsys.readouterr().out == expected


WARNINGS = """\
hprun: warning: broken.py:1 cannot be read as Python: invalid syntax; its parameters are not listed
hprun: warning: 'size' has different defaults: 8 (train.py:10) and 16 (model.py:14)
"""


def test_warnings_go_to_standard_error(capsys):
    main(["inspect", "train.py"])
    assert capsys.readouterr().err == WARNINGS


def test_a_read_that_may_fail_is_warned_of(capsys, tmp_path):
    (tmp_path / "net.py").write_text("from hprun.m import _\n_('net')\n")
    main(["check", "net.py"])
    assert capsys.readouterr().err == (
        "hprun: warning: 'net' has neither a value nor a default: a run that comes to net.py:2 "
        "fails there; -D net=VALUE gives one\n"
    )


def test_a_pipe_gets_one_line_for_each_parameter(capsys):
    check_shown(
        capsys, "inspect", "train.py", "--lr", "0.3", "-D", "+block1.width=3",
        expected="""\
parameter    value              type         from      place        help
lr           0.3 (default 0.1)  float        --lr      train.py:7   learning [rate]
seed         int(time.time())   at run time  computed  train.py:8
data         no default         str                    train.py:9
size         8                  int          default   train.py:10  different defaults: train.py:10, model.py:14
act          relu               {relu,gelu}  default   model.py:15

model
model.width  64                 int          default   model.py:6   units in a layer
model.act    relu               str          default   model.py:6

+block1.width = 3
block{i}.width  computed name, train.py:12; set one with -D NAME=VALUE

2 files scanned, 7 parameters, 1 computed name, 1 file failed, so this list is incomplete
""",
    )  # fmt: skip


def test_places_are_not_broken(capsys, monkeypatch):
    """Where they take too much of a window, the facts stand below the value."""
    os.makedirs("a/folder/of/experiments/of/ours")
    shutil.copy("model.py", "a/folder/of/experiments/of/ours/training.py")
    words = ("inspect", "a/folder/of/experiments/of/ours/training.py", "model.width")
    monkeypatch.setenv("COLUMNS", "100")
    check_shown(
        capsys, *words,
        expected="""\
parameter    value                                                                   from
model
model.width  64                                                                      default
             int · a/folder/of/experiments/of/ours/training.py:6 · units in a layer

1 file scanned, 1 of 4 parameters
""",
    )  # fmt: skip
    monkeypatch.setenv("COLUMNS", "120")
    assert main(words) is None
    assert " a/folder/of/experiments/of/ours/training.py:6  units in " in capsys.readouterr().out


def test_a_narrow_window_gets_the_facts_below_the_value(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    check_shown(
        capsys, "inspect", "train.py", "model", "size",
        expected="""\
parameter    value                                   from
size         8                                       default
             int · train.py:10 · different
             defaults: train.py:10, model.py:14

model
model.width  64                                      default
             int · model.py:6 · units in a layer
model.act    relu                                    default
             str · model.py:6

block{i}.width  computed name, train.py:12; set one with -D
NAME=VALUE

2 files scanned, 3 of 7 parameters, 1 computed name, 1 file
failed, so this list is incomplete
""",
    )  # fmt: skip


def test_detail_shows_the_code_around_every_place(capsys):
    check_shown(
        capsys, "inspect", "train.py", "--detail", "size",
        expected="""\
size = 8  int, default
2 places
  train.py:10  default, _
       8 │ seed = _("seed", int(time.time()))
       9 │ data = _("data", type=str)
  →   10 │ size = _("size", 8)
      11 │ for i in range(size):
      12 │     _(f"block{i}.width", 64)
  model.py:14  default, _
      12 │
      13 │
  →   14 │ size = _("size", 16)
      15 │ act = _("act", "relu", choices=["relu", "gelu"])
      16 │ with param_scope(lr=3):

block{i}.width  computed name, train.py:12; set one with -D NAME=VALUE

2 files scanned, 1 of 7 parameters, 1 computed name, 1 file failed, so this list is incomplete
""",
    )  # fmt: skip


def test_why_tells_who_won_whom_it_beat_and_what_the_script_may_do(capsys):
    check_shown(
        capsys, "why", "lr", "train.py", "--lr", "0.3",
        expected="""\
lr = 0.3
  0.3  --lr 0.3     command line  wins
  0.1  train.py:7   default       beaten   lr = _("lr", 0.1, help="learning [rate]")
  ?    model.py:16  script        sets it  with param_scope(lr=3):
""",
    )  # fmt: skip


def test_check_tells_what_a_run_would_take(capsys):
    check_shown(
        capsys, "check", "train.py", "--size", "3", "--data", "x",
        expected="""\
data = x  --data
size = 3  --size
2 values given, all fit train.py
""",
    )  # fmt: skip


def test_json_is_plain_and_whole(capsys):
    main(["inspect", "train.py", "act", "seed", "--act", "gelu", "--json"])
    document = json.loads(capsys.readouterr().out)
    seed, act = document["parameters"]
    assert act == {
        "name": "act",
        "type": "str",
        "choices": ["relu", "gelu"],
        "range": None,
        "required": False,
        "help": "",
        "default": {"text": '"relu"', "known": True, "value": "relu"},
        "known": True,
        "value": "gelu",
        "source": "command line",
        "origin": "--act gelu",
        "beaten": [{"value": "relu", "source": "default", "origin": "model.py:15"}],
        "dropped": [],
        "delivery": {"kind": "scope"},
        "place": {"path": "model.py", "line": 15, "column": 7},
        "occurrences": [
            {
                "role": "default",
                "dialect": "_",
                "delivery": {"kind": "scope"},
                "conditional": False,
                "place": {"path": "model.py", "line": 15, "column": 7},
            }
        ],
    }
    assert seed["default"] == {"text": "int(time.time())", "known": False}
    assert [each["kind"] for each in document["problems"]] == ["unread", "conflict"]
    assert document["files"] == ["train.py", "model.py"]


def test_json_tells_of_a_command_line_of_the_scripts_own(tmp_path, capsys):
    (tmp_path / "own.py").write_text(
        "import argparse, sys\n"
        "parser = argparse.ArgumentParser(description='Trains.')\n"
        "if sys.platform == 'x':\n"
        "    parser.add_argument('--on', choices=['a', 'b'], nargs='+')\n"
        "parser.parse_known_args()\n"
    )
    main(["inspect", "own.py", "--json"])
    document = json.loads(capsys.readouterr().out)
    place = {"path": "own.py", "line": 4, "column": 5}
    words = {
        "kind": "words",
        "options": ["--on"],
        "arity": "+",
        "says": None,
        "off": [],
        "command": [],
        "separator": "",
        "adds": False,
        "element": "1",
    }
    (on,) = document["parameters"]
    assert (on["choices"], on["delivery"]) == (["a", "b"], words)
    assert on["occurrences"] == [
        {
            "role": "default",
            "dialect": "argparse",
            "delivery": words,
            "conditional": True,
            "place": place,
        }
    ]
    reason = "what it does not know is let through"
    (parser,) = document["parsers"]
    assert parser == {
        "style": "argparse",
        "name": "",
        "aliases": [],
        "description": "Trains.",
        "place": {"path": "own.py", "line": 2, "column": 10},
        "open": [{"place": {"path": "own.py", "line": 5, "column": 1}, "reason": reason}],
        "others": [
            {key: value for key, value in words.items() if key != "kind"}
            | {"options": ["-h", "--help"], "arity": "0", "says": True}
        ],
        "commands": [],
    }


def test_a_pattern_that_matches_nothing_is_refused(capsys):
    assert main(["inspect", "train.py", "nope"]) == 2
    message = "hprun: no parameter matches 'nope'; hprun inspect lists them\n"
    assert capsys.readouterr().err == WARNINGS + message


def test_why_needs_a_name(capsys):
    assert main(["why", "train.py"]) == 2
    message = "hprun: nothing to explain; name a parameter: hprun why NAME TARGET\n"
    assert capsys.readouterr().err == message


def test_check_parses_what_can_hold_no_parameter_too(tmp_path, capsys):
    (tmp_path / "large.py").write_text("#" * 2**17)
    (tmp_path / "main.py").write_text("import large, broken\nfrom hprun.m import _\n_('lr', 1)\n")
    main(["inspect", "main.py"])
    assert not capsys.readouterr().err
    main(["check", "main.py"])
    assert capsys.readouterr().err == WARNINGS.partition("\n")[0] + "\n"


def test_an_import_that_is_nowhere_is_told_in_the_last_line(capsys, tmp_path):
    (tmp_path / "s.py").write_text(
        "import json, pytest\nimport ppmod\nfrom hprun.m import _\n_('lr', 1)\n"
    )
    main(["inspect", "s.py"])
    assert capsys.readouterr().out.splitlines()[-1] == (
        "1 file scanned, 1 parameter, import ppmod, s.py:2, was not found; --scan adds files"
    )


def test_detail_is_refused_where_json_tells_all(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.py").write_text("from hprun.m import _\n_('lr', 0.1)\n")
    assert main(["inspect", "one.py", "--json", "--detail"]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err == ("hprun: --detail does nothing with --json; JSON has every occurrence\n")


def test_a_default_has_one_spelling_everywhere(capsys, tmp_path):
    (tmp_path / "rate.py").write_text("from hprun.m import _\n_('rate', 1e-3)\n_('n', 1_000)\n")
    check_shown(
        capsys, "inspect", "rate.py",
        expected="""\
parameter  value  type   from     place      help
rate       1e-3   float  default  rate.py:2
n          1_000  int    default  rate.py:3

1 file scanned, 2 parameters
""",
    )  # fmt: skip
    expected = """\
rate = 0.5
  0.5   -D rate=0.5  command line  wins
  1e-3  rate.py:2    default       beaten  _('rate', 1e-3)
"""
    check_shown(capsys, "why", "rate", "rate.py", "-D", "rate=0.5", expected=expected)


def test_changed_shows_what_somebody_gives(capsys, tmp_path):
    (tmp_path / "net.py").write_text("from hprun.m import _\n_('a', 1)\n_('b', 2)\n_('c', 3)\n")
    check_shown(
        capsys, "inspect", "net.py", "--changed", "-D", "b=5",
        expected="""\
parameter  value          type  from  place     help
b          5 (default 2)  int   -D    net.py:3

1 file scanned, 1 of 3 parameters
""",
    )  # fmt: skip


WHY = """\
lr = 0.5
  0.5                  cfg.yaml:1   file         wins      lr: ${rates.high}
    ${rates.high} 0.5  cfg.yaml:2   file         goes in   rates: {high: "${env:RATE}"}
      ${env:RATE} 0.5  env RATE     environment  goes in
  0.3                  base.yaml:1  file         beaten    lr: 3e-1
  0.1                  net.py:3     default      beaten    lr = _("lr", 0.1)
                       part.py:2    script       reads it  print(_("lr"))
n = 1
  1  net.py:5     default  wins            _("n", 1)
  2  base.yaml:3  file     dropped, -D ~n  n: 2
"""


def test_why_tells_of_references_other_places_and_what_was_dropped(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("RATE", "0.5")
    (tmp_path / "net.py").write_text(
        "import part\nfrom hprun.m import _\n"
        'lr = _("lr", 0.1)\n_("rates", {"high": 1.0})\n_("n", 1)\n'
    )
    (tmp_path / "part.py").write_text('from hprun.m import _\nprint(_("lr"))\n')
    (tmp_path / "base.yaml").write_text("lr: 3e-1\n\nn: 2\n")
    (tmp_path / "cfg.yaml").write_text('lr: ${rates.high}\nrates: {high: "${env:RATE}"}\n')
    check_shown(
        capsys, "why", "lr", "n", "net.py", "-c", "base.yaml", "cfg.yaml", "-D", "~n", expected=WHY
    )

"""`hprun.explain` tells a running script what `hprun why` tells before it runs, and its scopes."""

import subprocess
import sys

import pytest

SCRIPT = """\
import hprun
from hprun import param_scope
from hprun.m import _

lr = _("lr", 0.1)
warm = _("warm", 0.5)
token = _("token", "x")
"""


@pytest.fixture
def explained(tmp_path):
    """Run the script with further lines; returns what it prints."""

    def run(lines, *words, python=False):
        (tmp_path / "s.py").write_text(SCRIPT + lines)
        front = [] if python else ["-m", "hprun", *words]
        done = subprocess.run(
            [sys.executable, *front, "s.py"],
            cwd=tmp_path, text=True, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        return done.stdout or done.stderr.splitlines()[-1] + "\n"

    run.folder = tmp_path
    return run


def test_who_gave_a_value_and_whom_it_beat(explained):
    (explained.folder / "cfg.yaml").write_text("lr: 3e-2\nwarm: ${lr}\n")
    lines = "print(hprun.explain('lr'))\nprint(hprun.explain('warm'))\n"
    assert (
        explained(lines, "-c", "cfg.yaml", "-D", "lr=0.2")
        == """\
lr = 0.2
  0.2   -D lr=0.2   command line  wins
  0.03  cfg.yaml:1  file          beaten  lr: 3e-2
  0.1   s.py:5      default       beaten  lr = _("lr", 0.1)
warm = 0.2
  0.2          cfg.yaml:2  file          wins    warm: ${lr}
    ${lr} 0.2  -D lr=0.2   command line  goes in
  0.5          s.py:6      default       beaten  warm = _("warm", 0.5)
"""
    )


SCOPES = """\
with param_scope(lr=0.3):
    with param_scope("lr=0.4"):
        print(hprun.explain("lr"))
_.set_value("lr", 5)
print(hprun.explain("lr"))
"""


def test_scopes_of_the_script_stand_in_front(explained):
    assert (
        explained(SCOPES)
        == """\
lr = 0.4
  0.4  ?        scope    wins
  0.3  ?        scope    beaten
  0.1  s.py:5   default  beaten   lr = _("lr", 0.1)
  ?    s.py:8   script   sets it  with param_scope(lr=0.3):
  ?    s.py:9   script   sets it  with param_scope("lr=0.4"):
  ?    s.py:11  script   sets it  _.set_value("lr", 5)
lr = 5
  5    ?        script   wins
  0.1  s.py:5   default  beaten   lr = _("lr", 0.1)
  ?    s.py:8   script   sets it  with param_scope(lr=0.3):
  ?    s.py:9   script   sets it  with param_scope("lr=0.4"):
  ?    s.py:11  script   sets it  _.set_value("lr", 5)
"""
    )


def test_a_trace_tells_where_they_were_opened(explained):
    assert (
        explained(SCOPES, "--trace")
        == """\
lr = 0.4
  0.4  s.py:9   scope    wins     with param_scope("lr=0.4"):
  0.3  s.py:8   scope    beaten   with param_scope(lr=0.3):
  0.1  s.py:5   default  beaten   lr = _("lr", 0.1)
  ?    s.py:11  script   sets it  _.set_value("lr", 5)
lr = 5
  5    s.py:11  script   wins     _.set_value("lr", 5)
  0.1  s.py:5   default  beaten   lr = _("lr", 0.1)
  ?    s.py:8   script   sets it  with param_scope(lr=0.3):
  ?    s.py:9   script   sets it  with param_scope("lr=0.4"):
"""
    )


def test_what_a_statement_sets_is_traced_too(explained):
    lines = "param_scope.new = 3\nprint(hprun.explain('new'))\n"
    expected = "new = 3\n  3  s.py:8  script  wins  param_scope.new = 3\n"
    assert explained(lines, "--trace") == expected


def test_secrets_are_not_told(explained):
    lines = "print(hprun.explain('token'))\n"
    assert (
        explained(lines, "-D", "token=abc")
        == """\
token = ***
  ***  -D token=***  command line  wins
  ***  s.py:7        default       beaten
"""
    )


def test_an_unknown_name_is_refused(explained):
    expected = "hprun: there is no parameter 'lrr' to explain (s.py:8); did you mean lr?\n"
    assert explained("hprun.explain('lrr')\n") == expected


def test_python_itself_knows_nothing(explained):
    assert explained("hprun.explain('lr')\n", python=True) == (
        "hprun.errors.UsageError: nothing is known of 'lr': this is no run of hprun's;"
        " run the script by hprun\n"
    )


def test_a_run_from_a_program_knows(tmp_path, capsys):
    import hprun

    path = tmp_path / "s.py"
    path.write_text(SCRIPT + "print(*hprun.explain('warm').splitlines()[1].split())\n")
    hprun.run(path, warm=1)
    assert capsys.readouterr().out == "1.0 run(): warm=1 command line wins\n"

"""What is shown has no secrets in it; what runs has them; --show-secrets shows them."""

import re
import subprocess
import sys

import pytest

from hprun.cli import main

SCRIPT = """\
from hprun.m import _

lr = _("lr", 0.1)
token = _("hub.token", "geheim-1")
pin = _("pin", 1234, secret=True)
pad = _("pad_token", "<pad>")
nested = _("net", {"password": "geheim-2", "host": "h"})
print(token, pin, nested)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(SCRIPT)
    (tmp_path / "values.yaml").write_text("hub.token: geheim-3\nnet: {password: geheim-4}\n")
    return tmp_path


def shown(capsys, *words):
    """Return the status, and the words of what is written that ought not to be, each once."""
    status = main(words)
    written = capsys.readouterr()
    return status, sorted(set(re.findall(r"geheim-\w+|1234", written.out + written.err)))


GIVEN = ["-c", "values.yaml", "-D", "hub.token=geheim-5", "-D", "net.password=geheim-6"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        pytest.param(["inspect", "train.py", *GIVEN], None, id="the table"),
        pytest.param(["inspect", "train.py", "--detail", *GIVEN], None, id="the code around"),
        pytest.param(["inspect", "train.py", "--json", *GIVEN], None, id="JSON"),
        pytest.param(["inspect", "train.py", "-D", "+a.secret=geheim-7"], None, id="added"),
        pytest.param(["dump", "train.py", *GIVEN], None, id="a dump"),
        pytest.param(["dump", "train.py", "--format", "toml", *GIVEN], None, id="in TOML"),
        pytest.param(["dump", "train.py", "--format", "json", *GIVEN], None, id="in JSON"),
        pytest.param(["check", "train.py", *GIVEN], None, id="the verdict"),
        pytest.param(["help", "train.py"], None, id="help"),
        pytest.param(["diff", "train.py", "values.yaml"], 1, id="a difference"),
        pytest.param(["diff", "train.py", "values.yaml", "--json"], 1, id="one in JSON"),
        pytest.param(["--print-command", "train.py", *GIVEN], None, id="the command"),
        pytest.param(["check", "train.py", "-D", "hub.tokn=geheim-8"], 1, id="a slip of one"),
        pytest.param(["check", "train.py", "-D", "hub.token:geheim-8"], 2, id="no equals sign"),
        pytest.param(["check", "train.py", "hub.token=geheim-8"], 2, id="no -D"),
        pytest.param(["check", "train.py", "-D", "hub.token:=geheim-8"], 1, id="no literal"),
        pytest.param(["check", "train.py", "--pin", "geheim-8"], 1, id="one that does not fit"),
        pytest.param(
            ["check", "train.py", "-D", "hub.token=geheim-8", "--hub.token", "geheim-9"], 2,
            id="given twice",
        ),
    ],
)  # fmt: skip
def test_nothing_shows_a_secret(capsys, words, status):
    assert shown(capsys, *words) == (status, [])


def test_all_is_shown_where_it_is_asked_for(capsys):
    words = ["inspect", "train.py", "--show-secrets", *GIVEN]
    assert shown(capsys, *words) == (
        None,
        ["1234", "geheim-1", "geheim-2", "geheim-5", "geheim-6"],
    )


def test_the_story_of_a_secret_names_the_places_alone(capsys):
    assert (
        main(["why", "hub.token", "net.password", "train.py", *GIVEN, "-D", "net.host=x"]) is None
    )
    assert capsys.readouterr().out == (
        "hub.token = ***\n"
        "  ***  -D hub.token=***  command line  wins\n"
        "  ***  values.yaml:1     file          beaten\n"
        "  ***  train.py:4        default       beaten\n"
        "net.password = ***\n"
        "  ***  -D net.password=***  command line  wins\n"
        "  ***  values.yaml:2        file          beaten\n"
        "  ***  train.py:7           default       beaten\n"
    )


def test_a_dump_leaves_secrets_to_whoever_has_them(capsys):
    assert main(["dump", "train.py", "-D", "hub.token=geheim-5"]) is None
    assert capsys.readouterr().out == (
        "# float, train.py:3\n"
        "lr: 0.1\n"
        "\n"
        "# hub:\n"
        "  # str, default ***, train.py:4; a secret, left out (--show-secrets)\n"
        "  # token: ***\n"
        "\n"
        "# int, train.py:5; a secret, left out (--show-secrets)\n"
        "# pin: ***\n"
        "# str, train.py:6\n"
        "pad_token: '<pad>'\n"
        "# dict[str, str], train.py:7\n"
        "net: {host: h}\n"
    )


def test_a_command_says_that_a_secret_is_left_out(folder, capsys):
    (folder / "login.py").write_text(
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--token')\n"
        "p.add_argument('--lr', type=float)\np.parse_args()\n"
    )
    command = ["login.py", "--print-command", "-D", "token=geheim-5"]
    assert main(command) is None
    assert capsys.readouterr().out == (
        "python login.py '--token=***'\n# a secret is left out: --show-secrets writes it\n"
    )
    assert main([*command, "--show-secrets"]) is None
    assert capsys.readouterr().out == "python login.py --token=geheim-5\n"
    assert main(["login.py", "--print-command", "-D", "lr=1"]) is None
    assert capsys.readouterr().out == "python login.py --lr=1\n"


@pytest.mark.parametrize("language", ["yaml", "json", "toml"])
def test_a_dump_that_is_read_back_takes_no_secret_away(folder, capsys, language):
    name = f"dumped.{language}"
    assert main(["dump", "train.py", "-o", name]) is None
    capsys.readouterr()
    assert run(folder, "-c", name) == (
        0,
        "geheim-1 1234 {'password': 'geheim-2', 'host': 'h'}\n",
        "",
    )


def run(folder, *words):
    done = subprocess.run(
        [sys.executable, "-m", "hprun", "train.py", *words],
        cwd=folder, text=True, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_a_run_has_them_and_its_report_has_not(folder):
    assert run(folder, "-D", "hub.token=geheim-5", "+never.token=geheim-6") == (
        0,
        "geheim-5 1234 {'password': 'geheim-2', 'host': 'h'}\n",
        "hprun: 'never.token' was set but not reached in this process (-D +never.token=***)\n",
    )


def test_two_defaults_of_a_secret_are_told_by_their_places(folder, capsys):
    (folder / "train.py").write_text(
        'from hprun.m import _\n_("token", "geheim-1")\n_("token", "geheim-2")\n'
    )
    assert main(["check", "train.py"]) == 1
    assert capsys.readouterr().err == (
        "hprun: 'token' has different defaults in the code; choose with -D token=VALUE, or write one"
        " default\n  train.py:2\n  train.py:3\n"
    )
    assert shown(capsys, "inspect", "train.py") == (None, [])

"""What has to be in help, whatever the frames around it."""

import re

import pytest

from hprun.cli import main
from hprun.cli.options import COMMANDS, command_named, options, shown_options

SCRIPT = """\
from hprun import auto_param
from hprun.m import _

lr = _("lr", 0.1, help="learning [bold]rate[/b] :smile:")
opt = _("optim.name", "adam", choices=["adam", "sgd"])
data = _("data", type=str)
amp = _("amp", [1, 2], type=bool)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    (tmp_path / "train.py").write_text(SCRIPT)


def helped(capsys, *words):
    """The words of a help page, one space between two, without the frames."""
    assert main(words) is None
    written = capsys.readouterr()
    assert written.err == ""
    return re.sub(r"[\s│╭╮╰╯─]+", " ", written.out)


@pytest.mark.parametrize("words", [(), ("-h",), ("--help",)])
def test_without_a_target_the_commands_are_shown(capsys, words):
    shown = helped(capsys, *words)
    assert "Usage: hprun [OPTIONS] COMMAND | TARGET [ARGS]..." in shown
    for name in COMMANDS:
        assert f"{name} {command_named(name).help}" in shown


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_the_table_is_shown_with_its_command(capsys, command):
    shown = helped(capsys, *(() if command == "run" else (command, "--help")))
    for option in options():
        assert (option.help in shown) == (option in shown_options(command)), option.names


def test_a_target_shows_its_parameters(capsys):
    shown = helped(capsys, "train.py", "--help")
    assert "Usage: hprun train.py [OPTIONS] [ARGS]..." in shown
    assert "--lr float learning [bold]rate[/b] :smile: default 0.1 · train.py:4" in shown
    assert "optim --optim.name {adam,sgd} default adam · train.py:5" in shown
    assert "--data str no default · train.py:6" in shown
    assert "--amp, --no-amp bool" in shown
    assert "hprun's own: -D -c -m" in shown
    assert "Set a parameter." not in shown


def test_names_and_patterns_choose_parameters(capsys):
    shown = helped(capsys, "train.py", "--help", "lr", "optim.*")
    assert "--lr float" in shown
    assert "--optim.name" in shown
    assert "--data" not in shown


def test_a_name_that_nothing_has_is_a_mistake(capsys):
    assert main(["train.py", "--help", "lrr"]) == 2
    assert capsys.readouterr().err == "hprun: no parameter matches 'lrr'; did you mean lr?\n"


def test_all_options_are_explained_when_that_is_asked_for(capsys):
    shown = helped(capsys, "train.py", "--help-all")
    assert "-D, --define NAME=VALUE Set a parameter." in shown


def test_help_is_a_word_too(capsys):
    assert helped(capsys, "help", "train.py") == helped(capsys, "train.py", "--help")


def test_a_parameter_with_the_name_of_an_option_of_hprun(tmp_path, capsys):
    (tmp_path / "clash.py").write_text("from hprun.m import _\n_('no_cache', 1), _('scan', 2)\n")
    shown = helped(capsys, "clash.py", "--help")
    assert "--no_cache int" in shown
    assert "-D scan= int" in shown


def test_a_parameter_with_the_name_of_an_option_of_one_command(tmp_path, capsys):
    (tmp_path / "seeded.py").write_text("from hprun.m import _\n_('seed', 1)\n")
    assert "--seed int" in helped(capsys, "seeded.py", "--help")
    assert "-D seed= int" in helped(capsys, "sweep", "seeded.py", "--help")


def test_a_word_of_hydra_is_shown_as_it_is_typed(tmp_path, capsys):
    (tmp_path / "config.yaml").write_text("lr: 0.1  # how fast")
    (tmp_path / "h.py").write_text(
        "import hydra\n@hydra.main(config_path='.', config_name='config')\ndef f(c): ...\nf()"
    )
    assert "lr= float how fast default 0.1 · config.yaml:1" in helped(capsys, "h.py", "--help")


def test_a_command_with_a_target_shows_its_parameters_too(capsys):
    shown = helped(capsys, "dump", "train.py", "--help")
    assert "Write the values of train.py as a file." in shown
    assert "--lr float" in shown
    assert "-o --format" in shown


def test_what_a_terminal_would_act_upon_is_shown_as_an_escape(tmp_path, capsys):
    (tmp_path / "odd.py").write_text(
        "from hprun.m import _\n_('lr', 0.1, help='red \\x1b[31m')\n_('s', 'a\\x07')\n"
    )
    shown = helped(capsys, "odd.py", "--help")
    assert "--lr float red \\x1b[31m default 0.1 · odd.py:2" in shown
    assert "--s str default a\\x07 · odd.py:3" in shown

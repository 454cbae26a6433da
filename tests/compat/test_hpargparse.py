import argparse
import json
import pickle
import subprocess
import sys

import pytest

from hprun.compat import hpargparse
from hprun.compat.hpman import HyperParameterManager
from hprun.m import lent
from hprun.runtime import root

SOURCE = """\
_("lr", 0.1, help="learning rate")
_("depth", 3)
_("amp", False)
_("opt", "adam", choices=["adam", "sgd"])
_("layers", [1, 2])
_("net", {"width": 4})
_("clip", None)
_("data-set", "mnist")
_("a.b", 1)
_("made", print)
"""


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    with root.installed({}):
        yield


def bound(source=SOURCE, **options):
    manager = HyperParameterManager("_").parse_source(source, "s.py")
    parser = argparse.ArgumentParser(prog="s.py")
    hpargparse.bind(parser, manager, **options)
    return parser, manager


def check_set(words, name, value):
    """A value that is given is in the arguments and in the manager, and nothing else is set."""
    parser, manager = bound()
    before = {key: each for key, each in manager.get_values().items() if key != "made"}
    args = parser.parse_args(words)
    assert getattr(args, name.replace("-", "_")) == value
    assert {key: manager.get_value(key) for key in before | {name: 0}} == before | {name: value}
    assert type(manager(name)) is type(value)


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        pytest.param(["--lr", "1e-4"], "lr", 1e-4, id="float"),
        pytest.param(["--lr=-1"], "lr", -1.0, id="negative"),
        pytest.param(["--depth", "1e3"], "depth", 1000, id="whole"),
        pytest.param(["--amp", "yes"], "amp", True, id="bool"),
        pytest.param(["--opt", "SGD"], "opt", "sgd", id="choice in any case"),
        pytest.param(["--layers", "[3]"], "layers", [3], id="list"),
        pytest.param(["--net", '{"depth": 2}'], "net", {"depth": 2}, id="dict"),
        pytest.param(["--clip", "0.5"], "clip", 0.5, id="None can be set"),
        pytest.param(["--data-set", "on"], "data-set", "on", id="a text stays a text"),
        pytest.param(["--a.b", "2"], "a.b", 2, id="dotted"),
        pytest.param(["--made", "[1]"], "made", [1], id="default known at run time only"),
        pytest.param(["--opt", "adam"], "opt", "adam", id="the default itself"),
    ],
)
def test_an_option_sets_its_parameter(words, name, value):
    check_set(words, name, value)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["--depth", "2.7"], "argument --depth: '2.7' is not a whole number", id="int"),
        pytest.param(
            ["--opt", "adm"], "argument --opt: 'adm' is not one of adam, sgd", id="choice"
        ),
        pytest.param(["--amp", "maybe"], "argument --amp: 'maybe' is not a bool", id="bool"),
        pytest.param(["--layers", "7"], "argument --layers: '7' is not ", id="list"),
        pytest.param(["--lrr", "7"], "unrecognized arguments: --lrr 7", id="unknown"),
    ],
)
def test_what_does_not_fit_is_refused_by_the_parser(words, message, capsys):
    parser, manager = bound()
    with pytest.raises(SystemExit, match="2"):
        parser.parse_args(words)
    assert capsys.readouterr().err.split("error: ")[1].startswith(message)
    assert (manager.get_value("depth"), manager.get_value("layers")) == (3, [1, 2])


def test_help_shows_hints_and_defaults():
    parser, _ = bound('_("lr", 0.1, help="100% learning rate")\n_("name", "x", required=True)')
    help_text = parser.format_help()
    assert help_text.split("\n")[0] == (
        "usage: s.py [-h] [--lr LR] --name NAME [--hp-save HP_SAVE] [--hp-load HP_LOAD]"
    )
    of_required = "" if sys.version_info >= (3, 14) else " (default: x)"
    assert [line for line in help_text.split("\n") if line.startswith(("  --lr", "  --name"))] == [
        "  --lr LR               100% learning rate (default: 0.1)",
        f"  --name NAME           A str hyper-parameter named `name`.{of_required}",
    ]


def test_no_actions_are_added_unless_wanted():
    parser, manager = bound(inject_actions=False)
    assert parser.parse_args(["--depth", "4"]).depth == 4
    assert "--hp" not in parser.format_help()
    parser, manager = bound(inject_actions=["list"], action_prefix="our")
    with pytest.raises(SystemExit, match="0"):
        parser.parse_args(["--our-list"])
    assert (manager.get_value("depth"), "--our-save" in parser.format_help()) == (3, False)


def test_values_are_listed_in_yaml_and_json(capsys):
    parser, _ = bound(
        '_("b", [1, "on"])\n_("a", 1e-5)\n_("t", {"x": None, "y": {}})\n_("f", print)'
    )
    for language in ("yaml", "json"):
        with pytest.raises(SystemExit, match="0"):
            parser.parse_args(["--a", "2e-5", "--hp-list", language])
    assert capsys.readouterr().out == (
        "a: 2.0e-05\nb:\n- 1\n- 'on'\n# f: known only when the script runs\nt:\n  x: null\n  'y': {}\n"
        '{"b": [1, "on"], "a": 2e-05, "t": {"x": null, "y": {}}, "f": null}\n'
    )


@pytest.mark.parametrize("words", [["--hp-list", "detail"], ["--hp-detail"]])
def test_the_table_has_all_places_also_of_what_was_set(words, capsys, tmp_path):
    script = tmp_path / "s.py"
    script.write_text('x = 1\n_("a", "[red]")\n_("a")\n')
    manager = HyperParameterManager("_").parse_file(script)
    parser = argparse.ArgumentParser(prog="s.py")
    hpargparse.bind(parser, manager)
    with pytest.raises(SystemExit, match="0"):
        parser.parse_args(["--a", "[/b]", *words])
    out = capsys.readouterr().out
    head, _, table = out.partition("\n")
    assert (head, table.split("\n")[0]) == ("All hyperparameters:", "    ['a']")
    cells = [[cell.strip() for cell in line.split("║")[1:-1]] for line in table.split("\n")]
    rows = [row for row in cells if row]
    assert rows[1][:3] == ["a", "str", "[/b]"]
    details = [row[3] for row in rows[1:]]
    assert [each for each in details if each[:3] in {"occ", "==>"}] == [
        "occurrence[0]:",
        '==> 2: _("a", "[red]")',
        "occurrence[1]:",
        '==> 3: _("a")',
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cfg.yaml", []),
        ("cfg.yml", []),
        ("cfg.pickle", ["--hp-serial-format", "pickle"]),
        ("cfg.txt", ["--hp-serial-format", "yaml"]),
        ("cfg.yaml", ["--hp-serial-format", "pickle"]),
    ],
)
def test_what_was_saved_is_loaded(name, words, tmp_path):
    path = str(tmp_path / name)
    given = ["--lr", "1e-5", "--opt", "sgd", "--layers", "[]", "--data-set", "1e-4", "--amp", "1"]
    parser, saved = bound()
    with pytest.raises(SystemExit, match="0"):
        parser.parse_args([*given, "--hp-save", path, *words, "--hp-exit"])
    parser, loaded = bound()
    args = parser.parse_args(["--hp-load", path, *words, "--depth", "9"])
    known = {key: each for key, each in saved.get_values().items() if key != "made"}
    assert {key: loaded(key) for key in known} == known | {"depth": 9}
    assert (args.lr, args.depth, args.data_set) == (1e-5, 9, "1e-4")


def test_trees_in_yaml_are_names_and_dicts_are_values(tmp_path):
    (tmp_path / "cfg.yaml").write_text("a:\n  b: 5\nnet: {width: 7}\n")
    parser, manager = bound()
    parser.parse_args(["--hp-load", str(tmp_path / "cfg.yaml")])
    assert (manager("a.b"), manager("net")) == (5, {"width": 7})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "depth: 2.7",
            "'2.7' is not a whole number ('depth', cfg.yaml:1); to take fractions, annotate it as float "
            "or write its default with a point (1.0)",
        ),
        (
            "lr: 1\nopt: adm",
            "'adm' is not one of adam, sgd ('opt', cfg.yaml:2); did you mean adam?",
        ),
        ("lr: 1\nlr: 2", "'lr' stands twice (cfg.yaml:1, cfg.yaml:2)"),
        ("- 1", "cfg.yaml gives no names; write NAME: VALUE, one parameter on a line"),
        (
            "lr: !!python/object/apply:os.getcwd []",
            "the tag tag:yaml.org,2002:python/object/apply:os.getcwd is refused (cfg.yaml:1); "
            "a file constructs nothing",
        ),
    ],
)
def test_a_file_that_does_not_fit_is_refused(text, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cfg.yaml").write_text(text)
    parser, manager = bound()
    with pytest.raises(SystemExit, match="2"):
        parser.parse_args(["--hp-load", "cfg.yaml"])
    assert capsys.readouterr().err.split("error: ")[1] == f"{message}\n"
    assert manager("lr") == 0.1


def test_a_name_that_is_unknown_in_a_file_is_warned_of(tmp_path):
    (tmp_path / "cfg.yaml").write_text("lrr: 1\ndepth: 4\n")
    parser, manager = bound()
    with pytest.warns(UserWarning, match=r"cfg.yaml:1: there is no parameter 'lrr'"):
        parser.parse_args(["--hp-load", str(tmp_path / "cfg.yaml")])
    assert manager("depth") == 4


class Hostile:
    def __reduce__(self):
        return pytest.fail, ("a pickle was loaded that nobody asked for",)


def test_a_pickle_is_loaded_only_if_asked_for_by_name(tmp_path, capsys):
    path = tmp_path / "cfg.pkl"
    path.write_bytes(pickle.dumps(Hostile()))
    parser, _ = bound()
    with pytest.raises(SystemExit, match="2"):
        parser.parse_args(["--hp-load", str(path)])
    assert "is a pickle, which can hold a program; if you trust it" in capsys.readouterr().err
    path.write_bytes(pickle.dumps({"depth": 8}))
    parser, manager = bound(serial_format="pickle")
    parser.parse_args(["--hp-load", str(path)])
    assert manager("depth") == 8


def test_an_ending_that_says_nothing_is_an_error_that_can_be_caught(tmp_path):
    parser, _ = bound()
    with pytest.raises(ValueError, match=r"Unsupported file extension: \.bcd"):
        parser.parse_args(["--hp-save", str(tmp_path / "a.bcd")])


def test_a_subparser_sets_values_too():
    manager = HyperParameterManager("_").parse_source('_("a", 1)')
    parser = argparse.ArgumentParser()
    hpargparse.bind(parser.add_subparsers().add_parser("go"), manager)
    parser.parse_args(["go", "--a", "2"])
    assert manager.get_values() == {"a": 2}


def test_what_hprun_was_given_is_the_default_and_no_longer_required():
    with root.installed({"lent:lr": 3.0}):
        lent.parse_source('lent("lr", 0.1, required=True)')
        parser = argparse.ArgumentParser()
        hpargparse.bind(parser, lent)
        assert parser.parse_args([]).lr == 3.0
        assert parser.parse_args(["--lr", "4"]).lr == lent("lr") == 4.0


def test_bind_needs_no_manager_and_no_parsing(tmp_path):
    (tmp_path / "lib.py").write_text('from hprun.m import _\ndef f(): return _("width", 4)\n')
    (tmp_path / "s.py").write_text(
        "import argparse, hprun, lib\nfrom hprun.m import _\n"
        "parser = argparse.ArgumentParser()\nhprun.bind(parser)\n"
        'args = parser.parse_args()\nprint(args.width, lib.f(), _("lr", 0.1))\n'
    )
    line = [sys.executable, str(tmp_path / "s.py"), "--width", "5", "--lr=2"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("5 5 2.0\n", "")


def test_a_bound_text_says_what_a_bool_is():
    assert [hpargparse.str2bool(each) for each in ("yes", "0", "T")] == [True, False, True]
    with pytest.raises(argparse.ArgumentTypeError):
        hpargparse.str2bool("maybe")


def test_values_are_saved_and_loaded_by_functions(tmp_path, capsys):
    manager = HyperParameterManager("_").parse_source('_("a", 1)')
    hpargparse.hp_save(str(tmp_path / "c.yaml"), manager.set_value("a", 5), "auto")
    other = HyperParameterManager("_").parse_source('_("a", 1)')
    hpargparse.hp_load(str(tmp_path / "c.yaml"), other, "auto")
    assert other("a") == 5
    hpargparse.hp_list(other)
    assert capsys.readouterr().out.split("\n")[1] == "    ['a']"
    assert hpargparse.hputils.bind is hpargparse.bind
    assert json.dumps(hpargparse.config.HP_SERIAL_FORMAT_CHOICES) == '["auto", "yaml", "pickle"]'

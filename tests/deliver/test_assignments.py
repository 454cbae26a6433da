"""A constant that is set is what python makes of a file in which it was written so."""

import os
import sys
import time

import pytest
from processes import run

import hprun
from hprun import errors

TRAIN = """\
import inspect
import config
from config import SIZE, Net as Model

learning_rate = 6e-4  # the rate
double = learning_rate * 2; name: str = "adam"
if True:
    betas, é = (0.9, 0.95), "é"; deep = {"a": {"b": [1, 2]}, "none": None, "rest": len}

def main():
    print(learning_rate, double, name, betas, é, deep["a"], deep["none"], config.twice, Model.width)
    print(inspect.getsource(main).splitlines()[0], inspect.getsourcelines(Model)[1])

class Words:
    most = 3
    def __init__(self, most=most):
        print("most", most)

if __name__ == "__main__":
    main()
    Words()
    print(name + 1 / learning_rate)
"""
CONFIG = """\
SIZE = 4
twice = SIZE * 2
class Net:
    width = 64
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "config.py").write_text(CONFIG)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "")


def edited(tmp_path, *changes):
    """What python does with the files in which some text is another."""
    for name in ("train", "config"):
        text = (tmp_path / f"{name}.py").read_text()
        for old, new in changes:
            text = text.replace(old, new)
        (tmp_path / f"{name}.py").write_text(text)
    out, err, status = run("python train.py")
    for name, text in (("train", TRAIN), ("config", CONFIG)):
        (tmp_path / f"{name}.py").write_text(text)
    return out, without_source(err), status


def without_source(err):
    """A traceback without the lines of source, which python reads from the file as it is."""
    return [each for each in err if not each.startswith("    ")]


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        ("-D learning_rate=0.25", [("6e-4", "0.25")]),
        ("--learning-rate 1 --name sgd --no-cache", [("6e-4", "1.0"), ('"adam"', '"sgd"')]),
        ("-D betas=0,1", [("(0.9, 0.95)", "(0.0, 1.0)")]),
        ("-D learning_rate=inf", [("6e-4", "float('inf')")]),
        ("-D é=è", [('"é"', '"è"')]),
        ("-D deep.a.b=3,4", [("[1, 2]", "[3, 4]")]),
        ("-D deep.none:='{1: {2}, 3: ((), -4)}'", [("None", "{1: {2}, 3: ((), -4)}")]),
        ("-D config.SIZE=8 config.Net.width=5", [("SIZE = 4", "SIZE = 8"), ("64", "5")]),
        ("-D Words.most=5", [("most = 3", "most = 5")]),
        ("-c cfg.yaml", [("6e-4", "1.5"), ("SIZE = 4", "SIZE = 9")]),
    ],
)
def test_as_if_the_file_said_so(tmp_path, given, changes):
    (tmp_path / "cfg.yaml").write_text("learning_rate: 1.5\nconfig: {SIZE: 9}\n")
    expected = edited(tmp_path, *changes)
    out, err, status = run(f"hprun train.py {given}")
    assert (out, without_source(err), status) == expected


def test_the_caret_of_a_traceback_stands_where_the_file_has_it():
    out, err, _ = run("hprun train.py -D learning_rate=123456789")
    assert out[0].startswith("123456789.0 246913578.0 adam")
    expected = run("python train.py")[1]
    assert err == expected


def test_variables_of_the_environment():
    assert run("hprun train.py", HPRUN_NAME="sgd", HPRUN_CONFIG__SIZE="7")[0][0] == (
        "0.0006 0.0012 sgd (0.9, 0.95) é {'b': [1, 2]} None 14 64"
    )


def compiled_files(folder):
    return {path.name: path.read_bytes() for path in folder.glob("__pycache__/*.pyc")}


def test_compiled_files_are_neither_written_nor_read(tmp_path):
    run("hprun train.py -D config.SIZE=8")
    assert compiled_files(tmp_path) == {}
    run("python train.py")
    before = compiled_files(tmp_path)
    assert [*before] == [f"config.{sys.implementation.cache_tag}.pyc"]
    assert run("hprun train.py -D config.SIZE=8")[0][0].split()[-2] == "16"
    assert compiled_files(tmp_path) == before
    assert run("hprun train.py")[0][0].split()[-2] == "8"


def test_the_code_that_is_kept_between_runs_is_the_files(tmp_path):
    past = time.time() - 10
    for name in ("train.py", "config.py"):
        os.utime(tmp_path / name, (past, past))
    for given, expected in (("", "0.0006"), ("-D learning_rate=2", "2.0"), ("", "0.0006")):
        assert run(f"hprun train.py {given}")[0][0].split()[0] == expected


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            "-D learning_rat=1",
            "unknown parameter 'learning_rat' (-D learning_rat=1); did you mean 'learning_rate'"
            " (float, default 6e-4, train.py:5)?",
        ),
        (
            "-D learning_rate=x",
            "parameter 'learning_rate' (train.py:5): 'x' is not a float (-D learning_rate=x)",
        ),
        (
            "-D config=x",
            "unknown parameter 'config' (-D config=x); it is the prefix of 'config.SIZE' (int,"
            " default 4, config.py:1), 'config.twice' (int, default SIZE * 2, config.py:2) and"
            " 'config.Net.width' (int, default 64, config.py:4)",
        ),
        (
            "learning_rate=1",
            "'learning_rate=1' would reach the script as an argument; to set the parameter write"
            " -D learning_rate=1; to pass it to the script put it after --",
        ),
    ],
)
def test_what_is_refused(given, message):
    assert run(f"hprun train.py {given}") == ([], [f"hprun: {message}"], 2)


def test_what_is_bound_again_is_refused_with_both_places(tmp_path):
    (tmp_path / "loop.py").write_text("n = 0\nwhile n < 3:\n    n += 1\n")
    assert run("hprun loop.py --n 2") == (
        [],
        [
            "hprun: 'n' cannot be set: the code binds it at loop.py:1 and loop.py:3 (--n 2); a"
            " constant that can be set is bound once"
        ],
        2,
    )
    (tmp_path / "cfg.yaml").write_text(run("hprun dump loop.py")[0][0])
    assert run("hprun loop.py -c cfg.yaml") == ([], [], 0)


def test_a_value_of_a_module_that_is_not_imported_is_reported(tmp_path):
    (tmp_path / "late.py").write_text("if __import__('sys').argv[1:]:\n    import config\nlr = 1\n")
    report = "hprun: 'config.SIZE' was set but not reached in this process (-D config.SIZE=3)"
    assert run("hprun late.py -D config.SIZE=3 lr=2") == ([], [report], 0)
    assert run("hprun late.py -q -D config.SIZE=3") == ([], [], 0)
    assert run("hprun late.py -D config.SIZE=3 -- now") == ([], [], 0)


def test_a_dump_gives_the_same_run(tmp_path):
    given = "-D learning_rate=2 betas=0,1 config.SIZE=5 deep.none=x"
    (tmp_path / "cfg.yaml").write_text("\n".join(run(f"hprun dump train.py {given}")[0]))
    assert run("hprun train.py -c cfg.yaml") == run(f"hprun train.py {given}")


MIXED = """\
import argparse
from hprun.m import _
SIZE = 4
parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=3)
print(_("lr", 0.1), parser.parse_args().epochs, SIZE)
"""


def test_mixed_with_other_deliveries(tmp_path):
    (tmp_path / "mixed.py").write_text(MIXED)
    given = "--epochs 5 -D lr=0.5 SIZE=8"
    assert run(f"hprun mixed.py {given}") == (["0.5 5 8"], [], 0)
    (tmp_path / "cfg.yaml").write_text("\n".join(run(f"hprun dump mixed.py {given}")[0]))
    assert run("hprun mixed.py -c cfg.yaml") == (["0.5 5 8"], [], 0)
    assert run(f"hprun mixed.py --print-command {given}") == (
        [
            "python mixed.py --epochs 5",
            "# not said by words: SIZE = 8",
            "# not said by words: lr = 0.5",
        ],
        [],
        0,
    )
    listed = [line.split()[0] for line in run("hprun inspect mixed.py")[0][1:-2]]
    assert listed == ["lr", "epochs"]
    listed = [line.split()[0] for line in run("hprun inspect mixed.py --constants")[0][1:-2]]
    assert listed == ["lr", "epochs", "SIZE"]
    assert [line.split()[0] for line in run("hprun inspect mixed.py SIZE")[0][1:-2]] == ["SIZE"]
    assert run("hprun why SIZE mixed.py -D SIZE=8")[0] == [
        "SIZE = 8",
        "  8  -D SIZE=8   command line  wins",
        "  4  mixed.py:3  default       beaten  SIZE = 4",
    ]


def test_a_constant_goes_behind_a_parameter_of_its_name(tmp_path):
    (tmp_path / "same.py").write_text("from hprun.m import _\nlr = 1\nprint(_('lr', lr), lr)\n")
    assert run("hprun same.py -D lr=2") == (["2 1"], [], 0)
    assert run("hprun same.py -D const:lr=2") == (["2 2"], [], 0)


def test_run_from_a_program(tmp_path, monkeypatch):
    (tmp_path / "small.py").write_text("import config\nLR = 0.1\nboth = LR, config.twice\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    import config

    found = hprun.run("small.py", LR=0.5, config={"config": {"SIZE": 10}})
    assert found["both"] == (0.5, 20)
    assert sys.modules["config"] is config
    assert hprun.run("small.py")["both"] == (0.1, 8)
    with pytest.raises(errors.UnknownParameter):
        hprun.run("small.py", LRR=1)
    del sys.modules["config"]


def test_a_folder_and_a_module(tmp_path):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").write_text("depth = 1\n")
    (tmp_path / "pkg" / "__main__.py").write_text("import pkg\nlr = 0.1\nprint(lr, pkg.depth)\n")
    assert run("hprun -m pkg -D lr=1 pkg.depth=2") == (["1.0 2"], [], 0)
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__main__.py").write_text("import near\nlr = 0.1\nprint(lr, near.a)\n")
    (tmp_path / "app" / "near.py").write_text("a = 1\n")
    assert run("hprun app --lr 1 -D near.a=2") == (["1.0 2"], [], 0)


def test_a_file_that_changed_since_is_refused(tmp_path):
    from hprun.deliver.assignments import Change, code

    with pytest.raises(errors.ConfigError, match="was changed since the run began"):
        code(b"a = 1", "a.py", Change(b"other", {}))


LOOSE = """\
if True:
    rate, batch = 0.1, 12
half = rate / 2
{}
class Net:
    width = 1
print(rate, batch, half)
raise ValueError
"""


@pytest.mark.parametrize(
    "loose",
    [
        "exec(open('settings.txt').read())",
        "with open('settings.txt') as file:\n    exec(file.read(), globals())",
        "globals()['rate'], globals()['batch'] = 0.7, 64",
        "globals().update(rate=0.7, batch=64)",
        "for key, value in {'rate': 0.7, 'batch': 64}.items():\n    globals()[key] = value",
    ],
)
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("", "0.7 64 0.05", id="nothing is set"),
        pytest.param("-D rate=0.5", "0.5 64 0.25", id="what is set stays"),
        pytest.param("--batch=12", "0.7 12 0.05", id="as the code has it at first"),
        pytest.param("-D half=9 batch=3", "0.7 3 9.0", id="what is computed"),
    ],
)
def test_code_that_may_bind_any_name_binds_nothing_that_is_set(tmp_path, loose, given, expected):
    (tmp_path / "settings.txt").write_text("rate = 0.7\nbatch = 64\n")
    (tmp_path / "loose.py").write_text(LOOSE.format(loose))
    out, err, status = run(f"hprun loose.py {given}")
    assert (out, status) == ([expected], 1)
    assert err == run("python loose.py")[1]


def test_code_in_names_of_its_own_binds_none_of_the_modules(tmp_path):
    source = "rate = 0.1\nexec('rate = 2', {})\nprint(rate)\n"
    (tmp_path / "loose.py").write_text(source)
    assert run("hprun loose.py -D rate=0.5 --print-command")[0][1:] == [
        "# not said by words: rate = 0.5"
    ]
    assert run("hprun loose.py -D rate=0.5")[0] == ["0.5"]

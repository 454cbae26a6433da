"""Every mistake gets one clear message on standard error, and exit status 2.

`hprun check` refuses what a run would, in this process; the run itself is in test_messages_of_a_run.py.
"""

import pytest

from hprun.cli import FAULT, main
from hprun.cli.checking import FOUND

SCRIPT = """\
from hprun import auto_param
from hprun.m import _

lr = _("lr", 0.1)  # learning rate
epochs = _("epochs", 10)
opt = _("opt", "adam", choices=["adam", "sgd"])
amp = _("amp", False)
layers = _("layers", [64, 64])
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(SCRIPT)
    return tmp_path


def check_refused(capsys, *words, message):
    assert main(["check", *words]) in (FOUND, FAULT)
    written = capsys.readouterr()
    assert (written.out, written.err) == ("", f"hprun: {message}\n")


def test_nothing_wrong(capsys):
    assert main(["check", "train.py", "-D", "lr=0.2"]) is None
    written = capsys.readouterr()
    assert written.err == ""
    assert written.out == "lr = 0.2  -D\n1 value given, all fit train.py\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(
            ["-D", "lrr=1"],
            "unknown parameter 'lrr' (-D lrr=1); did you mean 'lr' (float, default 0.1, train.py:4)?",
            id="near name",
        ),
        pytest.param(
            ["-D", "zzz=1"],
            "unknown parameter 'zzz' (-D zzz=1); --help lists all; -D +zzz=VALUE sets it all the same",
            id="unknown name",
        ),
        pytest.param(
            ["-D", "lr=abc"],
            "parameter 'lr' (train.py:4): 'abc' is not a float (-D lr=abc)",
            id="wrong type",
        ),
        pytest.param(
            ["-D", "epochs=2.5"],
            "parameter 'epochs' (train.py:5): '2.5' is not a whole number (-D epochs=2.5); to take fractions, annotate it as float or write its default with a point (1.0)",
            id="fraction for an int",
        ),
        pytest.param(
            ["-D", "opt=adamw"],
            "parameter 'opt' (train.py:6): 'adamw' is not one of adam, sgd (-D opt=adamw); did you mean adam?",
            id="bad choice",
        ),
        pytest.param(["-D", "lr"], "-D lr: no value; write -D lr=VALUE", id="missing equals sign"),
        pytest.param(
            ["-D", "lr=1", "--lr", "2"], "'lr' is given twice (-D lr=1, --lr 2)", id="twice"
        ),
        pytest.param(
            ["-D", "layers=5"],
            "parameter 'layers' (train.py:8): '5' is not list[int] (-D layers=5); a single element is written [5]",
            id="lone scalar",
        ),
        pytest.param(["-c", "missing.yaml"], "there is no file missing.yaml", id="missing file"),
        pytest.param(["-c", "."], ". is a directory; -c takes a file", id="directory"),
        pytest.param(
            ["--amp=maybe"],
            "parameter 'amp' (train.py:7): 'maybe' is not a bool (--amp maybe); write true or false (yes/no, on/off, 1/0)",
            id="no bool",
        ),
    ],
)
def test_a_mistake_in_the_words(capsys, words, message):
    check_refused(capsys, "train.py", *words, message=message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            b"opt: sgd\nlrr: 1\n",
            "unknown parameter 'lrr' (cfg.yaml:2); did you mean 'lr' (float, default 0.1, train.py:4)?",
            id="unknown key",
        ),
        pytest.param(
            b"lr: abc\n",
            "parameter 'lr' (train.py:4): 'abc' is not a float (cfg.yaml:1)",
            id="wrong type",
        ),
        pytest.param(
            b"lr: 1\nlr: 2\n", "'lr' stands twice (cfg.yaml:1, cfg.yaml:2)", id="duplicate key"
        ),
        pytest.param(
            b"lr: 'a\xff'\n",
            "byte 0xff is not UTF-8 (cfg.yaml:1); save the file as UTF-8",
            id="not utf-8",
        ),
        pytest.param(
            b"- lr\n",
            "cfg.yaml gives no names; write NAME: VALUE, one parameter on a line",
            id="not a mapping",
        ),
        pytest.param(
            b"lr: [1\n", "not YAML: did not find expected ',' or ']' (cfg.yaml:2:1)", id="not yaml"
        ),
        pytest.param(
            b"lr: !!python/object:os.system x\n",
            "the tag tag:yaml.org,2002:python/object:os.system is refused (cfg.yaml:1); a file constructs nothing",
            id="a tag",
        ),
    ],
)
def test_a_mistake_in_a_file(capsys, folder, content, message):
    (folder / "cfg.yaml").write_bytes(content)
    check_refused(capsys, "train.py", "-c", "cfg.yaml", message=message)


def test_an_empty_file_sets_nothing(capsys, folder):
    (folder / "cfg.yaml").write_text("# nothing\n")
    assert main(["check", "train.py", "-c", "cfg.yaml"]) is None
    assert capsys.readouterr().out == "0 values given, all fit train.py\n"


def test_a_missing_target_is_refused_with_the_nearest_name(capsys, folder):
    message = f"can't open file '{folder / 'trian.py'}': [Errno 2] No such file or directory"
    check_refused(capsys, "trian.py", message=f"{message}; did you mean train.py?")


def test_a_misspelled_command_is_refused_with_the_command(capsys, folder):
    assert main(["inspct", "train.py"]) == 2
    message = f"can't open file '{folder / 'inspct'}': [Errno 2] No such file or directory"
    assert capsys.readouterr().err == f"hprun: {message}; did you mean hprun inspect?\n"


def test_a_short_option_is_no_parameter(capsys):
    message = "unknown option -z; an option of the script's own goes after --"
    check_refused(capsys, "train.py", "-z", message=message)


def test_a_folder_without_a_main_is_refused(capsys, folder):
    (folder / "empty").mkdir()
    check_refused(capsys, "empty", message="can't find '__main__' module in 'empty'")


def test_a_module_that_is_not_there_is_refused(capsys):
    check_refused(capsys, "-m", "no.such", message="no module named 'no.such' can be run")


def test_a_script_that_is_no_python_is_refused_with_the_line(capsys, folder):
    (folder / "broken.py").write_text("x = 1\nlr = _('lr', 0.1\n")
    message = "cannot be read as Python: '(' was never closed (broken.py:2)\n"
    check_refused(capsys, "broken.py", message=f"{message}    lr = _('lr', 0.1\n          ^")


def test_words_without_a_target_are_refused(capsys):
    assert main(["-D", "lr=1"]) == 2
    message = "hprun: no target is named; name a script, or -m and a module\n"
    assert capsys.readouterr().err == message


def test_a_file_that_cannot_be_read_is_named_beside_the_rest(capsys, folder):
    (folder / "odd.json").write_text("[1]")
    lines = (
        "there is no file none.yaml",
        'odd.json gives no names; write {"NAME": VALUE, …}',
        "parameter 'lr' (train.py:4): 'abc' is not a float (-D lr=abc)",
    )
    words = ["train.py", "-c", "none.yaml", "-c", "odd.json", "-D", "lr=abc"]
    check_refused(capsys, *words, message="\nhprun: ".join(lines))


def test_a_variable_of_nearly_the_right_name_is_told_before_a_refusal(capsys, monkeypatch):
    monkeypatch.setenv("HPRUN_LAYER", "[1]")
    monkeypatch.setenv("HPRUN_ELSEWHERE", "1")
    assert main(["train.py", "-D", "lr=abc"]) == 2
    assert capsys.readouterr().err == (
        "hprun: HPRUN_LAYER in the environment names no parameter; did you mean HPRUN_LAYERS?\n"
        "hprun: parameter 'lr' (train.py:4): 'abc' is not a float (-D lr=abc)\n"
    )


def test_names_of_any_characters_may_follow_one_option(capsys, folder):
    (folder / "odd.py").write_text(
        'from hprun.m import _\n_("it\'s", 1), _("a/b", 1), _("c d", 1), _("a=b", 1)\n'
    )
    words = ["-D", "it's=2", "a/b=3", "c d=4", '"a=b"=5']
    assert main(["check", "odd.py", *words]) is None
    assert capsys.readouterr().out == (
        "it's = 2  -D\na/b = 3  -D\nc d = 4  -D\na=b = 5  -D\n4 values given, all fit odd.py\n"
    )


def test_words_that_say_nothing_are_told_with_the_values_that_do_not_fit(capsys, folder):
    (folder / "cfg.yaml").write_text("lrr: 1\n")
    lines = (
        "unknown option --zz; --help lists all; -D +zz=VALUE sets it all the same (an option of the script's own goes after --)",
        "-D x: no value; write -D x=VALUE",
        "--lr needs a value (float, train.py:4)",
        "unknown parameter 'lrr' (cfg.yaml:1); did you mean 'lr' (float, default 0.1, train.py:4)?",
        "parameter 'epochs' (train.py:5): 'abc' is not a whole number (-D epochs=abc)",
    )
    words = ["train.py", "--zz", "3", "-c", "cfg.yaml", "-D", "epochs=abc", "-D", "x", "--lr"]
    check_refused(capsys, *words, message="\nhprun: ".join(lines))

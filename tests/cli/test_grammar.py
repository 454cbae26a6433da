"""What the words of a command line mean, without any target on disk but empty files."""

import pytest

from hprun.cli.grammar import Found, Invocation, read
from hprun.cli.options import command_of, is_asked, texts_of
from hprun.errors import HprunError, SourceError
from hprun.literal import Text
from hprun.model import Catalog, Default, Definition, Location, Parameter, Type
from hprun.values.layer import Assignment
from hprun.values.merge import refuse

TYPES = {
    "lr": Type("float"),
    "amp": Type("bool"),
    "weight_decay": Type("float"),
    "model.width": Type("int"),
    "data": Type("str"),
    "opt": Type("dict"),
    "maybe": Type("union", (Type("bool"), Type("none"))),
    "scan": Type("int"),
}


def parameter(name, kind):
    location = Location("train.py", 4)
    definition = Definition(name, location, "_", default=Default("0"))
    return Parameter(name, kind, Default("0"), "", (definition,))


CATALOG = Catalog({name: parameter(name, kind) for name, kind in TYPES.items()})


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("train.py", "other.py", "values.csv"):
        (tmp_path / name).touch()


def survey(word, module):
    """The catalog of train.py and of the module pkg.mod; nothing else is a target."""
    if word in ("train.py", "pkg.mod") and module == (word == "pkg.mod"):
        return Found(word, CATALOG)
    if word == "other.py":
        return Found(word, Catalog({}))
    raise SourceError(f"{word} is no target")


def read_words(*words):
    command, rest = command_of(words)
    return read(command, rest, survey)


def assigned(name, text, operator, origin):
    return Assignment(name, Text(text), origin, operator.endswith(":="), operator.startswith("+"))


def check_read(*words, target="train.py", arguments=(), overrides=(), **given):
    invocation = read_words(*words)
    expected = Invocation(
        "run",
        target,
        target == "pkg.mod",
        tuple(assigned(*each) for each in overrides),
        {field: tuple(texts) for field, texts in given.items()},
        tuple(arguments),
        invocation.found,
    )
    assert invocation == expected


def check_refused(*words, message):
    with pytest.raises(HprunError) as caught:
        refuse(read_words(*words).mistakes)
    assert str(caught.value) == message


def check_refused_at_once(*words, message):
    with pytest.raises(HprunError) as caught:
        read_words(*words)
    assert str(caught.value) == message


LR = ("lr", "0.1", "=", "-D lr=0.1")
LONG_LR = ("lr", "0.1", "=", "--lr 0.1")


def test_a_target_alone():
    check_read("train.py")


def test_no_words():
    check_read(target="")


def test_words_after_the_target_are_the_scripts():
    check_read("train.py", "a", "-1e-3", "b", arguments=["a", "-1e-3", "b"])


def test_everything_after_two_dashes_is_the_scripts():
    check_read("train.py", "--", "--lr", "1", "-D", "--", arguments=["--lr", "1", "-D", "--"])


def test_run_may_be_written():
    check_read("run", "train.py")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["train.py", "-D", "lr=0.1"], id="after the target"),
        pytest.param(["-D", "lr=0.1", "train.py"], id="before the target"),
        pytest.param(["train.py", "-Dlr=0.1"], id="in one word"),
        pytest.param(["train.py", "--define", "lr=0.1"], id="long"),
        pytest.param(["train.py", "--define=lr=0.1"], id="long in one word"),
    ],
)
def test_define(words):
    check_read(*words, overrides=[LR])


def test_several_words_after_one_define():
    check_read(
        "-D", "lr=0.1", "data=x", "+new=1", "train.py", "rest",
        overrides=[LR, ("data", "x", "=", "-D data=x"), ("new", "1", "+=", "-D +new=1")],
        arguments=["rest"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["train.py", "--lr", "0.1"], id="after the target"),
        pytest.param(["train.py", "--lr=0.1"], id="with an equals sign"),
        pytest.param(["--lr", "0.1", "train.py"], id="before the target"),
        pytest.param(["--lr=0.1", "train.py"], id="before the target with an equals sign"),
    ],
)
def test_a_parameter_is_an_option(words):
    check_read(*words, overrides=[LONG_LR])


def test_a_value_may_begin_with_a_dash():
    check_read("train.py", "--lr", "-1e-4", overrides=[("lr", "-1e-4", "=", "--lr -1e-4")])


def test_dots_and_dashes_in_names():
    check_read(
        "train.py", "--model.width", "8", "--weight-decay", "1",
        overrides=[
            ("model.width", "8", "=", "--model.width 8"),
            ("weight_decay", "1", "=", "--weight-decay 1"),
        ],
    )  # fmt: skip


def test_an_entry_of_a_dict_is_an_option():
    check_read("train.py", "--opt.a.b", "1", overrides=[("opt.a.b", "1", "=", "--opt.a.b 1")])


@pytest.mark.parametrize(
    ("words", "override", "rest"),
    [
        pytest.param(["--amp"], ("amp", "true", "=", "--amp true"), [], id="bare"),
        pytest.param(["--no-amp"], ("amp", "false", "=", "--no-amp"), [], id="negated"),
        pytest.param(["--amp", "off"], ("amp", "off", "=", "--amp off"), [], id="spelled"),
        pytest.param(["--amp=0"], ("amp", "0", "=", "--amp 0"), [], id="equals"),
        pytest.param(
            ["--amp", "in.txt"], ("amp", "true", "=", "--amp true"), ["in.txt"], id="word"
        ),
    ],
)
def test_a_switch(words, override, rest):
    check_read("train.py", *words, overrides=[override], arguments=rest)


def test_a_switch_before_the_target_takes_no_value():
    check_read("--amp", "train.py", overrides=[("amp", "true", "=", "--amp true")])


def test_a_switch_before_the_target_and_a_file_behind():
    check_read(
        "--amp", "train.py", "values.csv",
        overrides=[("amp", "true", "=", "--amp true")], arguments=["values.csv"],
    )  # fmt: skip


def test_a_value_before_the_target_may_be_a_file():
    for file in ("values.csv", "other.py"):
        check_read("--data", file, "train.py", overrides=[("data", file, "=", f"--data {file}")])


def test_a_module():
    check_read("--lr", "0.1", "-m", "pkg.mod", "x",
               target="pkg.mod", module=["pkg.mod"], overrides=[LONG_LR], arguments=["x"])  # fmt: skip


def test_configuration_files_in_order():
    check_read("-c", "a.yaml", "train.py", "--config=b.yaml", config=["a.yaml", "b.yaml"])


def test_presets_and_standard_input_are_files():
    check_read(
        "train.py", "-c", "+small", "+model/big", "-c", "-", "+1",
        config=["+small", "+model/big", "-"], arguments=["+1"],
    )  # fmt: skip


def test_standard_input_is_read_once():
    message = "-c - is given twice: standard input can be read only once"
    check_refused_at_once("train.py", "-c", "-", "-c", "-", message=message)


def test_own_options_are_found_before_the_target_is_known():
    words = ["--scan", "a/*.py", "train.py", "--scan=b", "--", "--scan", "c"]
    assert texts_of("scan", words) == ["a/*.py", "b"]


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ([], False),
        (["train.py", "--no-cache"], True),
        (["--no-cache", "train.py", "--", "x"], True),
        (["train.py", "--", "--no-cache"], False),
    ],
)
def test_a_flag_is_known_before_anything_else(words, asked):
    assert is_asked("no_cache", words) is asked


def test_a_script_named_like_a_command():
    assert command_of(["./inspect"]) == ("run", ["./inspect"])
    assert command_of(["inspect", "x"]) == ("inspect", ["x"])


def test_why_takes_a_name_and_the_target_in_any_order():
    for words in (["lr", "train.py"], ["train.py", "lr"]):
        invocation = read("why", words, survey)
        assert (invocation.target, invocation.arguments) == ("train.py", ("lr",))


def test_a_parameter_set_like_an_argument_is_refused():
    check_refused(
        "train.py", "lr=0.1",
        message="'lr=0.1' would reach the script as an argument; to set the parameter write "
        "-D lr=0.1; to pass it to the script put it after --",
    )  # fmt: skip


def test_an_option_without_its_value_is_refused():
    check_refused("train.py", "--lr", message="--lr needs a value (float, train.py:4)")
    check_refused("train.py", "-c", message="-c needs FILE")


def test_an_option_without_a_target_is_refused():
    check_refused("--lr=1", message="--lr belongs to a script, and none is named; see hprun -h")


def test_an_unknown_option_is_refused_with_what_was_meant():
    check_refused(
        "train.py", "--lrr", "1",
        message="unknown option --lrr; did you mean 'lr' (float, default 0, train.py:4)? "
        "(an option of the script's own goes after --)",
    )  # fmt: skip


@pytest.mark.parametrize("word", ["0", "f", "1", "T", "no", "Off", "y"])
def test_a_word_that_is_a_bool_is_the_value_of_a_bool(word):
    check_read("train.py", "--amp", word, overrides=[("amp", word, "=", f"--amp {word}")])


def test_a_word_that_is_none_is_the_value_of_an_optional_bool():
    check_read("train.py", "--maybe", "none", overrides=[("maybe", "none", "=", "--maybe none")])
    check_read(
        "train.py",
        "--amp",
        "none",
        overrides=[("amp", "true", "=", "--amp true")],
        arguments=["none"],
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--no-amp", "true"), "--no-amp takes no value (--no-amp true); write --amp true"),
        (("--no-amp=false",), "--no-amp takes no value (--no-amp=false); write --amp=VALUE"),
    ],
)
def test_a_negation_takes_no_value(words, message):
    check_refused("train.py", *words, message=message)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(
            ("other.py", "-m", "pkg.mod", "a"),
            "-m pkg.mod names a second target (the first is other.py); "
            "an option of the script's own goes after --",
            id="two targets",
        ),
        pytest.param(
            ("train.py", "--json"), "--json does nothing here; it belongs to inspect, why, check, diff, runs and sweep",
            id="of another command",
        ),
        pytest.param(("inspect", "train.py", "-q"), "-q does nothing here; it belongs to run", id="of a run"),
        pytest.param(
            ("train.py", "--lax"), "--lax does nothing here; it lets keys of files pass: -c FILE", id="lax without a file",
        ),
        pytest.param(("train.py", "--version"), "--version stands alone on its line; leave out the rest", id="alone"),
        pytest.param(
            ("train.py", "-q=1"), "-q takes no value (-q=1); write -q", id="a flag with a value",
        ),
        pytest.param(
            ("dump", "train.py", "-o", "a.yaml", "-o", "b.yaml"), "-o is given twice (a.yaml, b.yaml)",
            id="twice",
        ),
    ],
)  # fmt: skip
def test_an_option_of_ours_acts_or_is_refused(words, message):
    check_refused(*words, message=message)


def test_several_files_follow_one_config(tmp_path):
    for name in ("a.yaml", "b.json"):
        (tmp_path / name).touch()
    check_read(
        "train.py", "-c", "a.yaml", "b.json", "x", config=["a.yaml", "b.json"], arguments=["x"]
    )
    check_read("-c", "a.yaml", "b.json", "train.py", config=["a.yaml", "b.json"])
    check_refused(
        "train.py", "-c", "a.yaml", "c.yaml",
        message="there is no file c.yaml (-c a.yaml c.yaml); a word of the script's own goes after --",
    )  # fmt: skip


def test_a_parameter_with_the_name_of_an_option_of_ours_is_told_apart():
    check_read("--scan", "*.py", "train.py", scan=["*.py"])
    check_refused(
        "train.py", "--scan", "5",
        message="--scan is an option of hprun's own, and 'scan' a parameter (train.py:4); "
        "write -D scan=VALUE for the parameter; hprun's option goes before the target",
    )  # fmt: skip


def test_all_mistakes_are_named():
    invocation = read_words("train.py", "--lrr", "1", "-D", "x", "--foo", "--lr")
    assert [str(each) for each in invocation.mistakes] == [
        "unknown option --lrr; did you mean 'lr' (float, default 0, train.py:4)? (an option of the script's own goes after --)",
        "-D x: no value; write -D x=VALUE",
        "unknown option --foo; --help lists all; -D +foo=VALUE sets it all the same (an option of the script's own goes after --)",
        "--lr needs a value (float, train.py:4)",
    ]


def test_one_dash_too_few():
    check_refused(
        "train.py", "-lr", "3",
        message="unknown option -lr; did you mean --lr? (an option of the script's own goes after --)",
    )  # fmt: skip

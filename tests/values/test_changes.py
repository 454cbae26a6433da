"""``names+=x`` adds to a list, ``names.0=x`` sets an element, ``~lr`` drops what is below."""

import pytest
from given_catalogs import catalog_of, parameter, resolved

from hprun.errors import HprunError
from hprun.model import COMMAND_LINE, DEFAULT, FILE, NONE, Type, Value
from hprun.values.files import parse

INTS = Type("list", (Type("int"),))
CATALOG = catalog_of(
    parameter("lr", 0.1),
    parameter("layers", [64, 64]),
    parameter("pair", (1, "a"), to=Type("product", (Type("int"), Type("str")))),
    parameter("names", ("a",)),
    parameter("marks", {1}, to=Type("set", (Type("int"),))),
    parameter("maybe", None, to=Type("union", (INTS, NONE))),
    parameter("matrix", [[1, 2], [3, 4]]),
    parameter("opt", {"betas": [0.9, 0.99], "lr": 1.0}),
    parameter("late", text="f()"),
    parameter("needed", to=INTS),
    parameter("optim.a", 1),
    parameter("optim.b", 2),
)


def yaml(text):
    return parse(text, "cfg.yaml", "yaml")


def root(*words, file=""):
    return resolved(CATALOG, *words, files=[yaml(file)] if file else []).root()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["layers+=1"], {"layers": [64, 64, 1]}, id="one"),
        pytest.param(["layers+=1,2"], {"layers": [64, 64, 1, 2]}, id="several"),
        pytest.param(["layers+=[1, 2]"], {"layers": [64, 64, 1, 2]}, id="several in brackets"),
        pytest.param(["layers+=1", "layers+=2"], {"layers": [64, 64, 1, 2]}, id="twice"),
        pytest.param(["layers+=1", "layers=[2]"], {"layers": [2, 1]}, id="to what is set beside"),
        pytest.param(["names+=b"], {"names": ("a", "b")}, id="a tuple stays one"),
        pytest.param(["marks+=2"], {"marks": {1, 2}}, id="a set too"),
        pytest.param(["maybe+=2"], {"maybe": [2]}, id="to None"),
        pytest.param(["needed+=2"], {"needed": [2]}, id="to nothing"),
        pytest.param(["matrix+=[[5, 6]]"], {"matrix": [[1, 2], [3, 4], [5, 6]]}, id="a list"),
        pytest.param(
            ["opt.betas+=0.5"], {"opt": {"betas": [0.9, 0.99, 0.5], "lr": 1.0}}, id="in a dict"
        ),
        pytest.param(["layers.1=8"], {"layers": [64, 8]}, id="an element"),
        pytest.param(["layers.-1=8"], {"layers": [64, 8]}, id="the last"),
        pytest.param(["names.0=x"], {"names": ("x",)}, id="of a tuple"),
        pytest.param(["pair.1=7"], {"pair": (1, "7")}, id="of the type at its place"),
        pytest.param(["matrix.1.0=9"], {"matrix": [[1, 2], [9, 4]]}, id="of a list in a list"),
        pytest.param(
            ["opt.betas.1=1"], {"opt": {"betas": [0.9, 1.0], "lr": 1.0}}, id="of one in a dict"
        ),
        pytest.param(["layers+=1", "layers.2=5"], {"layers": [64, 64, 5]}, id="one that was added"),
    ],
)
def test_a_list_is_changed(words, expected):
    assert repr(root(*words)) == repr(expected)


@pytest.mark.parametrize(
    "text", ["layers+=: [1]\n", "layers+=: 1\n", "layers: [64, 64, 1]", "layers.2: 1\nlayers+=: 0"]
)
def test_a_file_can_add_too(text):
    assert root(file=text) == {"layers": [64, 64, 1]}


def test_a_file_sets_elements_by_keys_that_are_numbers():
    assert root(file="layers: {0: 1, -1: 2}") == {"layers": [1, 2]}
    assert root("layers+=3", file="layers.0: 1") == {"layers": [1, 64, 3]}


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("lr+=1", "parameter 'lr' (train.py:1): it is no list, so nothing can be added (-D lr+=1)"
         "; set it with ="),
        ("opt+=1", "parameter 'opt' (train.py:1): it is no list, so nothing can be added"
         " (-D opt+=1); set it with ="),
        ("pair+=1", "parameter 'pair' (train.py:1): it has just 2 elements, so nothing can be"
         " added (-D pair+=1); set it with ="),
        ("layers+=x", "parameter 'layers' (train.py:1): 'x' is not a whole number (-D layers+=x)"),
        ("late+=x", "parameter 'late' (train.py:1): its value is known only when the script runs"
         " (-D late+=x); set it as a whole"),
        ("needed.0=1", "parameter 'needed.0' (train.py:1): there is no list yet to set that in"
         " (-D needed.0=1); set it as a whole"),
        ("layers.2=1", "parameter 'layers.2' (train.py:1): it has 2 elements, and none at '2'"
         " (-D layers.2=1); the first is 0, and -1 is the last; NAME+=VALUE adds one"),
        ("layers.0=x", "parameter 'layers.0' (train.py:1): 'x' is not a whole number"
         " (-D layers.0=x)"),
        ("+new+=1", "'new' is not in the code, so nothing can be added to it (-D +new+=1);"
         " -D +new=VALUE sets it"),
        ("~lr", "'lr' has a value only in the code (-D ~lr);"
         " ~ drops what a file or the environment sets"),
        ("~opt.lr", "'opt.lr' has a value only in the code (-D ~opt.lr);"
         " ~ drops what a file or the environment sets"),
        ("~lrr", "unknown parameter 'lrr' (-D ~lrr);"
         " did you mean 'lr' (float, default 0.1, train.py:1)?"),
        ("~zzz", "unknown parameter 'zzz' (-D ~zzz); --help lists all"),
        ("~lr=1", "-D ~lr=1: ~ takes no value; write -D ~lr"),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_is_refused(word, message):
    with pytest.raises(HprunError) as caught:
        root(word)
    assert str(caught.value) == message


def told(name, *words, file):
    return resolved(CATALOG, *words, files=[yaml(file)]).parameters[name]


def test_what_is_dropped_is_the_default_again():
    each = told("lr", "~lr", file="lr: 1")
    assert each.winner == Value(0.1, DEFAULT, "train.py:1")
    assert each.losers == ()
    assert each.dropped == (Value(1.0, FILE, "cfg.yaml:1"),)
    assert each.dropped_by == "-D ~lr"


def test_a_value_may_be_set_where_one_was_dropped():
    each = told("opt", "~opt", "opt.lr=5", file="opt: {lr: 3, wd: 4}")
    assert each.winner == Value({"betas": [0.9, 0.99], "lr": 5.0}, COMMAND_LINE, "-D opt.lr=5")


@pytest.mark.parametrize(
    ("word", "file", "expected"),
    [
        pytest.param("~opt.lr", "opt: {lr: 3, wd: 4}", {"betas": [0.9, 0.99], "lr": 1.0, "wd": 4},
                     id="an entry that the code has"),
        pytest.param("~opt.wd", "opt: {lr: 3, wd: 4}", {"betas": [0.9, 0.99], "lr": 3.0},
                     id="one that it has not"),
    ],
)  # fmt: skip
def test_an_entry_is_dropped(word, file, expected):
    assert root(word, file=file) == {"opt": expected}


def test_all_below_a_prefix_is_dropped():
    assert root("~optim", file="optim: {a: 3, b: 4}\nlr: 5\n+optim2: 6") == {
        "lr": 5.0,
        "optim2": "6",
    }


def test_a_name_that_only_a_file_knows_is_dropped():
    assert root("~new", file="+new: 3") == {}


def test_the_environment_is_dropped_too():
    assert resolved(CATALOG, "~lr", environ={"HPRUN_LR": "3"}).root() == {}

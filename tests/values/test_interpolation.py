"""A reference stands for the value that another parameter has in the end, whoever gives it."""

import pytest
from given_catalogs import catalog_of, parameter

from hprun.model import COMMAND_LINE, Dynamic, Location, Type
from hprun.values.environment import layer as environment_layer
from hprun.values.files import layer as file_layer
from hprun.values.files import parse
from hprun.values.interpolation import interpolated
from hprun.values.layer import Layer, assigned
from hprun.values.masking import without_secrets
from hprun.values.merge import resolve

CATALOG = catalog_of(
    parameter("lr", 0.1),
    parameter("warm", 0.5),
    parameter("name", "exp"),
    parameter("out", "runs"),
    parameter("free", None, to=Type("any")),
    parameter("layers", [64, 64]),
    parameter("opt", {"name": "adam", "betas": [0.9, 0.99], "lr": 1.0}),
    parameter("optim.a", 1),
    parameter("data"),
    parameter("seed", text="time()"),
    dynamic=(Dynamic("layer{i}.width", Location("train.py", 9)),),
)


def settled(*texts, words=(), environ=None, lenient=False):
    files = [
        file_layer(parse(text, f"{name}.yaml", "yaml"), CATALOG)
        for name, text in zip("abc", texts, strict=False)
    ]
    above = [environment_layer(environ or {}, CATALOG)]
    above.append(Layer(COMMAND_LINE, [assigned(word) for word in words]))
    return resolve(CATALOG, interpolated([*files, *above], CATALOG, lenient=lenient))


def check_root(*texts, words=(), environ=None, expected):
    resolution = settled(*texts, words=words, environ=environ)
    assert [str(each) for each in resolution.mistakes] == []
    assert repr(resolution.root()) == repr(expected)


def check_refused(*texts, words=(), expected):
    assert [str(each) for each in settled(*texts, words=words).mistakes] == list(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("warm: ${lr}", {"warm": 0.1}, id="a default"),
        pytest.param('warm: "${lr}"', {"warm": 0.1}, id="in quotes"),
        pytest.param("free: ${layers}", {"free": [64, 64]}, id="a list as a whole"),
        pytest.param("out: a/${name}-${lr}", {"out": "a/exp-0.1"}, id="inside of a text"),
        pytest.param("out: ${lr}", {"out": "0.1"}, id="where a text is wanted"),
        pytest.param('out: "$${lr}"', {"out": "${lr}"}, id="no reference"),
        pytest.param("free: ${opt.lr}", {"free": 1.0}, id="an entry"),
        pytest.param("free: ${opt.betas.1}", {"free": 0.99}, id="an element"),
        pytest.param("free: ${_:lr}", {"free": 0.1}, id="with its manager"),
        pytest.param(
            'layers: ["${n}", 2]\n+n: 1', {"layers": [1, 2], "n": "1"}, id="an added name"
        ),
        pytest.param(
            "free: ${layer0.width}\nlayer0.width: 8",
            {"free": 8, "layer0.width": "8"},
            id="a computed name",
        ),
    ],
)
def test_a_reference_is_a_value(text, expected):
    check_root(text, expected=expected)


def test_the_final_value_goes_in():
    check_root("warm: ${lr}\nlr: 1", "lr: 2", expected={"lr": 2.0, "warm": 2.0})
    check_root("warm: ${lr}\nlr: 1", words=["lr=3"], expected={"lr": 3.0, "warm": 3.0})
    check_root("warm: ${lr}", environ={"HPRUN_LR": "4"}, expected={"lr": 4.0, "warm": 4.0})
    check_root("warm: ${lr}\nlr: 1", words=["~lr"], expected={"warm": 0.1})


def test_references_are_followed_through_others():
    text = "free: ${out}\nout: ${name}/x\nname: n${lr}"
    check_root(text, expected={"name": "n0.1", "out": "n0.1/x", "free": "n0.1/x"})


def test_entries_of_one_dict_may_refer_to_each_other():
    text = "opt: {lr: 3, name: 'x${opt.lr}'}"
    expected = {"opt": {"name": "x3.0", "betas": [0.9, 0.99], "lr": 3.0}}
    check_root(text, expected=expected)
    check_root("free: ${opt.name}\n" + text, expected={"free": "x3.0"} | expected)


def test_the_environment_is_text(monkeypatch):
    monkeypatch.setenv("SOME", "1e-3")
    check_root(
        "lr: ${env:SOME}\nout: ${env:SOME}\nname: ${env:SOME}/x",
        expected={"lr": 0.001, "name": "1e-3/x", "out": "1e-3"},
    )


def test_only_files_refer():
    check_root(words=["out=${lr}"], expected={"out": "${lr}"})
    check_root(environ={"HPRUN_OUT": "${lr}"}, expected={"out": "${lr}"})


def test_how_it_was_written_is_kept():
    winners = settled("out: a/${name}\nlayers: ['${+x}', 1]\nwarm: 1").parameters
    assert winners["out"].winner.written == "a/${name}"
    assert winners["warm"].winner.written == ""


def test_a_value_that_is_beaten_closes_no_circle():
    check_root("lr: ${warm}", "warm: ${lr}", words=["lr=2"], expected={"lr": 2.0, "warm": 2.0})


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param(
            "lr: ${lr}",
            ["a value refers in a circle: lr → lr (a.yaml:1); write the value"],
            id="to itself",
        ),
        pytest.param(
            "lr: ${warm}\nwarm: ${name}\nname: ${lr}",
            [
                "values refer in a circle: warm → name → lr → warm (a.yaml:2, a.yaml:3, a.yaml:1); give one of them without a reference",
            ],
            id="a circle is told once",
        ),
        pytest.param(
            "opt: {lr: '${opt}'}",
            ["a value refers in a circle: opt → opt (a.yaml:1); write the value"],
            id="to what holds it",
        ),
        pytest.param(
            "out: ${nam}",
            [
                "${nam} is no parameter (a.yaml:1); did you mean 'name' (str, default exp, train.py:1)?"
            ],
            id="a slip",
        ),
        pytest.param(
            "out: ${zzz}",
            [
                "${zzz} is no parameter (a.yaml:1);"
                " a reference is a parameter, or ${env:NAME}; $${ is the text ${"
            ],
            id="an unknown name",
        ),
        pytest.param(
            "out: ${oc.env:HOME}",
            ["${oc.env:HOME} is no parameter (a.yaml:1); write ${env:HOME}"],
            id="as another library has it",
        ),
        pytest.param(
            "out: ${seed}",
            [
                "${seed} has no value: its default is known only when the script runs (a.yaml:1);"
                " -D seed=VALUE does"
            ],
            id="computed",
        ),
        pytest.param(
            "out: ${data}",
            ["${data} has no value: nobody sets it (a.yaml:1); -D data=VALUE does"],
            id="required",
        ),
        pytest.param(
            "out: ${opt.wd}",
            ["${opt.wd} has no value: 'opt' has no such entry (a.yaml:1)"],
            id="no such entry",
        ),
        pytest.param(
            "out: ${env:NO_SUCH_THING}",
            [
                "there is no NO_SUCH_THING in the environment (a.yaml:1);"
                " set it, or write $${env:NO_SUCH_THING}"
            ],
            id="no such variable",
        ),
        pytest.param(
            "lr: abc\nwarm: ${lr}",
            ["parameter 'lr' (train.py:1): 'abc' is not a float (a.yaml:1)"],
            id="a mistake is told once",
        ),
        pytest.param(
            "layers: ['${name}']",
            ["parameter 'layers' (train.py:1): 'exp' is not a whole number (a.yaml:1)"],
            id="a value that does not fit",
        ),
    ],
)
def test_what_has_no_value_is_refused(text, messages):
    check_refused(text, expected=messages)


def test_leniently_a_text_stays_as_it_is():
    winner = settled("out: ${zzz}/x", lenient=True).parameters["out"].winner
    assert winner.value == "${zzz}/x"


def test_what_a_secret_has_gone_into_is_shown_as_one(monkeypatch):
    monkeypatch.setenv("API_TOKEN", "abc")
    catalog = catalog_of(parameter("password", "x"), parameter("url", ""), parameter("other", ""))
    text = "url: https://${password}@host\nother: ${env:API_TOKEN}"
    files = [file_layer(parse(text, "a.yaml", "yaml"), catalog)]
    shown = without_secrets(resolve(catalog, interpolated(files, catalog))).parameters
    assert [shown[name].winner.value for name in ("url", "other")] == ["***", "***"]

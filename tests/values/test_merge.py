"""The last word wins, and every word is kept."""

import subprocess
import sys

import pytest
from given_catalogs import catalog_of, parameter, resolved

from hprun.errors import HprunError
from hprun.literal import Text
from hprun.model import (
    COMMAND_LINE,
    DEFAULT,
    ENVIRONMENT,
    FILE,
    LATE,
    NONE,
    Dynamic,
    Location,
    Type,
    Value,
)
from hprun.values.files import parse as parse_file
from hprun.values.layer import Assignment, Layer
from hprun.values.merge import resolve

INT, FLOAT, STR = Type("int"), Type("float"), Type("str")
LR = parameter("lr", 0.1, line=4)


def yaml(text, path="cfg.yaml"):
    return parse_file(text, path, "yaml")


def same(one, other):
    return repr(one) == repr(other)


def check_root(catalog, words, expected, **layers):
    root = resolved(catalog, *words, **layers).root()
    assert same(root, expected)
    assert [type(each) for each in root.values()] == [type(each) for each in expected.values()]


def check_refused(catalog, words, kind, message, **layers):
    with pytest.raises(HprunError) as caught:
        resolved(catalog, *words, **layers)
    assert (type(caught.value).__name__, str(caught.value)) == (kind, message)


def test_nothing_given_leaves_the_defaults_and_an_empty_root():
    resolution = resolved(catalog_of(LR, parameter("n"), parameter("seed", text="time()")))
    assert resolution.root() == {}
    assert {key: each.winner for key, each in resolution.parameters.items()} == {
        "lr": Value(0.1, DEFAULT, "train.py:4"),
        "n": None,
        "seed": None,
    }


def test_a_default_that_other_places_ask_for_is_handed_on_apart_from_values():
    asked = LR.replace(definitions=(*LR.definitions, parameter("lr", line=2).definitions[0]))
    check_root(catalog_of(asked), [], {})
    assert resolved(catalog_of(asked)).defaults() == {"lr": 0.1}
    assert resolved(catalog_of(asked), "lr=2").defaults() == {}
    other = parameter("lr", 0.2, line=3).definitions[0]
    differing = catalog_of(asked.replace(definitions=(*asked.definitions, other)))
    assert resolved(differing).defaults() == {}


def test_every_layer_beats_those_before_and_all_are_kept():
    files = [yaml("lr: 0.2", "base.yaml"), yaml("lr: 0.3", "cfg.yaml")]
    resolution = resolved(catalog_of(LR), "lr=0.5", files=files, environ={"HPRUN_LR": "0.4"})
    assert resolution.parameters["lr"].winner == Value(0.5, COMMAND_LINE, "-D lr=0.5")
    assert resolution.parameters["lr"].losers == (
        Value(0.4, ENVIRONMENT, "env HPRUN_LR"),
        Value(0.3, FILE, "cfg.yaml:1"),
        Value(0.2, FILE, "base.yaml:1"),
        Value(0.1, DEFAULT, "train.py:4"),
    )
    assert resolution.root() == {"lr": 0.5}


def test_a_value_equal_to_the_default_is_given_all_the_same():
    check_root(catalog_of(LR), ["lr=0.1"], {"lr": 0.1})


@pytest.mark.parametrize(
    ("each", "words", "expected"),
    [
        pytest.param(LR, ["lr=1"], {"lr": 1.0}, id="the parameter decides"),
        pytest.param(LR, ["lr:=1"], {"lr": 1}, id="a literal is what it is"),
        pytest.param(LR, ["lr:='abc'"], {"lr": "abc"}, id="a literal of another type"),
        pytest.param(LR, ["+lr=1"], {"lr": 1.0}, id="a plus before a name that is known"),
        pytest.param(LR, ["_:lr=1"], {"lr": 1.0}, id="the shared manager named"),
        pytest.param(parameter("s", "a"), ["s="], {"s": ""}, id="empty"),
        pytest.param(parameter("s", "a"), ["s=1e-4"], {"s": "1e-4"}, id="a text stays a text"),
        pytest.param(parameter("x", None), ["x=1e-4"], {"x": 0.0001}, id="untyped"),
        pytest.param(parameter("n"), ["n=a"], {"n": "a"}, id="required"),
        pytest.param(parameter("l", text="f()"), ["l=1"], {"l": Text("1")}, id="computed default"),
        pytest.param(
            parameter("lr", 0.1, manager="hp"), ["lr=1"], {"hp:lr": 1.0}, id="own manager"
        ),
        pytest.param(
            parameter("lr", 0.1, manager="hp"), ["hp:lr=1"], {"hp:lr": 1.0}, id="qualified"
        ),
        pytest.param(LR, ["+new=1"], {"new": Text("1")}, id="added"),
        pytest.param(LR, ["+new:=1"], {"new": 1}, id="added literal"),
        pytest.param(LR, ["+hp:new=1"], {"hp:new": Text("1")}, id="added to a manager"),
        pytest.param(LR, ["+_:new=1"], {"new": Text("1")}, id="added to the shared manager"),
    ],
)
def test_an_override_sets_a_value(each, words, expected):
    check_root(catalog_of(each), words, expected)


def test_two_managers_have_values_of_their_own():
    catalog = catalog_of(LR, parameter("lr", 1, manager="hp"))
    check_root(catalog, ["lr=2", "hp:lr=3"], {"lr": 2.0, "hp:lr": 3})


def test_an_option_says_how_it_was_written():
    [winner] = [
        each.winner
        for each in resolve(
            catalog_of(LR), [Layer(COMMAND_LINE, [Assignment("lr", Text("2"), "--lr 2")])]
        ).parameters.values()
    ]
    assert winner == Value(2.0, COMMAND_LINE, "--lr 2")


DICT = parameter("opt", {"a": 1, "b": {"c": 0.5}, "d.e": "x"}, line=7)


@pytest.mark.parametrize(
    ("each", "words", "expected"),
    [
        (DICT, ["opt.a=2"], {"a": 2, "b": {"c": 0.5}, "d.e": "x"}),
        (DICT, ["opt.b.c=2"], {"a": 1, "b": {"c": 2.0}, "d.e": "x"}),
        (DICT, ["opt.d.e=2"], {"a": 1, "b": {"c": 0.5}, "d.e": "2"}),
        (DICT, ["opt.new=2"], {"a": 1, "b": {"c": 0.5}, "d.e": "x", "new": 2}),
        (DICT, ["opt.new.deep=w"], {"a": 1, "b": {"c": 0.5}, "d.e": "x", "new": {"deep": "w"}}),
        (DICT, ["opt.a:='w'"], {"a": "w", "b": {"c": 0.5}, "d.e": "x"}),
        (DICT, ["+opt.a=2"], {"a": 2, "b": {"c": 0.5}, "d.e": "x"}),
        (DICT, ["opt={}"], {}),
        (DICT, ["opt.z=2", "opt={y: 1}"], {"a": 1, "b": {"c": 0.5}, "d.e": "x", "z": 2, "y": 1}),
        (DICT, ["opt.z=2", "opt:={'y': 1}"], {"y": 1, "z": 2}),
        (DICT, ["opt={a: 2, b: {c: 3}}"], {"a": 2, "b": {"c": 3.0}, "d.e": "x"}),
        (DICT, ["+opt.aa=2"], {"a": 1, "b": {"c": 0.5}, "d.e": "x", "aa": 2}),
        (DICT, ["opt.b.c=2", "opt.a=5"], {"a": 5, "b": {"c": 2.0}, "d.e": "x"}),
        (parameter("opt", {1: "a"}), ["opt.1=b", "opt.2=c"], {1: "b", 2: "c"}),
        (parameter("opt", {"a": 1}), ["opt.b=3"], {"a": 1, "b": 3}),
        (parameter("opt", to=Type("dict", (STR, FLOAT))), ["opt.a=1"], {"a": 1.0}),
        (
            parameter("opt", None, to=Type("union", (Type("dict", (STR, FLOAT)), NONE))),
            ["opt.a=1"],
            {"a": 1.0},
        ),
        (parameter("opt", {"a": None}), ["opt.a.b=1"], {"a": {"b": 1}}),
    ],
)
def test_an_entry_of_a_dict_is_set_alone(each, words, expected):
    check_root(catalog_of(each), words, {"opt": expected})


def test_entries_are_laid_over_what_is_below():
    files = [yaml("opt: {a: 5, b: {c: 6}}")]
    resolution = resolved(catalog_of(DICT), "opt.b.c=7", files=files)
    assert resolution.parameters["opt"].winner == Value(
        {"a": 5, "b": {"c": 7.0}, "d.e": "x"}, COMMAND_LINE, "-D opt.b.c=7"
    )
    assert [loser.origin for loser in resolution.parameters["opt"].losers] == [
        "cfg.yaml:1",
        "train.py:7",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lr: 2\nmodel:\n  width: 3", {"lr": 2.0, "model.width": 3}),
        ("model.width: 3", {"model.width": 3}),
        ("model:\n  deep.er: 3", {"model.deep.er": 3}),
        ("model: {deep: {er: 3}}", {"model.deep.er": 3}),
        ("model:\n  # nothing\nlr: 2", {"lr": 2.0}),
        ("model: {}", {}),
        ("opt: {a: 2}", {"opt": {"a": 2, "b": {"c": 0.5}, "d.e": "x"}}),
        ("opt: {b: {c: 2}}", {"opt": {"a": 1, "b": {"c": 2.0}, "d.e": "x"}}),
        ("'opt:=': '{a: 2}'", {"opt": {"a": 2}}),
        ("opt: {}", {"opt": {}}),
        ("opt.a: 2", {"opt": {"a": 2, "b": {"c": 0.5}, "d.e": "x"}}),
        ("opt.b: {c: 2}", {"opt": {"a": 1, "b": {"c": 2.0}, "d.e": "x"}}),
        ("opt: {a: 2}\nopt.z: 3", {"opt": {"a": 2, "b": {"c": 0.5}, "d.e": "x", "z": 3}}),
        ("'lr:=': '(1, 2)'", {"lr": (1, 2)}),
        ("'lr:=': [1, a]", {"lr": [1, "a"]}),
        ("+new: 1", {"new": Text("1")}),
        ("+new: [1, 'a']", {"new": Text('[1, "a"]')}),
        ("+new: {deep: {er: 1}}", {"new.deep.er": Text("1")}),
        ("+new:= : \"{'a': 1}\"", {"new": {"a": 1}}),
    ],
)
def test_a_file_gives_trees_and_dotted_names_alike(text, expected):
    catalog = catalog_of(LR, parameter("model.width", 1), parameter("model.deep.er", 1), DICT)
    check_root(catalog, [], expected, files=[yaml(text)])


def test_a_file_qualifies_managers():
    catalog = catalog_of(parameter("m.lr", 0.1), parameter("m.lr", 0.2, manager="hp"))
    check_root(catalog, [], {"hp:m.lr": 1.0}, files=[yaml("'hp:m': {lr: 1}")])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: 1\nmodel: {width: x}",
            "parameter 'model.width' (train.py:1): 'x' is not a whole number (cfg.yaml:2)",
        ),
        (
            "a: 1\nmodel:\n  width: {x: 1}",
            "parameter 'model.width' (train.py:1): {'x': '1'} is not a whole number (cfg.yaml:3)",
        ),
        (
            "a:",
            "parameter 'a' (train.py:1): null is not a whole number (cfg.yaml:1)",
        ),
    ],
)
def test_a_value_in_a_file_is_refused_with_its_line(text, message):
    catalog = catalog_of(parameter("a", 0), parameter("model.width", 1))
    check_refused(catalog, [], "InvalidValue", message, files=[yaml(text)])


def test_the_same_name_twice_in_one_place_is_refused():
    catalog = catalog_of(LR, parameter("model.width", 1), DICT)
    check_refused(catalog, ["lr=1", "lr=2"], "UsageError", "'lr' is given twice (-D lr=1, -D lr=2)")
    check_refused(
        catalog, ["lr=1", "_:lr:=2"], "UsageError", "'_:lr' is given twice (-D lr=1, -D _:lr:=2)"
    )
    check_refused(catalog, ["+x=1", "+x=2"], "UsageError", "'x' is given twice (-D +x=1, -D +x=2)")
    check_refused(
        catalog,
        ["opt.a=1", "opt.a=2"],
        "UsageError",
        "'opt.a' is given twice (-D opt.a=1, -D opt.a=2)",
    )
    check_refused(
        catalog,
        ["opt.a=1", "opt={a: 2}"],
        "UsageError",
        "'opt.a' is given twice (-D opt.a=1, -D opt={a: 2})",
    )
    check_refused(
        catalog,
        ["opt.b.c=1", "opt.b:={}"],
        "UsageError",
        "'opt.b' is given twice (-D opt.b.c=1, -D opt.b:={})",
    )
    check_refused(
        catalog,
        [],
        "ConfigError",
        "'opt.a' is given twice (cfg.yaml:1, cfg.yaml:2)",
        files=[yaml("opt: {a: 5}\nopt.a: 7")],
    )
    check_refused(
        catalog,
        [],
        "ConfigError",
        "'model.width' is given twice (cfg.yaml:2, cfg.yaml:3)",
        files=[yaml("model:\n  width: 2\nmodel.width: 3")],
    )


@pytest.mark.parametrize(
    ("words", "name"),
    [
        pytest.param(["opt.a=1", 'opt:={"a": 2}'], "opt.a", id="an entry, then the whole"),
        pytest.param(['opt:={"a": 2}', "opt.a=1"], "opt.a", id="the whole, then an entry"),
        pytest.param(['opt:={"b": {"c": 2}}', "opt.b.c=1"], "opt.b.c", id="an entry deep inside"),
        pytest.param(['opt:={"a": 2}', 'opt:={"b": 1}'], "opt", id="two wholes"),
        pytest.param(["none={a: 1}", "none.a=2"], "none.a", id="the default has no entries"),
        pytest.param(["none.a=2", "none={a: 1}"], "none.a", id="the other way round"),
    ],
)
def test_an_entry_of_a_whole_dict_is_given_once(words, name):
    catalog = catalog_of(DICT, parameter("none", {}))
    message = f"'{name}' is given twice (-D {words[0]}, -D {words[1]})"
    check_refused(catalog, words, "UsageError", message)


def test_a_whole_dict_takes_entries_that_it_does_not_name():
    catalog = catalog_of(DICT, parameter("none", {}))
    check_root(catalog, ['opt:={"a": 2}', "opt.z=3"], {"opt": {"a": 2, "z": 3}})
    check_root(catalog, ["none.b=2", "none={a: 1}"], {"none": {"a": 1, "b": 2}})


def test_each_place_names_its_mistakes():
    catalog = catalog_of(LR, parameter("Case", 0), parameter("case", 0))
    check_refused(
        catalog,
        ["lrr=1"],
        "Mistakes",
        "HPRUN_CASE means 'Case' and 'case' (env HPRUN_CASE); set them with -D\n"
        "a key is empty (cfg.yaml:1); a key is a name\n"
        "a key is empty (cfg.yaml:2); a key is a name\n"
        "unknown parameter 'lrr' (-D lrr=1); did you mean 'lr' (float, default 0.1, train.py:4)?",
        files=[yaml('"": 1\n"+": 2')],
        environ={"HPRUN_CASE": "1"},
    )


@pytest.mark.parametrize(
    ("words", "kind", "message"),
    [
        (
            ["lrr=1"],
            "UnknownParameter",
            "unknown parameter 'lrr' (-D lrr=1); did you mean 'lr' (float, default 0.1, train.py:4)?",
        ),
        (
            ["lr=abc"],
            "InvalidValue",
            "parameter 'lr' (train.py:4): 'abc' is not a float (-D lr=abc)",
        ),
        (
            ["lr:=abc"],
            "InvalidValue",
            "parameter 'lr': 'abc' is not a literal (-D lr:=abc); "
            "a text stands in quotes: lr:='\"TEXT\"'",
        ),
        (
            ["+new:=abc"],
            "InvalidValue",
            "parameter 'new': 'abc' is not a literal (-D +new:=abc); "
            "a text stands in quotes: new:='\"TEXT\"'",
        ),
        (
            ["+lr.x=1"],
            "NameClash",
            "'lr.x' and 'lr' cannot both have a value (-D +lr.x=1); "
            "a name is either a parameter or the prefix of others",
        ),
        (
            ["+model=1"],
            "NameClash",
            "'model' and 'model.width' cannot both have a value (-D +model=1); "
            "a name is either a parameter or the prefix of others",
        ),
        (
            ["+a=1", "+a.b=1"],
            "NameClash",
            "'a.b' and 'a' cannot both have a value (-D +a.b=1); "
            "a name is either a parameter or the prefix of others",
        ),
        (
            ["opt.a=x"],
            "InvalidValue",
            "parameter 'opt.a' (train.py:7): 'x' is not a whole number (-D opt.a=x)",
        ),
        (
            ["opt.aa=2"],
            "UnknownParameter",
            "unknown entry 'opt.aa' (-D opt.aa=2); did you mean opt.a? (-D +opt.aa=VALUE adds an entry)",
        ),
        (
            ["opt.b.cc=2"],
            "UnknownParameter",
            "unknown entry 'opt.b.cc' (-D opt.b.cc=2); did you mean opt.b.c? "
            "(-D +opt.b.cc=VALUE adds an entry)",
        ),
        (
            ["lrr=1", "opt.a=x"],
            "Mistakes",
            "unknown parameter 'lrr' (-D lrr=1); did you mean 'lr' (float, default 0.1, train.py:4)?\n"
            "parameter 'opt.a' (train.py:7): 'x' is not a whole number (-D opt.a=x)",
        ),
        (
            ["opt.=2"],
            "InvalidValue",
            "parameter 'opt.' (train.py:7): a part of its name is empty (-D opt.=2); write NAME.KEY=VALUE",
        ),
        (
            ["opt..c=2"],
            "InvalidValue",
            "parameter 'opt..c' (train.py:7): a part of its name is empty (-D opt..c=2); "
            "write NAME.KEY=VALUE",
        ),
        (
            ["opt.a.b=x"],
            "InvalidValue",
            "parameter 'opt.a.b' (train.py:7): it has no entry 'b', for it is no dict (-D opt.a.b=x); set what is above it",
        ),
        (
            ["late.a=x"],
            "InvalidValue",
            "parameter 'late.a' (train.py:8): its value is known only when the script runs "
            "(-D late.a=x); set it as a whole",
        ),
        (
            ["kind=adan"],
            "InvalidValue",
            "parameter 'kind' (train.py:9): 'adan' is not one of adam, sgd (-D kind=adan); "
            "did you mean adam?",
        ),
    ],
)
def test_a_mistake_is_refused_in_one_message(words, kind, message):
    catalog = catalog_of(
        LR,
        parameter("model.width", 1),
        DICT,
        parameter("late", text="make()", line=8, to=Type("dict")),
        parameter("kind", "adam", line=9, to=STR.replace(choices=("adam", "sgd"))),
    )
    check_refused(catalog, words, kind, message)


@pytest.mark.parametrize(
    ("environ", "expected", "ignored"),
    [
        ({}, {}, ()),
        ({"LR": "1", "HPRUN_SCOPE": "x"}, {}, ()),
        ({"HPRUN_LR": "1"}, {"lr": 1.0}, ()),
        ({"HPRUN_lr": "1"}, {"lr": 1.0}, ()),
        ({"HPRUN_MODEL__WIDTH": "2"}, {"model.width": 2}, ()),
        ({"HPRUN_WEIGHT_DECAY": "2"}, {"weight-decay": 2.0}, ()),
        ({"HPRUN_HP__X": "2"}, {"hp:x": 2}, ()),
        ({"HPRUN_X": "2"}, {"x": 2}, ()),
        ({"HPRUN_LRR": "1", "HPRUN_": "2"}, {}, ("HPRUN_LRR", "HPRUN_")),
        ({"HPRUN_Case": "1", "HPRUN_case": "2"}, {"Case": 1, "case": 2}, ()),
    ],
)
def test_the_environment_gives_values(environ, expected, ignored):
    catalog = catalog_of(
        LR,
        parameter("model.width", 1),
        parameter("weight-decay", 0.0),
        parameter("x", 1),
        parameter("x", 1, manager="hp"),
        parameter("Case", 0),
        parameter("case", 0),
    )
    resolution = resolved(catalog, environ=environ)
    assert (resolution.root(), resolution.ignored) == (expected, ignored)


def test_the_environment_is_refused_where_it_is_not_clear():
    catalog = catalog_of(LR, parameter("Case", 0), parameter("case", 0))
    check_refused(
        catalog,
        [],
        "UsageError",
        "HPRUN_CASE means 'Case' and 'case' (env HPRUN_CASE); set them with -D",
        environ={"HPRUN_CASE": "1"},
    )
    check_refused(
        catalog,
        [],
        "UsageError",
        "'lr' is given twice (env HPRUN_LR, env HPRUN_lr)",
        environ={"HPRUN_LR": "1", "HPRUN_lr": "1"},
    )
    check_refused(
        catalog,
        [],
        "InvalidValue",
        "parameter 'lr' (train.py:4): '' is not a float (env HPRUN_LR)",
        environ={"HPRUN_LR": ""},
    )


def test_a_dynamic_name_is_set_with_a_plus():
    catalog = catalog_of(LR, dynamic=[Dynamic("layer{i}.width", Location("train.py", 20))])
    check_root(catalog, ["+layer0.width=8"], {"layer0.width": Text("8")})


def test_a_name_that_fits_a_pattern_needs_no_plus_and_has_its_type():
    dynamic = Dynamic("layer{i}.width", Location("net.py", 3), type=INT)
    catalog = catalog_of(LR, dynamic=[dynamic])
    check_root(catalog, ["layer7.width=16"], {"layer7.width": 16})
    check_root(catalog, [], {"layer7.width": 16}, files=[yaml("layer7: {width: 16}")])
    check_refused(
        catalog,
        ["layer7.width=x"],
        "InvalidValue",
        "parameter 'layer7.width' (net.py:3): 'x' is not a whole number (-D layer7.width=x)",
    )


def test_the_late_type_leaves_text_to_the_script():
    catalog = catalog_of(parameter("x", text="f()", to=LATE))
    check_root(catalog, ["x=[1, a]"], {"x": Text("[1, a]")})
    check_root(catalog, [], {"x": Text("[1, a]")}, files=[yaml("x: [1, a]")])


def test_a_run_pays_for_nothing_dear():
    dear = "typing re enum dataclasses inspect ast pathlib json collections functools argparse"
    dear += " contextlib typer rich yaml difflib warnings"
    code = (
        "import sys; before = set(sys.modules);"
        "from hprun.values.layer import Layer;"
        "from hprun.values.merge import resolve, ready;"
        "from hprun.values.layer import assigned as parse;"
        "from hprun.convert import type_of;"
        "from hprun.model import *;"
        "d = Default('0.1', 0.1, True); l = Location('s.py', 1);"
        "p = Parameter('lr', type_of(0.1), d, '', (Definition('lr', l, '_', default=d),));"
        "layers = [Layer(COMMAND_LINE, [parse('lr=0.2')])];"
        "r = resolve(Catalog({'lr': p}), layers); ready(r, Catalog({}));"
        "assert r.root() == {'lr': 0.2};"
        "print(*sorted(set(sys.modules) - before))"
    )
    ran = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, '.'); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(ran.stdout.split()) & set(dear.split()) == set()

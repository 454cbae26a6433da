"""The table of dialects: what follows from a row, and that each row has a reader that bears it out."""

import pytest

from hprun.scan import scan_source
from hprun.scan.dialects import ALL, DIALECTS, FOREIGN, ONE_DEFAULT, OURS, read_by

READ_AT_USES = [each for each in DIALECTS if each.delivery == "scope"]
FOLLOWED = [each for each in DIALECTS if each.delivery == "words"]
USES = {
    "_": '_("lr", 0.1)',
    "auto_param": "@auto_param\ndef f(lr=0.1): ...",
    "param_scope": "param_scope.lr | 0.1",
    "launch": "launch()\nfrom hyperparameter import scope\nscope.lr(0.1)",
}


def test_what_is_ours():
    assert {
        "hprun": ("auto_param", "param_scope"),
        "hpman": (),
        "hyperparameter": (
            *("auto_param", "param", "param_scope", "scope", "config", "launch", "run_cli"),
        ),
    } == OURS
    assert frozenset("_") == ONE_DEFAULT


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("numpy.pi", None, id="another package"),
        pytest.param("hprun", None, id="a package alone"),
        pytest.param("hprun.run", None, id="no name of a parameter"),
        pytest.param("hprun.m", None, id="a module of managers"),
        pytest.param("hprun.m.__name__", None, id="not a manager"),
        pytest.param("hprun.m.hp", ("_", "hprun.m.hp", ()), id="a manager"),
        pytest.param("hpman.m._.get_value", ("_", "hpman.m._", ("get_value",)), id="its method"),
        pytest.param(
            "hyperparameter.scope.a.b",
            ("param_scope", "hyperparameter.scope", ("a", "b")),
            id="a younger name",
        ),
        pytest.param(
            "hyperparameter.api.param",
            ("auto_param", "hyperparameter.param", ()),
            id="by the module that defines it",
        ),
    ],
)
def test_what_a_path_leads_to(path, expected):
    found = read_by(path.split("."))
    assert (found and (found[0].name, *found[1:])) == expected


@pytest.mark.parametrize("dialect", READ_AT_USES, ids=lambda each: each.name)
def test_what_a_reader_finds_bears_the_name_of_its_dialect(dialect):
    name = dialect.names[-1]
    imported = name.replace(ALL, "_").rpartition(".")
    source = f"from {imported[0]} import {imported[2]} as {dialect.name}\n{USES[dialect.name]}"
    definitions = [
        each.dialect
        for parameter in scan_source(source.encode()).parameters.values()
        for each in parameter.definitions
    ]
    assert definitions == [dialect.name if dialect.name != "launch" else "param_scope"]


@pytest.mark.parametrize("dialect", FOLLOWED, ids=lambda each: each.name)
def test_what_is_followed_are_calls_into_the_packages_of_the_row(dialect):
    handlers = __import__(FOREIGN[dialect.names[0]].home, fromlist=["HANDLERS"]).HANDLERS
    assert {*dialect.names} <= {path.partition(".")[0] for path in handlers}


def test_what_hangs_on_no_import_has_no_names():
    rows = [each for each in DIALECTS if each.delivery == "assignment"]
    assert [(each.name, each.module, each.names) for each in rows] == [
        ("constant", "module_constants", ())
    ]

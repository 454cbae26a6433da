"""Two sets of values held against each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hprun.errors import ConfigError
from hprun.model import FILE, Catalog, Value
from hprun.scan import scan_source
from hprun.values.compare import Code, Difference, differences, of_file, of_resolution
from hprun.values.merge import resolve

SCRIPT = b"""\
import time
from hprun.m import _
_("lr", 0.1), _("opt", {"name": "adam", "lr": 1}), _("seed", int(time.time())), _("data", type=str)
"""


def side(**values):
    return {name: Value(value, FILE, "a.yaml:1") for name, value in values.items()}


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        pytest.param(1, 1, None, id="the-same"),
        pytest.param(float("nan"), float("nan"), None, id="nan-is-nan"),
        pytest.param({1, 2}, {2, 1}, None, id="the-order-of-a-set"),
        pytest.param(1, 2, "changed", id="another-value"),
        pytest.param(1, 0.5, "changed", id="a-number-is-a-number"),
        pytest.param(0.0, -0.0, "changed", id="the-sign-of-zero"),
        pytest.param([1, 2], [1, 2.0], "changed", id="a-type-inside"),
        pytest.param(1, 1.0, "type", id="an-equal-number-of-another-type"),
        pytest.param(1, True, "type", id="a-bool-is-no-number"),
        pytest.param("1", 1, "type", id="a-text-is-no-number"),
        pytest.param(None, "none", "type", id="a-text-is-not-none"),
        pytest.param([1], (1,), "type", id="a-list-is-no-tuple"),
        pytest.param(Code("f()"), "f()", "type", id="a-source-is-no-value"),
        pytest.param(Code("f()"), Code("f()"), None, id="the-same-source"),
    ],
)
def test_the_kind_of_a_difference(one, other, kind):
    found = [each.kind for each in differences(side(x=one), side(x=other))]
    assert found == ([] if kind is None else [kind])


def test_names_come_in_the_order_of_the_first_side():
    before, after = side(b=1, gone=2, a=3), side(new=4, a=5, b=6)
    assert [*differences(before, after)] == [
        Difference("b", "changed", before["b"], after["b"]),
        Difference("gone", "removed", before["gone"], None),
        Difference("a", "changed", before["a"], after["a"]),
        Difference("new", "added", None, after["new"]),
    ]


@given(*[st.dictionaries(st.sampled_from("abcd"), st.sampled_from([1, 1.0, "1", None]))] * 2)
def test_a_difference_turned_around(before, after):
    turned = {"added": "removed", "removed": "added"}
    there = {each.name: each.kind for each in differences(side(**before), side(**after))}
    back = {each.name: each.kind for each in differences(side(**after), side(**before))}
    assert there == {name: turned.get(kind, kind) for name, kind in back.items()}


def test_a_target_has_its_defaults_by_name_and_computed_ones_as_source():
    found = of_resolution(resolve(scan_source(SCRIPT, "train.py"), ()))
    assert {name: (each.value, each.origin) for name, each in found.items()} == {
        "lr": (0.1, "train.py:3"),
        "opt.name": ("adam", "train.py:3"),
        "opt.lr": (1, "train.py:3"),
        "seed": (Code("int(time.time())"), "train.py:3"),
    }
    assert type(found["seed"].value) is Code


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("lr: 1\nopt: {name: sgd}\nnew: {x: 1e-2}\n")
    return "a.yaml"


def test_a_file_by_itself_has_the_types_that_its_words_look_like(file):
    found = of_file(file, Catalog({}))
    assert {name: each.value for name, each in found.items()} == {
        "lr": 1, "opt.name": "sgd", "new.x": 0.01,
    }  # fmt: skip


def test_a_file_beside_a_target_is_laid_over_its_defaults(file):
    found = of_file(file, scan_source(SCRIPT, "train.py"))
    assert {name: (each.value, each.origin) for name, each in found.items()} == {
        "lr": (1.0, "a.yaml:1"),
        "opt.name": ("sgd", "a.yaml:2"),
        "opt.lr": (1, "a.yaml:2"),
        "seed": (Code("int(time.time())"), "train.py:3"),
        "new.x": (0.01, "a.yaml:3"),
    }
    assert type(found["lr"].value) is float


def test_a_name_twice_in_one_file_is_a_mistake(file):
    with open(file, "a") as more:
        more.write("opt.name: adam\n")
    with pytest.raises(ConfigError):
        of_file(file, Catalog({}))


def test_what_a_file_extends_lies_below_it(tmp_path):
    (tmp_path / "base.yaml").write_text("lr: 1\nn: 2\n")
    (tmp_path / "mine.yaml").write_text("extends: base.yaml\nlr: 3\n")
    found = of_file(str(tmp_path / "mine.yaml"), Catalog({}))
    assert {name: each.value for name, each in found.items()} == {"lr": 3, "n": 2}

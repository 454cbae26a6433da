"""Presets are files of a folder, called by name."""

import pytest

from hprun.errors import ConfigError
from hprun.values.presets import Preset, find, listed


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "presets" / "model").mkdir(parents=True)
    (tmp_path / "presets" / "small.yaml").write_text("# quick, for a test\nlr: 1\n")
    (tmp_path / "presets" / "model" / "big.toml").write_text("width = 512\n")
    (tmp_path / "presets" / "README.md").touch()
    (tmp_path / "presets" / "two.yml").touch()
    (tmp_path / "presets" / "two.json").touch()


def test_all_of_a_folder_are_listed():
    assert list(listed("presets")) == [
        Preset("small", "presets/small.yaml", "quick, for a test"),
        Preset("two", "presets/two.json", ""),
        Preset("two", "presets/two.yml", ""),
        Preset("model/big", "presets/model/big.toml", ""),
    ]


def test_where_there_is_no_folder_there_are_none():
    assert list(listed("nowhere")) == []


@pytest.mark.parametrize(
    ("name", "path"),
    [("small", "presets/small.yaml"), ("model/big", "presets/model/big.toml")],
)
def test_one_is_found_by_its_name(name, path):
    assert find(name, "presets") == path


@pytest.mark.parametrize(
    ("name", "where", "message"),
    [
        pytest.param(
            "smal",
            "presets",
            "there is no preset 'smal' in presets; did you mean +small?",
            id="a slip",
        ),
        pytest.param(
            "zzz",
            "presets",
            "there is no preset 'zzz' in presets; there are +small, +two, +two, +model/big",
            id="another word",
        ),
        pytest.param(
            "small",
            "nowhere",
            "there is no preset 'small' in nowhere; -c +NAME takes nowhere/NAME.yaml",
            id="no folder",
        ),
        pytest.param(
            "two",
            "presets",
            "+two may be presets/two.yml or presets/two.json; name one as a file: -c presets/two.yml",
            id="two of a name",
        ),
    ],
)
def test_one_that_is_not_there_is_refused(name, where, message):
    with pytest.raises(ConfigError) as caught:
        find(name, where)
    assert str(caught.value) == message

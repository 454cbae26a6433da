"""`hprun schema`, and `dump --schema`: what is written where, for every way a value is delivered."""

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from hprun.cli import main

SCRIPT = """\
from hprun.m import _

lr = _("lr", 0.1, range=(1e-5, 1e-1), log=True, help="learning rate")
opt = _("optim.name", "adam", choices=["adam", "sgd"])
data = _("data", type=str, required=True)
token = _("api_key", "secret")
LIMIT = 10
"""
PARSER = """\
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--mode", choices=["a", "b"], required=True)
parser.parse_args()
"""
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Values for train.py",
    "type": ["object", "null"],
    "properties": {
        "lr": {
            "description": "learning rate (logarithmic)",
            "default": 0.1,
            "$comment": "train.py:3",
            "anyOf": [
                {"type": "number", "minimum": 1e-05, "maximum": 0.1},
                {"$ref": "#/$defs/text:float"},
            ],
        },
        "optim.name": {
            "default": "adam",
            "$comment": "train.py:4",
            "anyOf": [
                {"enum": ["adam", "sgd"]},
                {
                    "type": "string",
                    "pattern": r"^\s*([aA][dD][aA][mM]|[sS][gG][dD])\s*$|\$\{",
                },
            ],
        },
        "data": {
            "$comment": "train.py:5",
            "type": ["string", "number", "boolean", "null"],
        },
        "api_key": {
            "$comment": "train.py:6",
            "type": ["string", "number", "boolean", "null"],
        },
        "optim": {"$ref": "#/$defs/optim"},
        "$schema": {"type": "string", "description": "the schema of this file"},
        "extends": {
            "description": "files that lie below this one, relative to it",
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
        },
    },
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(SCRIPT)
    (tmp_path / "parsed.py").write_text(PARSER)
    (tmp_path / "plain.py").write_text("LR = 0.1\nNAMES = ['a']\n")
    (tmp_path / "conf").mkdir()
    return tmp_path


def schema(capsys, *words):
    assert main(["schema", *words]) is None
    written = capsys.readouterr()
    assert written.err == ""
    made = json.loads(written.out)
    Draft202012Validator.check_schema(made)
    return made


def test_a_schema_says_what_a_file_may_say(capsys):
    made = schema(capsys, "train.py")
    assert {key: made[key] for key in SCHEMA} == SCHEMA
    assert [*made["$defs"]] == ["optim", "text:float", "text:int"]


def fits(made, document):
    return Draft202012Validator(made).is_valid(document)


def test_a_constant_beside_parameters_is_not_offered_and_fits(capsys):
    made = schema(capsys, "train.py")
    assert "LIMIT" not in made["properties"]
    assert fits(made, {"data": "x", "LIMIT": 3})
    assert not fits(made, {"data": "x", "LIMIT": "three"})
    assert "LIMIT" in schema(capsys, "train.py", "--constants")["properties"]


def test_what_is_given_need_not_be_in_the_file(capsys):
    assert not fits(schema(capsys, "train.py"), {"lr": 0.1})
    assert fits(schema(capsys, "train.py", "-D", "data=x"), {"lr": 0.1})


def test_a_parser_of_the_script_s_own_asks_for_its_values_itself(capsys):
    made = schema(capsys, "parsed.py")
    assert fits(made, {"mode": "B"})
    assert fits(made, {})
    assert not fits(made, {"mode": "c"})


def test_constants_are_all_there_is(capsys):
    made = schema(capsys, "plain.py")
    assert fits(made, {"LR": 1, "NAMES": ["b"]})
    assert not fits(made, {"LR": "x"})


def test_a_schema_is_written_and_written_again(capsys):
    for _ in range(2):
        assert main(["schema", "train.py", "-o", "s.json"]) is None
    assert json.loads(Path("s.json").read_text()) == schema(capsys, "train.py")


NO_SCHEMA = "train.py is there, and is no schema"


def test_no_other_file_is_overwritten(capsys):
    assert main(["schema", "train.py", "-o", "train.py"]) == 2
    assert main(["dump", "train.py", "--schema", "train.py"]) == 2
    assert Path("train.py").read_text() == SCRIPT
    assert capsys.readouterr() == (
        "",
        f"hprun: {NO_SCHEMA} (-o train.py); name another\n"
        f"hprun: {NO_SCHEMA} (--schema train.py); name another\n",
    )


@pytest.mark.parametrize(
    ("words", "first"),
    [
        pytest.param([], "# yaml-language-server: $schema=s.json", id="standard output"),
        pytest.param(
            ["-o", "conf/a.yaml"], "# yaml-language-server: $schema=../s.json", id="beside the file"
        ),
        pytest.param(["-o", "a.toml"], "#:schema s.json", id="TOML"),
        pytest.param(["-o", "a.json"], "{", id="JSON"),
    ],
)
def test_a_dump_names_the_schema_that_it_writes(capsys, words, first):
    assert main(["dump", "train.py", "-D", "data=x", "--schema", "s.json", *words]) is None
    text = Path(words[1]).read_text() if words else capsys.readouterr().out
    assert text.split("\n")[0] == first
    made = json.loads(Path("s.json").read_text())
    document = _read(text, words)
    assert fits(made, document)
    Path("again").write_text(text)
    assert main(["check", "train.py", "-c", words[1] if words else "again"]) is None


def _read(text, words):
    if "a.toml" in words:
        return tomllib.loads(text)
    return json.loads(text) if "a.json" in words else YAML(typ="safe", pure=True).load(text)


def test_json_has_the_schema_as_a_key(capsys):
    assert main(["dump", "plain.py", "--format", "json", "--schema", "s.json"]) is None
    assert json.loads(capsys.readouterr().out) == {"$schema": "s.json", "LR": 0.1, "NAMES": ["a"]}
    Path("none.py").write_text("")
    assert main(["dump", "none.py", "--format", "json", "--schema", "s.json"]) is None
    assert json.loads(capsys.readouterr().out) == {"$schema": "s.json"}


def test_an_address_is_named_and_not_written(capsys, folder):
    assert main(["dump", "plain.py", "--schema", "https://example.org/s.json"]) is None
    first = capsys.readouterr().out.split("\n")[0]
    assert first == "# yaml-language-server: $schema=https://example.org/s.json"
    assert sorted(each.name for each in folder.iterdir()) == [
        "conf", "parsed.py", "plain.py", "train.py",
    ]  # fmt: skip


def test_a_secret_is_no_default(capsys):
    assert "default" not in schema(capsys, "train.py")["properties"]["api_key"]
    shown = schema(capsys, "train.py", "--show-secrets")["properties"]["api_key"]
    assert shown["default"] == "secret"

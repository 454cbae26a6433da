"""Configurations of Hydra: what is composed of YAML files, without executing anything."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scan_checks import told, write_files

from hprun.model import Entry, Words
from hprun.scan import scan, scan_source

MAIN = """
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
main()
"""


def scanned(folder, files, main=MAIN):
    """The catalog of a program; files stand in its folder of configs."""
    write_files(folder, {f"conf/{name}.yaml": text for name, text in files.items()})
    write_files(folder, {"main.py": main})
    return scan([Entry(f"{folder}/main.py")], [str(folder)])


def openings(catalog, folder):
    reasons = [each.reason for parser in catalog.parsers for each in parser.openings]
    return [each.replace(f"{folder}/", "") for each in reasons]


def check(folder, files, *expected, opened=(), main=MAIN):
    catalog = scanned(folder, files, main)
    assert (told(catalog), openings(catalog, folder)) == ([*expected], [*opened])


# What is not found


@pytest.mark.parametrize(
    "main",
    [
        pytest.param(MAIN.replace("\nmain()", ""), id="the function is never called"),
        pytest.param(MAIN.replace("main()\n", "main({})\n"), id="it is given a configuration"),
        pytest.param(MAIN.replace("import hydra", "hydra = f()"), id="another object"),
        pytest.param(MAIN.replace("@hydra.main", "@hydra.compose"), id="another function"),
        pytest.param("from omegaconf import OmegaConf\nOmegaConf.load('conf/config.yaml')", id="a"),
    ],
)
def test_nothing_is_found(tmp_path, main):
    check(tmp_path, {"config": "lr: 0.1"}, main=main)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="an empty file"),
        pytest.param("# nothing", id="a comment"),
        pytest.param("hydra:\n  run:\n    dir: out", id="what configures Hydra itself"),
        pytest.param("defaults:\n  - override hydra/launcher: slurm\n  - _self_", id="its groups"),
        pytest.param("defaults:\n  - optional local: mine\n  - _self_\n#", id="what may be absent"),
    ],
)
def test_no_value_is_found(tmp_path, text):
    catalog = scanned(tmp_path, {"config": text})
    assert [line for line in told(catalog) if not line.startswith("local:")] == []
    assert openings(catalog, tmp_path) == []


# Values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1", "float = 0.1"),
        ("1e-3", "float = 0.001"),
        ("1.5e3", "float = 1500.0"),
        ("12", "int = 12"),
        ("012", "int = 10"),
        ("on", "bool = True"),
        ("2024-01-01", "str = '2024-01-01'"),
        ("adam", "str = 'adam'"),
        ("'1'", "str = '1'"),
        ("null", "any = None"),
        ("[1, 2]", "list[int] = [1, 2]"),
        ("[{a: 1}]", "list[dict[str, int]] = [{'a': 1}]"),
        ("{}", "dict = {}"),
        ("???", "any?"),
        ("${lr}", "late ~= ${lr}"),
        ("[1, '${lr}']", "late ~= [1, '${lr}']"),
        ("!!binary aGk=", "late ~= !!binary aGk="),
        (".inf", "float = inf"),
    ],
)
def test_a_value_is_what_the_script_will_see(tmp_path, text, expected):
    check(tmp_path, {"config": f"x: {text}"}, f"x: {expected}")


def test_a_value_has_its_place_its_comment_and_its_word(tmp_path):
    catalog = scanned(tmp_path, {"config": "model:\n  lr: 0.1  # learning rate\n  wd: 1 # noqa\n"})
    lr, wd = catalog.parameters.values()
    assert (lr.location.line, lr.location.column, lr.help, lr.default.text) == (
        2,
        7,
        "learning rate",
        "0.1",
    )
    assert (lr.location.path, wd.help) == (f"{tmp_path}/conf/config.yaml", "")
    assert lr.delivery == Words(arity="pair")


def test_anchors_and_merges(tmp_path):
    text = "base: &b {a: 1, b: 2}\nx:\n  <<: *b\n  b: 3\ny: *b"
    values = ["base.a: int = 1", "base.b: int = 2", "x.a: int = 1", "x.b: int = 3"]
    check(tmp_path, {"config": text}, *values, "y.a: int = 1", "y.b: int = 2")


# Composition

GROUPS = {"db/mysql": "host: a\nport: 1", "db/pg": "port: 2", "db/sub/x": "port: 9"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"config": "defaults:\n  - db: mysql\nlr: 1"},
            ["db: str = 'mysql'", "db.host: str = 'a'", "db.port: int = 1", "lr: int = 1"],
            id="a group",
        ),
        pytest.param(
            {"config": "defaults:\n  - db: pg\ndb: {port: 7}"},
            ["db: str = 'pg'", "db.port: int = 7"],
            id="the config itself is the last",
        ),
        pytest.param(
            {"config": "defaults:\n  - _self_\n  - db: pg\ndb: {port: 7}"},
            ["db: str = 'pg'", "db.port: int = 2"],
            id="or stands where it says",
        ),
        pytest.param(
            {"config": "defaults:\n  - db@src: pg\n  - db@_global_: pg"},
            ["db@src: str = 'pg'", "db@_global_: str = 'pg'", "src.port: int = 2", "port: int = 2"],
            id="packages in the list",
        ),
        pytest.param(
            {"config": "defaults:\n  - db: x", "db/x": "# @package _global_\nport: 3"},
            ["db: str = 'x'", "port: int = 3"],
            id="a package in the file",
        ),
        pytest.param(
            {"config": "defaults:\n  - a/b: c", "a/b/c": "# @package p.q\nx: 3"},
            ["a/b: str = 'c'", "p.q.x: int = 3"],
            id="of several parts",
        ),
        pytest.param(
            {"config": "defaults:\n  - a/b: c", "a/b/c": "# @package _group_\nx: 3"},
            ["a/b: str = 'c'", "a.b.x: int = 3"],
            id="a group in a folder",
        ),
        pytest.param(
            {"config": "defaults:\n  - db: null"},
            ["db: str | None = None"],
            id="no config",
        ),
        pytest.param(
            {"config": "defaults:\n  - db: ???"},
            ["db: str?"],
            id="one that has to be chosen",
        ),
        pytest.param(
            {"config": "defaults:\n  - db: [mysql, pg]"},
            ["db: list[str] = ['mysql', 'pg']", "db.host: str = 'a'", "db.port: int = 2"],
            id="several",
        ),
        pytest.param(
            {"config": "defaults:\n  - base\nx: 1", "base": "x: 2\ny: 3"},
            ["x: int = 1", "y: int = 3"],
            id="a config without a group",
        ),
        pytest.param(
            {"config": "defaults:\n  - db: a", "db/a": "defaults:\n  - pg\nuser: me"},
            ["db: str = 'a'", "db.port: int = 2", "db.user: str = 'me'"],
            id="one of the same folder",
        ),
        pytest.param(
            {
                "config": "defaults:\n  - db: a",
                "db/a": "defaults:\n  - /other@_here_: z\n",
                "other/z": "v: 1",
            },
            ["db: str = 'a'", "other@db: str = 'z'", "db.v: int = 1"],
            id="one of another, put here",
        ),
        pytest.param(
            {
                "config": "defaults:\n  - db: pg\n  - exp: e\n",
                "exp/e": "# @package _global_\ndefaults:\n  - override /db: mysql\nlr: 1",
            },
            [
                "db: str = 'mysql'",
                "exp: str = 'e'",
                "db.host: str = 'a'",
                "db.port: int = 1",
                "lr: int = 1",
            ],
            id="an override",
        ),
        pytest.param(
            {"config": "defaults:\n  - db: pg\n  - net: ${db}_net\n", "net/pg_net": "w: 1"},
            ["db: str = 'pg'", "net: str = 'pg_net'", "db.port: int = 2", "net.w: int = 1"],
            id="a choice that follows another",
        ),
        pytest.param(
            {"config": "defaults:\n  - optional db: ${env}\n  - env: dev\n", "env/dev": "e: 1"},
            ["db: str = 'dev'", "env: str = 'dev'", "env.e: int = 1"],
            id="one that is nowhere, and may be",
        ),
        pytest.param(
            {"config": "defaults:\n  - b\n  - _self_\nx: ???\ny: 1", "b": "x: 1\ny: ???"},
            ["x: int = 1", "y: int = 1"],
            id="a missing value says nothing",
        ),
        pytest.param(
            {
                "config": "defaults:\n  - b\n  - _self_\nx: [3]\ny: null\nz: {a: 1}",
                "b": "x: [1, 2]\ny: {a: 1}\nz: {b: 2}",
            },
            ["x: list[int] = [3]", "y: any = None", "z.b: int = 2", "z.a: int = 1"],
            id="lists are replaced, mappings merged",
        ),
    ],
)
def test_what_the_defaults_list_composes(tmp_path, files, expected):
    check(tmp_path, GROUPS | files, *expected)


def test_a_group_has_the_choices_of_its_folder(tmp_path):
    catalog = scanned(tmp_path, GROUPS | {"config": "defaults:\n  - db: mysql.yaml\n"})
    choice = catalog.parameters["db"]
    assert choice.type.choices == ("mysql", "pg", "mysql.yaml")
    assert choice.delivery == Words(arity="pair", element="group")
    assert choice.location.line == 2


def test_the_files_are_among_what_was_read(tmp_path):
    catalog = scanned(tmp_path, GROUPS | {"config": "defaults:\n  - db: pg\n"})
    names = ["main.py", "conf/config.yaml", "conf/db/pg.yaml"]
    assert [each.removeprefix(f"{tmp_path}/") for each in catalog.files] == names


ODD = "a1: -[]{}&*#?|>'\"!%@`,\n\t<~.${}\0é\ufeff"


@given(st.text(alphabet=ODD, max_size=40) | st.binary(max_size=30))
def test_any_file_is_survived(made):
    data = made.encode() if isinstance(made, str) else made
    with TemporaryDirectory() as folder:
        Path(folder, "config.yaml").write_bytes(data)
        main = MAIN.replace('"conf"', repr(folder))
        assert len(scan_source(main.encode()).parsers) == 1


# Where it is


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [
        ('config_path="conf", config_name="config.yaml"', "conf"),
        ('"conf", "config"', "conf"),
        ('config_name="config"', "."),
        ('config_name="config", version_base="1.1"', "."),
        ('config_path="../conf", config_name="config", version_base="1.3"', "../conf"),
        ('config_path=str(Path(__file__).parent / "c"), config_name="config"', "c"),
        ('config_path=os.path.join(os.path.dirname(__file__), "c"), config_name="config"', "c"),
        ('config_path=".", config_name="deep/config"', "deep"),
    ],
)
def test_where_the_config_is(tmp_path, arguments, folder):
    main = (
        f"import os, hydra\nfrom pathlib import Path\n@hydra.main({arguments})\ndef f(c): ...\nf()"
    )
    write_files(tmp_path, {"src/main.py": main, f"src/{folder}/config.yaml": "lr: 1"})
    catalog = scan([Entry(f"{tmp_path}/src/main.py")], [f"{tmp_path}/src"])
    name = "deep.lr" if folder == "deep" else "lr"
    assert (told(catalog), openings(catalog, tmp_path)) == ([f"{name}: int = 1"], [])


def test_a_program_may_have_no_config(tmp_path):
    check(tmp_path, {}, main="import hydra\n@hydra.main()\ndef f(c): ...\nf()")


# What makes it open

STORE = """
from hydra.core.config_store import ConfigStore
cs = ConfigStore.instance()
cs.store(name="schema", node={})
"""


@pytest.mark.parametrize(
    ("files", "main", "reason"),
    [
        pytest.param(
            {"config": "defaults:\n  - base\n"},
            MAIN,
            "conf/base.yaml is not there, it may come from elsewhere",
            id="a config that is nowhere",
        ),
        pytest.param(
            {"config": "defaults:\n  - a: ${x}\n"},
            MAIN,
            "${x} in the defaults is known only when the script runs",
            id="a choice that follows no other",
        ),
        pytest.param(
            {"config": "defaults:\n  - [a]\n"}, MAIN, "[a] in the defaults", id="an odd entry"
        ),
        pytest.param(
            {"config": "defaults: a"},
            MAIN,
            "the defaults of conf/config.yaml are no list",
            id="no list",
        ),
        pytest.param({"config": "[1]"}, MAIN, "conf/config.yaml is no mapping", id="no mapping"),
        pytest.param(
            {"config": "a: [1"},
            MAIN,
            "conf/config.yaml is not YAML: did not find expected ',' or ']'",
            id="no YAML",
        ),
        pytest.param(
            {"config": "a: 1\na: 2"}, MAIN, "'a' stands twice in conf/config.yaml", id="twice"
        ),
        pytest.param(
            {"config": "a: !!python/name:os.system"},
            MAIN,
            "conf/config.yaml is not YAML: could not determine a constructor for the tag"
            " 'tag:yaml.org,2002:python/name:os.system'",
            id="a tag",
        ),
        pytest.param(
            {"config": "a: &a [1]\nb: &b [" + "*a, " * 300 + "1]\nc: [" + "*b, " * 300 + "1]"},
            MAIN,
            "conf/config.yaml is too large",
            id="aliases that fill the memory",
        ),
        pytest.param(
            {"config": "a: &a [*a]"}, MAIN, "conf/config.yaml is too large", id="a list in itself"
        ),
        pytest.param(
            {"config": "defaults:\n  - config\n"},
            MAIN,
            "the defaults lists go round in a circle",
            id="a config in itself",
        ),
        pytest.param(
            {"config": ""},
            STORE + MAIN,
            "a config that code registers",
            id="a store",
        ),
        pytest.param(
            {},
            MAIN.replace('"conf"', "f()"),
            "the folder of its configs is not known",
            id="a computed folder",
        ),
        pytest.param(
            {},
            MAIN.replace('"conf"', '"pkg://a.conf"'),
            "the folder of its configs is not known",
            id="a package",
        ),
        pytest.param(
            {}, MAIN.replace('"conf"', "None"), "its config comes from no folder", id="no folder"
        ),
        pytest.param(
            {},
            MAIN.replace('"config"', "f()"),
            "the name of its config is computed",
            id="a computed name",
        ),
        pytest.param(
            {}, MAIN.replace("version_base", "strict"), "its arguments are not known", id="1.0"
        ),
    ],
)
def test_where_the_configuration_is_open(tmp_path, files, main, reason):
    assert reason in openings(scanned(tmp_path, files, main), tmp_path)


def test_where_code_adds_configs_no_choice_is_refused(tmp_path):
    files = GROUPS | {"config": "defaults:\n  - db: pg\n"}
    check(
        tmp_path,
        files,
        "db: str = 'pg'",
        "db.port: int = 2",
        opened=["a config that code registers"],
        main=STORE + MAIN,
    )
    assert scanned(tmp_path, files, STORE + MAIN).parameters["db"].type.choices == ()

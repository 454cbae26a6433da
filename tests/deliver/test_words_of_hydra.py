"""Words ``name=value`` behind a program of Hydra: whose they are, and which are put among them."""

import pytest
from scan_checks import write_files

from hprun.cli.grammar import Found, read
from hprun.deliver.placing import spelled
from hprun.errors import InvalidValue, UnknownParameter
from hprun.literal import Text
from hprun.model import COMMAND_LINE, FILE, Entry
from hprun.scan import scan
from hprun.values.layer import Assignment, Layer
from hprun.values.merge import refuse, resolve

FILES = {
    "main.py": """
        import hydra
        @hydra.main(version_base=None, config_path="conf", config_name="config")
        def main(cfg): ...
        main()
    """,
    "conf/config.yaml": """
        defaults:
          - net: small
          - _self_
        lr: 0.1
        name: run
        amp: false
        layers: [1, 2]
        best: null
        wd: ${lr}
        more: {}
    """,
    "conf/net/small.yaml": "width: 8",
    "conf/net/big.yaml": "width: 64\ndepth: 3",
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hydra")
    write_files(folder, FILES)
    return scan([Entry(f"{folder}/main.py")], [str(folder)])


@pytest.fixture
def invoked(catalog, tmp_path, monkeypatch):
    """A function that reads words behind a target, as a run would."""
    monkeypatch.chdir(tmp_path)
    for name in ("main.py", "cfg.yaml"):
        (tmp_path / name).touch()
    return lambda *words: read("run", words, lambda *_: Found("main.py", catalog))


@pytest.fixture
def handed(invoked, catalog):
    """A function that returns the words handed over; `values` are those of a file."""

    def handed(*words, **values):
        invocation = invoked(*words)
        refuse(invocation.mistakes)
        file = [Assignment(name, value, "cfg.yaml:1") for name, value in values.items()]
        layers = [Layer(FILE, file), Layer(COMMAND_LINE, invocation.overrides)]
        resolution = resolve(catalog, layers)
        refuse(resolution.mistakes)
        return spelled(catalog, resolution, invocation.line, invocation.overrides)

    return handed


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["lr=0.3"], id="a known name"),
        pytest.param(["lrr=0.3"], id="a name that Hydra will refuse"),
        pytest.param(["+new=1", "++lr=2", "~wd", "~wd=1"], id="added and deleted"),
        pytest.param(["hydra.run.dir=.", "hydra/launcher=x"], id="of Hydra itself"),
        pytest.param(["-m", "lr=1,2"], id="a sweep"),
        pytest.param(["--config-name", "other", "-cd", "more", "--cfg=job"], id="options"),
        pytest.param(["-c", "job", "--info", "defaults"], id="hprun's -c has no such file"),
    ],
)
def test_what_is_typed_is_the_scripts(handed, words):
    assert handed("main.py", *words) == words


def test_what_the_words_say_is_known(invoked):
    words = ["lr=0.3", "+name='a b'", "other=1", "~wd", "net.width=1"]
    said = invoked("main.py", *words).line.said
    assert [(each.key, each.value, each.origin) for each in said] == [
        ("lr", Text("0.3"), "lr=0.3"),
        ("name", "a b", "+name='a b'"),
        ("net.width", Text("1"), "net.width=1"),
    ]


def test_a_file_behind_c_is_hpruns(invoked):
    invocation = invoked("main.py", "-c", "cfg.yaml", "lr=1")
    assert (invocation.texts("config"), invocation.line.words) == (("cfg.yaml",), ["lr=1"])


def test_behind_the_target_one_word_belongs_to_a_d(invoked):
    invocation = invoked("main.py", "-D", "lr=1", "amp=1")
    assert ([each.name for each in invocation.overrides], invocation.line.words) == (
        ["lr"],
        ["amp=1"],
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["-D", "lr=1"], ["lr=1.0"], id="by the type of the default"),
        pytest.param(["-D", "name=12"], ["name='12'"], id="a text that looks like a number"),
        pytest.param(["-D", "best=a b"], ["best='a b'"], id="of no type"),
        pytest.param(["-D", "best=2"], ["best=2"], id="a number where any will do"),
        pytest.param(["-D", "layers=3,4"], ["layers=[3,4]"], id="a list"),
        pytest.param(["-D", "wd=${lr}"], ["wd=${lr}"], id="an interpolation"),
        pytest.param(["-D", "more.a=1"], ["++more={a:1}"], id="an entry of an empty mapping"),
        pytest.param(["-D", "net=big"], ["net=big"], id="a config of a group"),
        pytest.param(["-D", "+new.a=[1, b]"], ["++new.a=[1, b]"], id="a new name"),
        pytest.param(["-D", "lr=1", "--cfg", "job"], ["lr=1.0", "--cfg", "job"], id="an option"),
        pytest.param(
            ["--cfg", "job", "amp=1", "-D", "lr=1"],
            ["--cfg", "job", "amp=1", "lr=1.0"],
            id="behind the words that are there",
        ),
    ],
)
def test_how_a_value_is_said(handed, words, expected):
    assert handed("main.py", *words) == expected


def test_a_file_that_repeats_the_defaults_says_nothing(handed):
    values = {"net": Text("small"), "net.width": Text("8"), "lr": Text("0.1")}
    assert handed("main.py", **values) == []


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (["net=big"], ["net=big"]),
        (["-D", "net=big"], ["net=big"]),
        (["+exp=a"], ["+exp=a"]),
        (["--config-name=c"], []),
    ],
    ids=str,
)
def test_it_says_all_where_other_files_are_composed(handed, words, first):
    own = [each for each in words if each[:2] == "--"]
    said = handed("main.py", *words, **{"net.width": Text("8"), "lr": Text("0.1")})
    assert said == [*first, "net.width=8", "lr=0.1", *own]


def test_a_name_that_another_config_has_is_advised(handed):
    with pytest.raises(UnknownParameter) as caught:
        handed("main.py", "-D", "net.optimizer=1")
    assert caught.value.advice == (
        "if another config of 'net' has it, -D +net.optimizer=VALUE sets it all the same"
    )


def test_what_hydra_has_no_word_for_is_refused(handed):
    with pytest.raises(InvalidValue) as caught:
        handed("main.py", "-D", "more:={'a b': 1}")
    assert caught.value.origin == "-D more:={'a b': 1}"

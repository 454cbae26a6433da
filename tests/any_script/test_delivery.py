"""Values reach programs by the real libraries' own words, as if the user had typed them."""

import json
import os
import subprocess

import pytest
from delivered import FILES, HYDRA, HYDRA_FILES, PROGRAMS, VALUES
from environments import ROOT


def flat(tree, above=""):
    """Leaves by dotted names."""
    found = {}
    for name, value in tree.items():
        inner = (
            flat(value, f"{above}{name}.") if isinstance(value, dict) else {f"{above}{name}": value}
        )
        found |= inner
    return found


def ran(command, folder, **more):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "HPRUN"))
    }
    done = subprocess.run(
        command, cwd=folder, env=kept | more, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(params=PROGRAMS)
def program(request, environment, tmp_path):
    packages, source, more = PROGRAMS[request.param]
    for name, text in {"s.py": source, **FILES.get(request.param, {})}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    prefix = "config." if request.param == "simple-parsing" else ""
    having = {name: value for name, value in (VALUES | more).items() if value is not None}
    values = {f"{prefix}{name}": value for name, value in having.items()}
    return environment(*packages), tmp_path, values, prefix


def check_reached(outcome, values, prefix):
    status, out, err = outcome
    assert status == 0, err
    seen = {f"{prefix}{name}": value for name, value in flat(json.loads(out)).items()}
    assert {name: seen[name] for name in values} == values
    return out


@pytest.mark.slow
def test_values_reach_the_program_by_every_way(program):
    made, folder, values, prefix = program
    words = [f"-D{name}={json.dumps(value)}".replace('"', "") for name, value in values.items()]
    typed = check_reached(ran([made.hprun, "s.py", *words], folder), values, prefix)
    (folder / "cfg.json").write_text(json.dumps(values))
    assert ran([made.hprun, "s.py", "-c", "cfg.json"], folder)[1] == typed
    variables = {
        f"HPRUN_{name.upper().replace('.', '__')}": json.dumps(value).replace('"', "")
        for name, value in values.items()
    }
    assert ran([made.hprun, "s.py"], folder, **variables)[1] == typed
    printed = ran([made.hprun, "s.py", *words, "--print-command"], folder)[1]
    line = printed.strip().replace("python", made.python, 1)
    assert ran(["bash", "-c", line], folder)[1] == typed


@pytest.mark.slow
def test_a_dump_reads_back_to_what_python_does(program):
    made, folder, _, prefix = program
    needed = [f"-D{prefix}data=x"]
    plain = ran([made.hprun, "s.py", *needed], folder)
    status, dumped, err = ran([made.hprun, "dump", "s.py", *needed], folder)
    assert status == 0, err
    (folder / "cfg.yaml").write_text(dumped)
    assert ran([made.hprun, "s.py", "-c", "cfg.yaml"], folder) == plain


@pytest.mark.slow
def test_a_wrong_value_is_refused_by_one_or_the_other(program, request):
    made, folder, _, prefix = program
    is_fire = request.node.callspec.params["program"] == "fire"  # it takes anything that is typed
    typed = [] if is_fire else [["--seed", "abc"]]
    for words in ([f"-D{prefix}seed=abc"], *typed, ["--sede", "3"]):
        status, out, err = ran([made.hprun, "s.py", f"-D{prefix}data=x", *words], folder)
        assert (status in (1, 2), out) == (True, ""), err  # draccus raises an error of its own


ODD = [
    *(
        "",
        "12",
        "1e-3",
        "true",
        "Null",
        "a b",
        "it's",
        'say "x"',
        "\\",
        "a\\",
        "\\'",
        "a\\'b",
        "x,y",
    ),
    *("[1]", "{a:1}", "a=b", "a:b", "./x", "~/x", "-1", "--x", "+x", "@a", "?", "%s", "#c", "'a'"),
    *("choice(1,2)", " lead", "trail ", "a\\ b", "line\nbreak", "é", "1_000", "012", "$x", "a|b*"),
]


@pytest.mark.slow
def test_hydra_gets_every_text_as_it_is(environment, tmp_path):
    made = environment("hydra-core")
    names = [f"t{number}" for number in range(len(ODD))]
    config = "hydra: {run: {dir: .}, output_subdir: null}\nlist: []\n"
    config += "".join(f"{name}: x\n" for name in names)
    files = {"s.py": HYDRA, "conf/config.yaml": config}
    files["cfg.json"] = json.dumps(dict(zip(names, ODD, strict=True)) | {"list": ODD})
    (tmp_path / "conf").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    status, out, err = ran([made.hprun, "s.py", "-c", "cfg.json"], tmp_path)
    assert (status, err) == (0, "")
    assert json.loads(out) == {"list": ODD, **dict(zip(names, ODD, strict=True))}


@pytest.mark.slow
def test_words_of_hydra_reach_it_as_they_are_typed(environment, tmp_path):
    made = environment("hydra-core")
    (tmp_path / "s.py").write_text(HYDRA)
    for name, text in HYDRA_FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    own = [
        "data=x",
        "opt.lr=3.5",
        "+new.a=[1, b]",
        "++seed=2",
        "~kind",
        "hydra.job.name=j",
        "amp=1",
    ]
    plain = ran([made.python, "s.py", *own], tmp_path)
    assert (plain[0], ran([made.hprun, "s.py", *own], tmp_path)) == (0, plain)
    added = ["-D", "seed=2", "-D", "+new.a=[1, b]", "-D", "opt.lr=3.5", "data=x", "amp=1", "~kind"]
    assert ran([made.hprun, "s.py", *added], tmp_path) == plain
    shown = ran([made.python, "s.py", "arch=vit", "--cfg", "job"], tmp_path)
    assert ran([made.hprun, "s.py", "-c", "job", "-D", "arch=vit"], tmp_path) == shown
    refused = ran([made.python, "s.py", "lrr=3"], tmp_path)
    assert (refused[0], ran([made.hprun, "s.py", "lrr=3"], tmp_path)) == (1, refused)
    multirun = ran([made.hprun, "s.py", "-m", "seed=1,2", "-D", "data=x"], tmp_path)
    assert [json.loads(each)["seed"] for each in multirun[1].splitlines() if each[0] == "{"] == [
        1,
        2,
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ([], "after 20 steps at -1.0478"),
        (["-D", "optim.lr=0.3"], "after 20 steps at -0.6392"),
        (["--optim.lr", "0.3", "-D", "steps=5"], "after 5 steps at -0.6902"),
    ],
    ids=["as it is", "a value", "a value of its own, and one of ours"],
)
def test_the_example_of_tyro_prints_what_it_was_given(words, printed, environment):
    made = environment("tyro")
    script = str(ROOT / "examples" / "with_tyro.py")
    assert ran([made.hprun, script, *words], ROOT) == (0, f"{printed}\n", "")

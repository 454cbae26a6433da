"""Values reach programs by the real libraries' own words, as if the user had typed them."""

import json
import os
import subprocess

import pytest

ARGS = """
import enum, json
from dataclasses import asdict, dataclass, field
from typing import Literal, Optional

class Color(enum.Enum):
    RED = "r"
    BLUE = "b"

@dataclass
class Opt:
    lr: float = 0.1

@dataclass
class Args:
    data: str
    seed: int = 1
    amp: bool = False
    cache: bool = True
    kind: Literal["adam", "sgd"] = "adam"
    layers: list[int] = field(default_factory=lambda: [1, 2])
    color: Color = Color.RED
    opt: Opt = field(default_factory=Opt)

def show(args):
    print(json.dumps(asdict(args), default=lambda each: each.name))
"""
ARGPARSE = """
import argparse, json
p = argparse.ArgumentParser()
p.add_argument("data")
p.add_argument("--seed", type=int, default=1)
p.add_argument("--amp", action="store_true")
p.add_argument("--no-cache", dest="cache", action="store_false")
p.add_argument("--kind", choices=["adam", "sgd"], default="adam")
p.add_argument("--layers", type=int, nargs="+", default=[1, 2])
p.add_argument("--flag", type=bool, default=True)
p.add_argument("--opt.lr", type=float, default=0.1, dest="opt.lr")
print(json.dumps(vars(p.parse_args())))
"""
CLICK = """
import json
import click
@click.command()
@click.argument("data")
@click.option("--seed", default=1)
@click.option("--amp", is_flag=True)
@click.option("--cache/--no-cache", default=True)
@click.option("--kind", type=click.Choice(["adam", "sgd"]), default="adam")
@click.option("--layers", "-l", multiple=True, default=[1, 2])
@click.option("--pair", nargs=2, type=(int, str), default=(1, "a"))
@click.option("-v", "--verbose", count=True)
@click.option("--up", "way", flag_value="u", default=True)
@click.option("--low", "way", flag_value="l")
@click.option("--log", is_flag=False, flag_value="all", default="none")
@click.option("--code", default="1")
def main(**options):
    print(json.dumps(options))
main()
"""
CLICK_VALUES = {"pair": [-3, "-x"], "verbose": 2, "way": "l", "log": "x y", "code": "01"}
TYPER = """
import enum, json
from typing import Annotated, Optional
import typer
class Color(enum.Enum):
    RED = "r"
    BLUE = "b"
def main(
    data: str,
    seed: Annotated[int, typer.Option("--seed", "-s")] = 1,
    amp: bool = False,
    cache: bool = True,
    kind: str = "adam",
    layers: list[int] = [1, 2],
    color: Color = Color.RED,
    pair: tuple[int, str] = (1, "a"),
    rate: Optional[float] = None,
    code: str = typer.Option("1"),
):
    print(json.dumps({**locals(), "color": color.value}))
typer.run(main)
"""
FIRE = """
import json
import fire
def main(data, seed: int = 1, amp=False, cache=True, kind="adam", layers=[1, 2], opt=None,
         *, name: str = "x", pair=(1, "a"), batch_size=4, rate=1.0):
    print(json.dumps(locals()))
fire.Fire(main)
"""
FIRE_VALUES = {
    "opt.lr": None,
    "opt": [1, True, "b"],
    "name": "12",
    "pair": [2, "b c"],
    "batch_size": 5,
    "rate": -2.0,
}
ABSL = """
import json
from absl import app, flags
flags.DEFINE_string("data", None, "", required=True)
flags.DEFINE_integer("seed", 1, "")
flags.DEFINE_bool("amp", False, "")
flags.DEFINE_boolean("cache", True, "")
flags.DEFINE_enum("kind", "adam", ["adam", "sgd"], "")
flags.DEFINE_multi_integer("layers", [1, 2], "")
flags.DEFINE_float("opt.lr", 0.1, "")
flags.DEFINE_list("tags", "a,b", "")
flags.DEFINE_spaceseplist("words", None, "")
NAMES = ["data", "seed", "amp", "cache", "kind", "layers", "opt.lr", "tags", "words"]
app.run(lambda argv: print(json.dumps({name: flags.FLAGS[name].value for name in NAMES})))
"""
HYDRA = """
import json
import hydra
from omegaconf import OmegaConf
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
    print(json.dumps(OmegaConf.to_container(cfg, resolve=True)))
main()
"""
HYDRA_FILES = {
    "conf/config.yaml": """
defaults: [arch: resnet, _self_]
data: ???
seed: 1
amp: false
cache: yes
kind: adam
layers: [1, 2]
opt: {lr: 0.1, wd: "${opt.lr}"}
name: a
more: {a: no}
best: null
hydra: {run: {dir: .}, output_subdir: null, job_logging: {disable_existing_loggers: false}}
""",
    "conf/arch/resnet.yaml": "# @package _global_\narch: resnet\nmodel: {width: 64}",
    "conf/arch/vit.yaml": "# @package _global_\narch: vit\nmodel: {width: 768}",
}
HYDRA_VALUES = {"arch": "vit", "model.width": 64, "name": "12", "best": 2, "more.a": True}
VALUES = {
    "data": "x",
    "seed": 3,
    "amp": True,
    "cache": False,
    "kind": "sgd",
    "layers": [3, 4],
    "opt.lr": 5e-4,
}
PROGRAMS = {
    "argparse": ((), ARGPARSE, {"flag": False}),
    "absl": (("absl-py",), ABSL, {"tags": ["x", "y"], "words": ["v", "w"]}),
    "tyro": (("tyro",), f"{ARGS}import tyro\nshow(tyro.cli(Args))", {"color": "BLUE"}),
    "draccus": (
        ("draccus",),
        f"{ARGS}import draccus\n@draccus.wrap()\ndef main(cfg: Args): show(cfg)\nmain()",
        {"color": "BLUE"},
    ),
    "simple-parsing": (
        ("simple-parsing",),
        f"{ARGS}import simple_parsing as s\nshow(s.parse(Args, dest='args'))",
        {"color": "BLUE"},
    ),
    "jsonargparse": (
        ("jsonargparse",),
        f"{ARGS}from jsonargparse import CLI\nshow(CLI(Args))",
        {"color": "BLUE"},
    ),
    "click": (("click",), CLICK, CLICK_VALUES | {"opt.lr": None}),
    "typer": (
        ("typer",),
        TYPER,
        {"opt.lr": None, "color": "b", "pair": [2, "x"], "rate": 0.5, "code": "01"},
    ),
    "fire": (("fire",), FIRE, FIRE_VALUES),
    "hydra": (("hydra-core",), HYDRA, HYDRA_VALUES),
}
FILES = {"hydra": HYDRA_FILES}


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

"""Programs that print what their command line gave them, one for each library; and values for them."""

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

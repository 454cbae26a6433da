"""Programs of the real libraries: with words of their own alone, hprun runs them as python does."""

import pytest
from delivered import ARGS, FILES, PROGRAMS
from pair import Case, compare, installed

SEEN = """
import os, sys
print(sys.argv, __file__, __name__, sys.path[0] == os.getcwd(), os.environ.get("PYTHONPATH"))
"""
TRAINING = """
from dataclasses import dataclass, field
from typing import Optional
from transformers import HfArgumentParser

@dataclass
class Model:
    name: str = field(metadata={"help": "which one"})
    dropout: Optional[float] = None

@dataclass
class Training:
    lr: float = 5e-5
    fp16: bool = False
    cache: bool = True
    layers: list[int] = field(default_factory=lambda: [1, 2])

print(*HfArgumentParser((Model, Training)).parse_args_into_dataclasses())
"""
PYRALLIS = f"{ARGS}import pyrallis\n@pyrallis.wrap()\ndef main(cfg: Args): show(cfg)\nmain()"
LIBRARIES = {name: each[:2] for name, each in PROGRAMS.items()} | {
    "pyrallis": (("pyrallis",), PYRALLIS),
    "transformers": (("transformers",), TRAINING),
}
DATACLASS = ("--data x --seed 3 --kind sgd", "--data x --seed y", "--data", "--data x --opt.lr 1")
LINES = {
    "argparse": ("x --se 3 --layers 1 2 --flag False", "--seed 3", "x --kind lion"),
    "absl": (
        "--data=x -seed 3 --noamp --layers=1 --layers 2 --tags 'a,\"b c\"'",
        "--data x --opt.lr=-1e-3 word",
        "--seed 3",
        "--data x ARGS --sede 3",
    ),
    "tyro": (*DATACLASS, "--data x --no-cache --layers 1 2 --color BLUE"),
    "draccus": (*DATACLASS, "--data x --layers [3,4] --amp yes"),
    "pyrallis": (*DATACLASS, "--data x --layers [3,4]"),
    "simple-parsing": (
        *("--data x --seed 3 --kind sgd --nocache", "--data x --lr 3 --layers 1 2"),
        *("--data x --seed y", "--seed 3"),
    ),
    "jsonargparse": ("x --seed 3 --layers [3,4]", "x --opt.lr 1 --amp true", "x --seed y", ""),
    "click": (
        "x --seed 3 -l 1 -l 2 --pair -1 a -vv --low --log",
        "x --log=all --code 01",
        "x --seed y",
        "ARGS --help",
    ),
    "typer": ("x -s 3 --no-cache --layers 1 --color b --pair 1 y", "x --color c", "", "ARGS -h"),
    "fire": (
        "x 3 --amp --nocache --layers=[1,2] --batch-size 5",
        "--data=x --name 12 --pair '(1,2)' -o 3",
        "x ARGS --wrong=3",
        "",
    ),
    "hydra": (
        "data=x seed=3 opt.lr=1e-3 +new=[1,b]",
        "data=x arch=vit ~kind",
        "data=x hydra.job.name=j ++seed=2",
        "--cfg job",
        "lrr=3",
        "",
    ),
    "transformers": (
        "--name x --lr 1e-3 --fp16 --layers 3 4 --dropout .1",
        "--name x --no_cache --fp16 False",
        "--lr x",
        "ARGS --help",
    ),
}


def cases():
    return [(name, line) for name, lines in LINES.items() for line in lines]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "line"), cases())
def test_a_run_with_words_of_its_own_is_pythons(name, line, environment, tmp_path):
    packages, source = LIBRARIES[name]
    here = environment(*packages)
    built = tmp_path / "built"
    for path, text in {"s.py": SEEN + source, **FILES.get(name, {})}.items():
        (built / path).parent.mkdir(parents=True, exist_ok=True)
        (built / path).write_text(text)
    case = Case(f"RUN s.py {line}".rstrip())
    compare(case, *installed(str(built.joinpath(here.hprun).parent)), built, tmp_path / "run")

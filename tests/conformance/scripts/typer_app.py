"""A command line that typer makes of functions."""

import enum
import sys
from pathlib import Path
from typing import Annotated

import typer


class Optimizer(str, enum.Enum):
    adam = "adam"
    sgd = "sgd"


app = typer.Typer(help="Train and test.")


@app.callback()
def all_of_it(verbose: Annotated[int, typer.Option("--verbose", "-v", count=True)] = 0):
    print(sys.argv, verbose)


@app.command()
def fit(
    data: Path,
    lr: Annotated[float, typer.Option("--lr", "-l", help="rate")] = 0.1,
    amp: bool = True,
    layers: list[int] = [1, 2],
    optimizer: Optimizer = Optimizer.adam,
):
    print(data, lr, amp, layers, optimizer)


@app.command()
def test(status: int = 0):
    if status < 0:
        raise RuntimeError(status)
    raise typer.Exit(status)


app()

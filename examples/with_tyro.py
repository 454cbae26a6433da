"""A dataclass that tyro makes a command line of; hprun reads it without tyro, and runs it with it.

    hprun with_tyro.py --optim.lr 0.3
"""

from dataclasses import dataclass, field

import tyro


@dataclass
class Optim:
    """How to step."""

    lr: float = 0.1
    """learning rate"""
    momentum: float = 0.9


@dataclass
class Args:
    """Roll a ball into a valley."""

    steps: int = 20
    start: float = 3.0  # where the ball lies at first
    optim: Optim = field(default_factory=Optim)


def main(args: Args) -> None:
    place, speed = args.start, 0.0
    for _ in range(args.steps):
        speed = args.optim.momentum * speed - args.optim.lr * 2 * place
        place += speed
    print(f"after {args.steps} steps at {place:.4f}")


if __name__ == "__main__":
    main(tyro.cli(Args))

"""A script with a command line of its own keeps it; what it does not say, hprun does.

    hprun with_argparse.py --lr 0.3 --epochs 2
"""

import argparse

from hprun.m import _

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=1)
arguments = parser.parse_args()

for epoch in range(arguments.epochs):
    print(f"epoch {epoch}: lr={_('lr', 0.1) / (epoch + 1)}")

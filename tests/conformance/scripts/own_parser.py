"""A command line with all that is hard to read in one: what it is given, and what it makes of it."""

import argparse
import sys

parser = argparse.ArgumentParser(prefix_chars="-+")
parser.add_argument("--seed", "-s", type=int, default=0)
parser.add_argument("+p", "++plus", action="store_true")
parser.add_argument("--version", action="version", version="7")
commands = parser.add_subparsers(dest="command", required=True)
train = commands.add_parser("train", aliases=["tr"])
train.add_argument("--lr", "-l", type=float, default=0.1)
train.add_argument("--opt", "-o", choices=["adam", "sgd"], default="adam")
train.add_argument("--layers", type=int, nargs="+", default=[8])
train.add_argument("--amp", action=argparse.BooleanOptionalAction, default=False)
train.add_argument("-v", action="count", default=1)
train.add_argument("data", nargs="+")
launch = commands.add_parser("launch")
launch.add_argument("-x", action="store_true")
launch.add_argument("script")
launch.add_argument("rest", nargs=argparse.REMAINDER)
print(sys.argv)
print(parser.parse_args())

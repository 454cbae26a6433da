"""A parser made of parents in a class, which leaves words for another."""

import argparse
import sys


class Parser(argparse.ArgumentParser):
    def __init__(self, **known):
        common = argparse.ArgumentParser(add_help=False)
        common.add_argument("--seed", type=int, default=0)
        super().__init__(parents=[common], **known)
        self.add_argument("--lr", type=float, default=0.1, help="%(default)s in %(prog)s")

    def error(self, message):
        self.exit(3, f"refused: {message}\n")


first, rest = Parser(allow_abbrev=False).parse_known_args()
second = argparse.ArgumentParser(fromfile_prefix_chars="@")
second.add_argument("--layers", nargs="*", type=int, default=[])
second.add_argument("--flag", type=bool, default=False)
second.set_defaults(call=print)
print(sys.argv, first, rest)
print(second.parse_args(rest))

import argparse

import hpargparse
from hpman.m import _

_.parse_source('_("a", 1, help="how many", required=False)\n_("b.c", "x")')
parser = argparse.ArgumentParser(prog="prefixed.py")
hpargparse.bind(parser, _, action_prefix="hahaha", inject_actions=["save", "load", "list"], show_defaults=False)
print(parser.format_help())
sub = argparse.ArgumentParser(prog="sub.py")
inner = sub.add_subparsers().add_parser("go")
hpargparse.bind(inner, _)
sub.parse_args(["go", "--a", "7"])
print(_.get_values())

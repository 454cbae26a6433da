import argparse
import os

import hpargparse
import lib
from hpman.m import _

parser = argparse.ArgumentParser()
parser.add_argument(dest="predefined_arg")
_.parse_file(os.path.dirname(os.path.realpath(__file__)))
hpargparse.bind(parser, _)
args = parser.parse_args()
print(args.predefined_arg, args.a, args.b)
print(_.get_value("a"), _.get_value("b"), lib.add(), lib.mult())

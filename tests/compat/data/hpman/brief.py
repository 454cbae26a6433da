import argparse

import hpargparse
from hpman.m import _


def func():
    weight_decay = _("weight_decay", 1e-5)
    print("weight decay is {}".format(weight_decay))
    print(_("name", "adam", choices=["adam", "sgd"]), _("amp", False), _("layers", [1, 2]), _("opt", {"a": 1}))


def main():
    parser = argparse.ArgumentParser(prog="brief.py")
    _.parse_file(__file__)
    hpargparse.bind(parser, _)
    args = parser.parse_args()
    print(sorted(vars(args).items()))
    func()


if __name__ == "__main__":
    main()

from hprun.m import _


def add():
    return _("a", 1) + _("b", 2)


def multiply():
    # their defaults are given once, above
    return _("a") * _("b")

from hpman.m import _


class Thing:
    pass


def function():
    return 1


thing = Thing()
values = [1, 3.14, 1e-5, "abc", {"a": 1, "b": 2}, ["a", 1, 4], 1 // 2, print, thing, Thing, function, None, False, (1,)]
for number, value in enumerate(values):
    name = f"v{number}"
    print(_(name, value) == value, _(name) == value, _.get_value(name) == value)
_.set_values({"v0": function, "v3": thing, "new": {"x": {"y": 1}}})
print(_("v0") is function, _("v3") is thing, _("new"), _.get_values()["new"])

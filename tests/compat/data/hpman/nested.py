from hpman.m import _
from hpman.primitives import ImpossibleTree

_.parse_source("_('net.width', 64)\n_('net.depth', 3)\n_('opt', {'lr': 1})\n_('seed', 0)")
print(_.get_tree())
print(_.get_tree("net"), _.get_tree("missing"), _.get_value("net"), _("net"))
_.set_tree({"net": {"width": 128}})
_.set_tree({"depth": 5}, "net")
print(_.get_values())
annotated = _.get_tree(annotate_dict=True)
print(annotated)
annotated["opt"]["lr"] = 7
_.set_tree(annotated)
print(_.get_value("opt"), _.get_values())
set_value = getattr(_, "set_value")
for wrong in (
    lambda: set_value("net", 1),
    lambda: _.set_tree({"net": {5: 1}}),
    lambda: _.parse_source("_('seed.x', 1)"),
):
    try:
        wrong()
    except ImpossibleTree as error:
        print("ImpossibleTree", isinstance(error, ValueError))
print(_.get_value("net.width"))

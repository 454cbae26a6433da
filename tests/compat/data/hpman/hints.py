from hpman import EmptyValue
from hpman.m import _

_.parse_file(__file__)
occurrence = _.get_occurrence("optimizer")
print(occurrence.name, occurrence.value, occurrence.lineno, occurrence.hints)
print(occurrence.hints["choices"], occurrence.filename == __file__, occurrence.has_default_value)
print(_.get_occurrence("nothing"))
for node in _.get_nodes():
    print(node.name, node.value, node.empty, len(node), [each.lineno for each in node.db])
    print([isinstance(each.value, EmptyValue) for each in node.db])


def use():
    _("optimizer", "adam", choices=["adam", "sgd"], help="which")
    _("optimizer")
    _("depth", 3, nested={"a": [1, 2]})

from hpman import HyperParameterManager, P

_ = HyperParameterManager("_")
print(_.parse_source("_('a', 1)\n_('b', 2)\n_('c', 3)") is _)
print(_("b", 20), _.set_value("c", 300) is _, _("c", 30), _.set_values({"a": 100}) is _)
print(_.get_values())
for node in _.get_nodes():
    print(node.name, [(each.value, int(each.priority)) for each in node.db])
print(_("b", 21), _("b", 22), _("b"))
print([each.name for each in P], _.tree.count(), _.tree.empty, _.tree.get("a").is_leaf())

from hpman.m import _

_.parse_file(__file__)
print(_.get_value("learning_rate"))
learning_rate = _("learning_rate", 1e-3)
print(learning_rate)
_.set_value("learning_rate", 1e-2)
print(_.get_value("learning_rate"), _("learning_rate"))
print(_.get_values(), _.exists("learning_rate"), _.exists("rate"))

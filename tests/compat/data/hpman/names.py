from hpman import HyperParameterManager

_ = HyperParameterManager("_")
for name in (".hpman is a good...man.", "a..b", ".a", "x.", "-", "1-x", "spaced name"):
    print(repr(name), _(name, 1), _(name), _.get_value(name), _.exists(name))
print(list(_.get_values()))

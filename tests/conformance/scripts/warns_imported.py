import warnings
def deprecated():
    warnings.warn("old in a module", DeprecationWarning, stacklevel=2)
def inside():
    warnings.warn("inside", DeprecationWarning)

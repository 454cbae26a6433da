import __future__
print(__future__.__file__.rpartition("/")[2], hasattr(__future__, "nothing"))

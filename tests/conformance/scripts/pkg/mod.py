import sys
from .inner import leaf
print("mod", sys.argv, __name__, __package__, __spec__.name, leaf.NAME)

import sys
from . import mod
print("main", sys.argv, sys.path[0], __name__, __package__, __spec__.name, __file__)

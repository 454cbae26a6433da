import sys
import beside
print("folder", sys.argv, sys.path[0], __name__, repr(__package__), __spec__.name, __file__, beside.NAME)

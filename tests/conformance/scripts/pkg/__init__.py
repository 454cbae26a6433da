import sys
print("init", sys.argv, sys.path[0], __name__, "pkg.mod" in sys.modules)

import sys
print("module", sys.argv, sys.path[0], __name__, __package__, __spec__ and __spec__.name)

import inspect
import os
import pkgutil
import linecache
def function():
    return 1
print(pkgutil.get_data("__main__", "data.txt"))
print(__loader__.get_source("__main__")[:20], __loader__.get_filename("__main__"), __loader__.is_package("__main__"))
os.chdir("/")
print(inspect.getsource(function), inspect.getsourcefile(function), inspect.getfile(function))
print(function.__code__.co_filename, linecache.getline(function.__code__.co_filename, 1))

"""The command line is seen by every thread; a `with param_scope` by its own thread alone.

    hprun threads.py --lr 0.5
"""

from concurrent.futures import ThreadPoolExecutor

from hprun import param_scope


def read(name):
    return f"{name}: lr={param_scope.lr | 0.1}"


def read_in_scope(name, lr):
    with param_scope(lr=lr):
        return read(name)


with ThreadPoolExecutor(2) as pool, param_scope(lr=9.0):
    print(read("main, in its own scope"))
    print(pool.submit(read, "worker").result())
    print(pool.submit(read_in_scope, "worker, in its own scope", 0.7).result())

print(read("main"))

# multiprocessing with every start method; workers return instances of a class of __main__.
import multiprocessing
import os
import sys
class Point:
    def __init__(self, x):
        self.x = x
    def __eq__(self, other):
        return type(other) is type(self) and other.x == self.x
def make(x):
    return Point(x * 2)
def names(_):
    return __name__, sys.modules["__main__"].__name__, os.path.basename(__file__)
def fails(x):
    raise ValueError(x)
if __name__ == "__main__":
    method = sys.argv[1]
    if "chdir" in sys.argv:
        os.chdir("/")
    if "preload" in sys.argv:
        multiprocessing.set_forkserver_preload(["__main__"])
    context = multiprocessing.get_context(method)
    with context.Pool(1) as pool:
        print(pool.map(make, [1, 2]) == [Point(2), Point(4)], pool.apply(names, (0,)))
        try:
            pool.apply(fails, (3,))
        except ValueError as error:
            print(repr(error))
    process = context.Process(target=fails, args=("in a process",))
    process.start()
    process.join()
    print(process.exitcode)

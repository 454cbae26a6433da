import hyperparameter as hp

import threading
from concurrent.futures import ThreadPoolExecutor


@hp.param("foo")
def foo(x=1):
    print(f"foo.x={x}")


def run(function):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()


with hp.scope() as ps:
    ps.foo.x = 2
    foo()
    run(foo)


def worker(number):
    with hp.scope(number=number):
        return hp.scope.number()


with ThreadPoolExecutor(4) as pool:
    print(list(pool.map(worker, range(8))))

from hyperparameter import auto_param, param_scope

import threading


@auto_param
def foo(a, b=2, c="c", d=None):
    print(a, b, c, d)


@auto_param("myns.bar")
class Bar:
    def __init__(self, a, b=2):
        print(a, b)


foo(1)
with param_scope("foo.b=3"):
    foo(2)
    thread = threading.Thread(target=foo, args=(2,))
    thread.start()
    thread.join()
with param_scope("myns.bar.b=3"):
    param_scope.myns.bar.b = 4
    Bar(1)
with param_scope(**{"foo.b": 5}):
    param_scope.frozen()
thread = threading.Thread(target=foo, args=(3,))
thread.start()
thread.join()

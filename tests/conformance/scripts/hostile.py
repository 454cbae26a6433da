# Everything a scan could stumble on, in a program that runs.
from os import *
_ = lambda *a, **k: a
_()
_(*[1, 2])
_("x", **{"default": 3})
_(f"{1}{2}", 4)
try:
    from nowhere import something
except ImportError:
    pass
if 0:
    import syntax_error
class A:
    _ = 1
    def f(self): return self._
match {"a": 1}:
    case {"a": x, **rest}:
        print(x, rest)
print(sorted(name for name in globals() if name in ('A', 'x', 'rest')))

"""`auto_param` makes parameters of a function's defaults; `param_scope` sets them for a while.

    hprun scopes.py -D foo.x=2
"""

from hprun import auto_param, param_scope


@auto_param("foo")
def foo(x=1, y="a"):
    return f"x={x} y={y}"


print("as given:     ", foo())
print("passed:       ", foo(5))

with param_scope(**{"foo.y": "b"}):
    print("in a scope:   ", foo())
    with param_scope("foo.x=7"):
        print("nested:       ", foo())
    print("outside again:", foo())

print("on the spot:  ", param_scope.foo.z | "no z")

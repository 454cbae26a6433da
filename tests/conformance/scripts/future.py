import __future__
code = compile("x: nothing_here = 1", "s", "exec")
try:
    exec(code)
except NameError as error:
    print(error)

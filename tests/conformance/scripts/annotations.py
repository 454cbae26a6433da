x: int = 1
try:
    def f(a: not_defined): ...
    print(f.__annotations__)
except NameError as error:
    print(error)
__annotations__["y"] = 1
print(__annotations__)

"""The docstring."""
print([(name, type(value).__name__) for name, value in list(globals().items())])
print(__name__, __doc__, __package__, __spec__ if __spec__ is None else (__spec__.name, __spec__.origin), __file__)
print(__loader__, __builtins__, globals().get("__cached__"), globals().get("__annotations__"))

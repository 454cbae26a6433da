# Neighbours that are named like modules of the library.
import sys
for name in ("types", "warnings", "ast", "contextvars", "re", "string", "random_name"):
    try:
        module = __import__(name)
        print(name, getattr(module, "MINE", "library"))
    except ImportError as error:
        print(error)

"""What a child process finds for ``import hpman``; see `hprun.compat.serve`."""

# ruff: noqa: INP001 - a folder of `sys.path` is no package

import os
import sys

try:
    from hprun.compat.serve import resume
except ImportError:  # a python without hprun: then the installed package is meant
    folder = os.path.dirname(__file__)
    sys.path[:] = [entry for entry in sys.path if entry != folder]
    del sys.modules[__name__]
    __import__(__name__)
else:
    resume(__name__)

"""What a child process finds at its start while constants are set; see `hprun.launch.children`.

It leaves no trace: neither its folder on `sys.path`, nor itself in the place of the module of this
name that python would have found without it.
"""

# ruff: noqa: INP001 - a folder of `sys.path` is no package

import os
import sys

_FOLDER = os.path.dirname(__file__)
sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != _FOLDER]
del sys.modules[__name__]
_missing = None
try:
    __import__("sitecustomize")  # the other one
except ImportError as error:
    if error.name != "sitecustomize":
        raise
    _missing = error


def _may_be_meant() -> bool:
    """Return whether a look at the words shows a worker, or the script: most programs are none."""
    script = os.environ.get("HPRUN_CONSTANTS", "\n").split("\n")[1]
    folder, name = os.path.split(os.path.splitext(script)[0])
    name = os.path.basename(folder) if name == "__main__" else name
    words = " ".join(sys.orig_argv[1:])
    marks = ("multiprocessing", "popen_loky", name)
    return (
        script != ""
        and "hprun.launch.repeated" not in words
        and any(map(words.__contains__, marks))
    )


if _may_be_meant():
    try:
        from hprun.launch.children import receive
    except ImportError:  # a python without hprun
        pass
    else:
        receive()

if _missing is not None:  # which python passes over, as if this file were not here
    raise _missing

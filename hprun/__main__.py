"""`python -m hprun`: the same as the command `hprun`, with python's own options before it."""

import os
import sys

# python has put the current directory before everything else. It is the target's affair, and a file
# there that is named like a module of the library would be imported by us. So this comes first.
if __name__ == "__main__" and not sys.flags.safe_path:
    try:
        here = os.getcwd()
    except FileNotFoundError:
        here = ""
    if sys.path[:1] == [here]:
        del sys.path[0]

from hprun.cli import main

if __name__ == "__main__":
    status = main()
    if status:
        sys.exit(status)

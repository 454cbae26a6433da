"""A pytest plugin that runs hpman's and hpargparse's own released tests against hprun.

In an environment with hprun and pytest, and without hpman and hpargparse, over the tests of a
release (they are not kept here), copied to a folder without the packages themselves:

    PYTHONPATH=tests/compat python -m pytest -p released_hpman -o addopts= RELEASE/tests

The counts stand in docs/from-hpman.md.
"""

from hprun.compat.serve import serve

serve()

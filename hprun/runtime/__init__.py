"""Layer 1: what a script uses while it runs. Standard library only, and little of that.

    store       where the values are, and the one way of looking them up; `cells` stand in it
    scope       `param_scope`; `given`, `decorating` and `view` serve its rarer forms
    suggestion  values that are made anew for every read
    auto_param  the decorator; `callables` and `annotations` know about functions
    manager     what stands behind `hprun.m`
    finish      a text becomes a value at its reader
    root        the process-wide root, for those who install it
    handoff     the root in child processes

A process that was started by a script under hprun finds that script's values in its environment.
"""

from __future__ import annotations

import os

if "HPRUN_SCOPE" in os.environ:
    from hprun.runtime.handoff import receive

    receive()

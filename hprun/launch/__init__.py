"""Layer 2: a script, module, folder or zip run as `__main__` in this process, as python would.

`target` finds out what there is to run, `run` runs it, and leaves the process as python would;
`program` runs a script on behalf of another program and puts everything back. The three parts that
`run` is made of stand apart: how this process was started (`interpreter`), the module search path
(`path`), the ``__main__`` module (`main`), and an exception that nobody caught (`uncaught`).
`ancestors` answers a script's imports of hpman and the like.
"""

"""Layer 3: a script, module, folder or zip run as `__main__` in this process, as python would.

`target` finds out what there is to run, `execute` runs it, and leaves the process as python would;
`run` runs a script on behalf of another program and puts everything back. The three parts that
`execute` is made of stand apart: how this process was started (`interpreter`), the module search
path (`search_path`), and an exception that nobody caught (`uncaught`).
"""

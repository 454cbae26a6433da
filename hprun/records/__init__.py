"""Layer 3: the folder of a run: what is written into it, and what can be read back.

    folder      how a folder comes to be, what its files are called, how one is written in one step
    supervise   the process beside the script: it passes output on, waits, and writes how it ended
    output      what a script writes, on its way to where it goes anyway and into the record
    identity    what code it was: commit, changes, packages, the script itself
    state       whether a run is going on, and how it ended
    recorded    a record as it is read back; one line that is torn, or a file, is no reason to fail
    filters     which of many runs are meant: ``lr>0.1 status=failed``
    reporting   what a script calls: `report` and `run_dir`

A folder is written once, file by file; nothing in it is changed later but the time of ``alive``. A
trial of a sweep is such a folder too.
"""

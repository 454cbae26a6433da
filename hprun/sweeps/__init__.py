"""Layer 4: many runs by one plan: what is varied, who runs it, what came of it.

    space       what a sweep may vary: ``--over`` taken apart, and the values that are in it
    samplers    which trial has which values: a grid, or by chance; any trial by its number alone
    points      who chooses the values of a trial, once a worker has claimed it
    drawn       the values that trials were given
    studies     values that Optuna chooses, and trials that it prunes
    pictures    what a sweep has found, drawn by Optuna; dashboard: shown by its dashboard
    sweep       what a sweep is, written once into ``sweep.json``
    grounds     the folder of a sweep: trials are claimed in it, each by one worker
    objective   what a trial is judged by: what it reported, printed or left behind
    ledger      what has come of the trials so far: an index, which can be made again
    trial       one trial: a fresh process, from its start to its status
    values      the values of a trial on their way into it
    runner      what worker and crew have in common
    worker      asks for a trial, starts it, settles it; as many at once as there are slots
    outlook     whether it makes sense to start more
    crew        workers elsewhere, seen from where they were asked for
    tracking    which trackers follow a sweep, and what trials are given for it
    trackers/   what shows runs elsewhere, each fed from their records
    engines/    who starts those workers, and knows which of them are there

The folder of a trial is the record of a run (`records`), and the truth about it. Everything else in
the folder of a sweep can be made again from it.
"""

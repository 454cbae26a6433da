"""Layer 2: the ancestors' names: what their scripts import, served by hprun.

hpman, hpargparse       managers with parsing, and their command line
hyperparameter          scopes, decorators, launch
doorstep                what child processes find under these names

`serve` lists them by name and imports them when a script asks.
"""

"""The door to the managers: ``from hprun.m import _``, or any other name.

A name of this module's own would be missing among the managers, so it has none but this function.
"""


def __getattr__(name: str) -> object:
    if name[:2] == "__":
        raise AttributeError(name)
    from hprun.runtime.manager import manager

    return manager(name)

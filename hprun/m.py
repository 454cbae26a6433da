"""The door to the managers: ``from hprun.m import _``, or any other name.

A name of this module's own would be missing among the managers, so it has none but this function.
Names like ``__this__`` are Python's.
"""


def __getattr__(name: str) -> object:
    if name[:2] == "__" == name[-2:] and name.strip("_"):
        raise AttributeError(name)
    from hprun.runtime.manager import manager

    def beyond() -> object:
        from hprun.compat.hpman.hpm import Manager

        return Manager.named(name)

    return manager(name, beyond)

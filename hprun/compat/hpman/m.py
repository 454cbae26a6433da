"""Layer 2: ``from hpman.m import _``: what is served for it where hpman is not installed."""


def __getattr__(name: str) -> object:
    if name[:2] == "__" == name[-2:] and name.strip("_"):
        raise AttributeError(name)
    from hprun.compat.hpman.hpm import HyperParameterManager

    return HyperParameterManager.named(name)

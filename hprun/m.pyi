from hprun.compat.hpman.hpm import Manager

_: Manager

def __getattr__(name: str) -> Manager: ...

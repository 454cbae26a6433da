"""Modules that stand in for those which are not installed: anything can be done with what they hold.

A training script imports torch and much else before it comes to its command line. What it does there
with such a module (inherits from its classes, decorates with its functions, compares its version)
has to go on, and to mean nothing.
"""

import importlib.machinery
import inspect
import os
import site
import sys
import sysconfig
import types


class Version(str):
    """The version of what is not installed: the one that is asked for."""

    __slots__ = ()

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __lt__(self, other):
        return False

    __gt__ = __lt__
    __le__ = __ge__ = __eq__
    __hash__ = str.__hash__


class Inherited:
    """The class that a class inherits from where it names a stand-in."""

    def __init__(self, *args, **options):
        pass

    def __init_subclass__(cls, **options):
        super().__init_subclass__()

    def __class_getitem__(cls, item):
        return cls

    def __getattr__(self, name):
        return _made(self.__class__.__name__, name)


class StandIn:
    """Something of a module that is not there."""

    def __init__(self, name):
        self.__dict__ |= {"name": name, "__name__": name.rpartition(".")[2]}

    def __getattr__(self, name):
        made = self.__dict__[name] = _made(self.name, name)
        return made

    def __setattr__(self, name, value):
        self.__dict__[name] = value

    def __call__(self, *args, **options):
        if len(args) == 1 and not options and _is_decorated(args[0]):
            return args[0]
        return StandIn(f"{self.name}()")

    def __mro_entries__(self, bases):
        return (type(self.name.rpartition(".")[2], (Inherited,), {}),)

    def __getitem__(self, key):
        return StandIn(f"{self.name}[]")

    def __setitem__(self, key, value):
        pass

    def __iter__(self):
        return iter(())

    def __contains__(self, item):
        return False

    def __len__(self):
        return 0

    def __bool__(self):
        return True

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def __int__(self):
        return 1

    __index__ = __int__

    def __float__(self):
        return 1.0

    def __repr__(self):
        return f"<stand-in {self.name}>"

    def __fspath__(self):
        return self.name

    def __instancecheck__(self, instance):
        return False

    def __subclasscheck__(self, subclass):
        return False

    def _is_more(self, other):
        return True

    __lt__ = __le__ = __gt__ = __ge__ = _is_more

    def _combined(self, *other):
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = _combined
    __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __pow__ = __rpow__ = _combined
    __or__ = __ror__ = __and__ = __rand__ = __neg__ = __pos__ = __abs__ = __matmul__ = _combined


class Module(types.ModuleType):
    """A module that is not there."""

    def __getattr__(self, name):
        if name == "__version__":
            return Version("2.9.0")
        made = _made(self.__name__, name)
        self.__dict__[name] = made
        return made


class Finder:
    """Finds a stand-in for what nobody else found, if the program asks, and not a library."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        """Return the spec of a stand-in; None where there has to be a real module or none."""
        parent, _, _ = name.rpartition(".")
        if parent and not isinstance(sys.modules.get(parent), Module):
            return None
        if not parent and _is_library(_asking()):
            return None
        return importlib.machinery.ModuleSpec(name, cls, is_package=True)

    @staticmethod
    def create_module(spec):
        """Make the stand-in."""
        return Module(spec.name)

    @staticmethod
    def exec_module(module):
        """Do nothing: it holds whatever is asked of it."""


def install():
    """Let stand-ins take the place of what cannot be found."""
    sys.meta_path.append(Finder)


def _made(owner, name):
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(f"{owner} has no {name}")
    return StandIn(f"{owner}.{name}")


def _is_decorated(value):
    return inspect.isfunction(value) or inspect.isclass(value)


_IMPORTING = (os.sep + "importlib" + os.sep, "<frozen importlib", __file__)
_LIBRARIES = tuple(
    dict.fromkeys(
        [
            sysconfig.get_path("stdlib"),
            sysconfig.get_path("purelib"),
            sysconfig.get_path("platlib"),
            *site.getsitepackages(),
        ]
    )
)


def _asking():
    """Return the file of the code that imports."""
    frame = sys._getframe(2)
    while frame and any(each in frame.f_code.co_filename for each in _IMPORTING):
        frame = frame.f_back
    return frame.f_code.co_filename if frame else ""


def _is_library(path):
    return path.startswith(_LIBRARIES) or path.startswith("<frozen")

# What a program can see of its process.
import gc
import locale
import os
import signal
import sys
import threading
environ = {name: value for name, value in os.environ.items() if name not in ("_", "HPRUN_SCOPE")}
print(sorted(environ.items()))
print(os.getcwd(), os.umask(0), gc.isenabled(), gc.get_threshold(), gc.callbacks, [thread.name for thread in threading.enumerate()], sys.getrecursionlimit())
for name in ("excepthook", "displayhook", "unraisablehook", "breakpointhook"):
    print(name, getattr(sys, name) is getattr(sys, f"__{name}__"))
print(sys.gettrace(), sys.getprofile(), sys.getswitchinterval(), sys.get_asyncgen_hooks(), sys.flags)
print([signal.getsignal(number) for number in (1, 2, 13, 15)], locale.setlocale(locale.LC_ALL), sys.executable, sys.prefix)
print(sys.meta_path, sys.path_hooks, sys.warnoptions, sys._xoptions, sys.dont_write_bytecode, sys.stdout.encoding)

import atexit
import tempfile
import weakref
import noisy
atexit.register(print, "atexit")
class Local:
    def __del__(self):
        print("local del", __name__)
local = Local()
imported = noisy.Noisy("module level")
target = noisy.Plain()
weakref.finalize(target, print, "finalize")
folder = tempfile.TemporaryDirectory()
cycle = noisy.Noisy("cycle")
cycle.me = cycle
print("body")

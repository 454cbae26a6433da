# What is left of the namespace when the body has ended.
import atexit
import sys
import threading
import time

def state():
    return sorted(name for name in globals() if name.startswith("__")), sys.argv, sys.modules["__main__"].__dict__ is globals()

@atexit.register
def at_exit():
    print("atexit", state())

def late():
    while "__file__" in globals() and time.monotonic() < deadline:
        time.sleep(0.001)
    print("thread", state())

deadline = time.monotonic() + 0.3
threading.Thread(target=late).start()
print("body", state())

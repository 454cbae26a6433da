# Imports that come after the body: in a thread and at exit.
import atexit
import threading
import time

def late(who):
    import late_module
    print(who, late_module.NAME)

def in_thread():
    time.sleep(0.1)
    late("thread")

threading.Thread(target=in_thread).start()

@atexit.register
def at_exit():
    import later_module
    print("atexit", later_module.NAME)
print("body")

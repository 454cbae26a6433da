import pickle
import sys
import threading
import time
class A:
    value = 1
NAME = "global"
def late():
    while threading.main_thread().is_alive():
        time.sleep(0.005)
    import __main__
    import helper
    print(NAME, __main__.A is A, pickle.loads(pickle.dumps(A())).value, sys.argv, helper.WHERE, sorted(globals())[:6])
threading.Thread(target=late).start()
daemon = threading.Thread(target=time.sleep, args=(60,), daemon=True)
daemon.start()
print("body ends")

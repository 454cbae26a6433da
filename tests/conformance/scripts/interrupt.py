import atexit
import sys
import threading
import time
atexit.register(print, "atexit")
class Mine(KeyboardInterrupt):
    pass
print("before")
match sys.argv[1]:
    case "raise":
        raise KeyboardInterrupt
    case "message":
        raise KeyboardInterrupt("with a message")
    case "subclass":
        raise Mine
    case "thread":
        threading.Thread(target=time.sleep, args=(0.1,)).start()
        raise KeyboardInterrupt
    case "nested":
        try:
            1 / 0
        except ZeroDivisionError:
            raise KeyboardInterrupt
    case "hook":
        sys.excepthook = lambda *args: print("hook", args[:2])
        raise KeyboardInterrupt
    case "caught":
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            print("caught")

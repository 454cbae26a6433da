import sys
import threading

import __main__

VALUE = 1
print(__main__.__dict__ is globals(), sys.modules["__main__"] is __main__, __main__.VALUE)
import asks_main
print(asks_main.seen())
def late():
    import __main__ as again
    print(again is __main__, again.VALUE)
thread = threading.Thread(target=late)
thread.start()
thread.join()

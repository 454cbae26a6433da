import os
import threading
print(os.open(os.devnull, os.O_RDONLY), sorted(os.listdir("/proc/self/fd"), key=int)[:6], threading.active_count())

# Sends itself a real signal while it waits.
import atexit
import os
import signal
import sys
import threading
import time
atexit.register(print, "atexit")
number = getattr(signal, sys.argv[1])
how = sys.argv[2] if len(sys.argv) > 2 else ""
print(signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM), flush=True)
def handler(signum, frame):
    print("handler", signum, frame.f_code.co_name, frame.f_back is None)
if how == "handled":
    signal.signal(number, handler)
if how == "ignored":
    signal.signal(number, signal.SIG_IGN)
if how == "default":
    signal.signal(number, signal.SIG_DFL)
if how == "blocked":
    signal.pthread_sigmask(signal.SIG_BLOCK, [number])
def wait():
    os.kill(os.getpid(), number)
    for _ in range(20):
        time.sleep(0.005)
if how == "thread":
    threading.Thread(target=time.sleep, args=(0.1,)).start()
wait()
print("went on")

# A thread that outlives the body starts a process.
import multiprocessing
import threading
import time
def work():
    print("in the child", __name__)
def late():
    time.sleep(0.15)
    process = multiprocessing.get_context("spawn").Process(target=work)
    process.start()
    process.join()
    print(process.exitcode)
if __name__ == "__main__":
    threading.Thread(target=late).start()

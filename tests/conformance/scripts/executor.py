import concurrent.futures
import time
pool = concurrent.futures.ThreadPoolExecutor(2)
def work(n):
    time.sleep(0.05 + n / 10)
    print("work", n)
for n in range(2):
    pool.submit(work, n)
print("body ends")

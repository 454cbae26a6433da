import concurrent.futures
import multiprocessing
import sys
class Item:
    pass
def work(n):
    item = Item()
    item.n = n
    return item
if __name__ == "__main__":
    pool = concurrent.futures.ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(sys.argv[1]))
    item = pool.submit(work, 3).result()
    print(type(item) is Item, item.n)
    if "open" not in sys.argv:
        pool.shutdown()

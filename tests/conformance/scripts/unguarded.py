# Without a guard, a spawned child would start children of its own: python refuses that.
import multiprocessing
def work():
    pass
multiprocessing.set_start_method("spawn")
process = multiprocessing.Process(target=work)
process.start()
process.join()
print(process.exitcode)

import multiprocessing
class Value:
    def __init__(self):
        self.x = 4
if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    with multiprocessing.Manager() as manager:
        shared = manager.dict(a=Value())
        print(shared["a"].x, type(shared["a"]) is Value)
    queue = multiprocessing.Queue()
    queue.put(Value())
    print(type(queue.get()) is Value)

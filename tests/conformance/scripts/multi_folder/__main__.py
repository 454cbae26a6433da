# A child that is spawned does not import the __main__ of a folder or package again.
import multiprocessing
import sys
import tasks_of_a_folder as tasks
if __name__ == "__main__":
    with multiprocessing.get_context(sys.argv[1]).Pool(1) as pool:
        print(pool.map(tasks.make, [1, 2]), pool.apply(tasks.main_name))

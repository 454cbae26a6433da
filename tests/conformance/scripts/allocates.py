# Where an object was made, frame by frame.
import tracemalloc
tracemalloc.start(25)
made = bytearray(100000)
for frame in tracemalloc.get_object_traceback(made):
    print(f'  File "{frame.filename}", line {frame.lineno}')

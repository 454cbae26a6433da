# A trace function sees the program's own code, also at its end.
import sys
def trace(frame, event, argument):
    if event != "line":
        print(event, frame.f_code.co_name, file=sys.stderr)
    return trace
def work():
    return 1
sys.settrace(trace)
work()

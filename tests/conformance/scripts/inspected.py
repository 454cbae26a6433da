# What there is to look at when python goes on to ask (-i).
import sys
x = 1
def hook(kind, error, trace):
    print("hook", kind.__name__, trace.tb_frame.f_code.co_filename.rpartition("/")[2])
def trace(frame, event, argument):
    name, file = frame.f_code.co_name, frame.f_code.co_filename
    if ("hprun" in file or file.endswith("inspected.py")) and name != "find_spec":
        print(event, name, file=sys.stderr)
if "hook" in sys.argv:
    sys.excepthook = hook
if "traced" in sys.argv:
    sys.settrace(trace)
if "raise" in sys.argv:
    raise ValueError("inspected")
if "3" in sys.argv:
    sys.exit(3)

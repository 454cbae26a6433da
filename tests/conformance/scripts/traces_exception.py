# A trace function that is left set sees the program's own hook, and nothing of a runner.
import sys
def trace(frame, event, argument):
    name, file = frame.f_code.co_name, frame.f_code.co_filename
    if ("hprun" in file or file.endswith("exception.py")) and name != "find_spec":
        print(event, name, file=sys.stderr)
    return trace
def hook(kind, error, traceback):
    print("shown", kind.__name__, file=sys.stderr)
    if "fails" in sys.argv:
        raise LookupError("in the hook")
if len(sys.argv) > 1:
    sys.excepthook = hook
if "deleted" in sys.argv:
    del sys.excepthook
sys.settrace(trace)
raise ValueError("traced")

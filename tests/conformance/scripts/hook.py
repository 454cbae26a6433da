import atexit
import sys
import traceback

def at_exit():
    hook = getattr(sys, "excepthook", "missing")
    print("atexit", getattr(hook, "__name__", hook))
    print(sys.last_type, sys.last_value, sys.last_value is getattr(sys, "last_exc", sys.last_value))
    traceback.print_tb(sys.last_traceback, file=sys.stdout)
    print(sys.last_value.__traceback__ is sys.last_traceback, "__file__" in globals())
atexit.register(at_exit)

def custom(kind, error, trace):
    print("custom", kind, error, len(list(traceback.walk_tb(trace))), trace is error.__traceback__, sys.exc_info(), "__file__" in globals())
    traceback.print_exception(kind, error, trace)
def raising(kind, error, trace):
    def inside():
        raise RuntimeError("in the hook")
    inside()
def exiting(kind, error, trace):
    sys.exit(5)
class Callable:
    def __call__(self, *args):
        print("instance", args[1])

match sys.argv[1]:
    case "custom":
        sys.excepthook = custom
    case "raising":
        sys.excepthook = raising
    case "exiting":
        sys.excepthook = exiting
    case "none":
        sys.excepthook = None
    case "deleted":
        del sys.excepthook
    case "instance":
        sys.excepthook = Callable()
    case "builtin":
        sys.excepthook = print
    case "arguments":
        sys.excepthook = lambda: None
    case "original":
        pass
def fail():
    raise ValueError("uncaught")
fail()

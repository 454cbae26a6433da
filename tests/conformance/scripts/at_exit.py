import atexit
import pickle
import sys
class A:
    pass
def show(text):
    print(text, __name__, sorted(name for name in globals() if not name.startswith("_")))
atexit.register(show, "first registered")
@atexit.register
def pickles():
    import __main__
    print(pickle.loads(pickle.dumps(A())).__class__ is A, __main__.A is A, sys.argv)
match sys.argv[1]:
    case "raises":
        atexit.register(lambda: 1 / 0)
    case "exits":
        atexit.register(sys.exit, 4)
    case "uncaught":
        raise ValueError("body")
    case "registers":
        atexit.register(lambda: atexit.register(print, "registered at exit"))
atexit.register(print, "last registered")

import atexit
import sys
print("first, buffered")
print("second, on stderr", file=sys.stderr)
atexit.register(print, "atexit on stderr", file=sys.stderr)
atexit.register(print, "atexit on stdout")
if sys.argv[1:] == ["raise"]:
    raise ValueError
if sys.argv[1:] == ["exit"]:
    sys.exit("message")
print("third, buffered")

import sys
class Code(SystemExit):
    code = 7
mutated = SystemExit(2)
mutated.code = 9
class Unprintable:
    def __str__(self):
        raise ValueError("no text")
VALUES = {
    "zero": 0, "one": 1, "minus": -1, "256": 256, "huge": 2**40, "text": "a text", "none": None, "true": True, "float": 3.5,
    "list": [1, 2], "bytes": b"x", "empty": "", "tuple": (1, 2), "unprintable": Unprintable(), "é": "é\udc80",
}
print("before")
match sys.argv[1]:
    case "subclass":
        raise Code(1)
    case "mutated":
        raise mutated
    case "two":
        raise SystemExit(1, 2)
    case "bare":
        raise SystemExit
    case "quit":
        quit(4)
    case "nested":
        try:
            1 / 0
        except ZeroDivisionError:
            sys.exit(5)
    case "finally":
        try:
            sys.exit(6)
        finally:
            print("finally")
    case "in_function":
        def leave():
            sys.exit("from a function")
        leave()
    case "thread":
        import threading
        threading.Thread(target=sys.exit, args=(3,)).start()
    case "_exit":
        import os
        sys.stdout.flush()
        os._exit(8)
    case "abort":
        import os
        import resource
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.abort()
    case name:
        sys.exit(VALUES[name])

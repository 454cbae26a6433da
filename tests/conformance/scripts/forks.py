import atexit
import os
import sys
atexit.register(lambda: print("atexit", flush=True))
print("before", flush=True)
pid = os.fork()
if pid == 0:
    match sys.argv[1]:
        case "exit":
            sys.exit(3)
        case "raise":
            raise ValueError("in the child")
        case "_exit":
            os._exit(4)
        case "end":
            print("child", flush=True)
else:
    print("status", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)

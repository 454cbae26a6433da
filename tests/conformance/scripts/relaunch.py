# Starts itself again: as Lightning's launcher does, by __file__, and by exec.
import os
import subprocess
import sys
if os.environ.get("AGAIN"):
    print("again", sys.argv, __name__, __file__, sys.modules["__main__"].__spec__)
    sys.exit()
os.environ["AGAIN"] = "1"
spec = sys.modules["__main__"].__spec__
match sys.argv[1]:
    case "argv":
        command = [sys.executable, os.path.abspath(sys.argv[0]), *sys.argv[1:]]
    case "spec":
        command = [sys.executable, "-m", spec.name, *sys.argv[1:]]
    case "file":
        command = [sys.executable, __file__, "x"]
    case "exec":
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *sys.argv])
print(subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout, end="")

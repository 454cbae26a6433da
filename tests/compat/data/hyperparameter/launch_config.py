# arguments: -C
# arguments: -D sub.k=9
# arguments: --n 1
import hyperparameter as hp

import json
import os
import sys
import tempfile


@hp.param("sub")
def sub(k=3, name="n"):
    return k, name


@hp.param("app")
def main(out="out.txt", n=3):
    print(out, n, sub())


with tempfile.TemporaryDirectory() as folder:
    base, over = (os.path.join(folder, name) for name in ("a.toml", "b.json"))
    with open(base, "w") as file:
        file.write('[app]\nn = 11\nout = "${sub.name}.txt"\n[sub]\nname = "zed"\n')
    with open(over, "w") as file:
        json.dump({"app": {"n": 12}, "sub": {"k": 5}}, file)
    if sys.argv[1] == "-C":
        del sys.argv[1]
    sys.argv += ["-C", base, over]
    hp.launch(main)

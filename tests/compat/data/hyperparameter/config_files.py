import hyperparameter as hp

import json
import os
import tempfile

with tempfile.TemporaryDirectory() as folder:
    base, over, plain = (os.path.join(folder, name) for name in ("a.toml", "b.json", "c"))
    with open(base, "w") as file:
        file.write("[model]\nlayers = 3\nhidden = 128\nlist = [1, 2]\n[train]\nlr = 0.01\n")
    with open(over, "w") as file:
        json.dump({"model": {"layers": 4}, "train": {"batch": 32}}, file)
    with open(plain, "w") as file:
        file.write("seed = 1\n")
    print(
        hp.config(base)
        == {"model": {"layers": 3, "hidden": 128, "list": [1, 2]}, "train": {"lr": 0.01}}
    )
    print(json.dumps(hp.config([base, over, plain]), sort_keys=True))
    with hp.scope(**hp.config([base, over])):
        print(hp.scope.model.layers(), hp.scope.model.hidden(), hp.scope.train.lr | 0.0)
    try:
        hp.config(os.path.join(folder, "none.toml"))
    except FileNotFoundError:
        print("FileNotFoundError")

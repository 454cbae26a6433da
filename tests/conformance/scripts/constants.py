"""Settings at the top, as many a training script has them; a run names none of them."""

import inspect
import os
import pickle
import sys
from dataclasses import dataclass

# how to learn
learning_rate = 6e-4  # the first one
min_lr = learning_rate / 10
batch_size: int = 12
beta1, beta2 = 0.9, 0.95
CONFIG = {"lr": 0.1, "model": {"width": 64, "depth": 2}}
device = "cuda" if os.environ.get("DEVICE") else "cpu"
step = 0
if batch_size > 8:
    accumulate = 2


class Sample:
    count = 3


@dataclass
class Model:
    width: int = 4
    hidden: int = CONFIG["model"]["width"] * 4


for name, value in [*globals().items()]:
    if isinstance(value, int | float | str | dict | tuple):
        print(name, value, sep=": ")
while step < 3:
    step += 1
for argument in sys.argv[1:]:  # as in nanoGPT
    if argument.startswith("--"):
        key, _, text = argument[2:].partition("=")
        globals()[key] = type(globals()[key])(text)
        print("set", key, globals()[key])
print(sys.argv, step, Model(), pickle.loads(pickle.dumps(Model(1))), __annotations__)
print(inspect.getsource(Sample), inspect.getsourcelines(Model)[1], sys._getframe().f_lineno)
print((lambda: 0).__code__.co_filename, sys._getframe().f_code.co_names[:12])
if "fails" in sys.argv:
    Sample.count / CONFIG["model"][
        "width"
    ] / (step - 3)

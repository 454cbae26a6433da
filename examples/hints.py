"""Hints say more of a parameter: what it may be, what it is for, that it has to be given.

    hprun hints.py --optimizer sgd --data ./images
"""

from hprun.m import _

data = _("data", type=str, required=True, help="folder with the images")
optimizer = _("optimizer", "adam", choices=["adam", "sgd", "rmsprop"], help="which one to use")
layers = _("layers", [64, 64], help="width of every hidden layer")
dropout = _("dropout", None, type=float, help="share of units to drop; none: keep all")

print(f"data={data} optimizer={optimizer} layers={layers} dropout={dropout}")

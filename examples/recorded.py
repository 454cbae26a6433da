"""Fit a parabola by gradient descent, and report the loss of every step.

    hprun recorded.py --record --lr 0.3
    hprun runs --plot loss
"""

import hprun
from hprun.m import _

lr = _("lr", 0.1, help="learning rate")
steps = _("steps", 20)

x = 4.0
for step in range(steps):
    loss = (x - 1) ** 2
    hprun.report(step, loss=loss)
    x -= lr * 2 * (x - 1)
print(f"x = {x:.4f}")

folder = hprun.run_dir()  # None without --record
if folder:
    (folder / "weights.txt").write_text(f"{x}\n")

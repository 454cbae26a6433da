"""Logistic regression in which few of many features matter, by proximal gradient descent.

    hprun sweep sparse_logistic.py --over l1 --over lr=0.1,0.5 --trials 20 --metric val_loss
"""

import math
import random

import hprun
from hprun.m import _

l1 = _("l1", 0.01, range=(1e-4, 1.0), log=True, help="weight of the penalty")
lr = _("lr", 0.5, range=(0.05, 1.0))
steps = _("steps", 60)

draw = random.Random(0)
truth = [3.0, -2.0, 1.5] + [0.0] * 17  # 3 features of 20 matter


def sample(count):
    rows = [[draw.gauss(0, 1) for _ in truth] for _ in range(count)]
    chances = [1 / (1 + math.exp(-sum(w * x for w, x in zip(truth, row)))) for row in rows]
    return rows, [float(draw.random() < chance) for chance in chances]


def predict(weights, row):
    return 1 / (1 + math.exp(-sum(w * x for w, x in zip(weights, row))))


def loss(weights, rows, labels):
    guessed = [min(max(predict(weights, row), 1e-9), 1 - 1e-9) for row in rows]
    return -sum(math.log(p if y else 1 - p) for p, y in zip(guessed, labels)) / len(rows)


(rows, labels), (val_rows, val_labels) = sample(60), sample(200)
weights = [0.0] * len(truth)
for step in range(steps):
    errors = [predict(weights, row) - y for row, y in zip(rows, labels)]
    for j in range(len(weights)):
        slope = sum(e * row[j] for e, row in zip(errors, rows)) / len(rows)
        moved = weights[j] - lr * slope
        weights[j] = math.copysign(max(abs(moved) - lr * l1, 0.0), moved)
    if step % 10 == 9:
        hprun.report(step + 1, val_loss=loss(weights, val_rows, val_labels))

print("features kept:", [j for j, w in enumerate(weights) if w])

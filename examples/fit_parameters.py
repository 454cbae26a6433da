"""Fit a line to a cloud of points; the numbers that matter are named where they are used."""

import random

import hprun
from hprun import auto_param
from hprun.m import _

POINTS = 50


@auto_param("data")
def cloud(noise: float = 0.3, seed: int = 0) -> list[tuple[float, float]]:
    """Points near a line.

    Args:
        noise: how far they lie from it
        seed: chance begins with it
    """
    random.seed(seed)
    places = [random.random() for _ in range(POINTS)]
    return [(x, 3 * x - 1 + random.gauss(0, noise)) for x in places]


points = cloud()
lr = _("lr", 0.05, range=(0.001, 1.0), log=True, help="learning rate")
slope = offset = 0.0
for step in range(_("steps", 40)):  # how often all points are seen
    errors = [(slope * x + offset - y, x) for x, y in points]
    slope -= lr * sum(2 * error * x for error, x in errors) / POINTS
    offset -= lr * sum(2 * error for error, x in errors) / POINTS
    hprun.report(step, loss=sum(error**2 for error, x in errors) / POINTS)

print(f"y = {slope:.2f}x {offset:+.2f}")

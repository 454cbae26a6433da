"""Fit a line to a cloud of points by gradient descent. It has never heard of hprun."""

import random

LEARNING_RATE = 0.05
STEPS = 40
POINTS = 50
NOISE = 0.3

random.seed(0)
cloud = [(x, 3 * x - 1 + random.gauss(0, NOISE)) for x in (random.random() for _ in range(POINTS))]

slope = offset = 0.0
for step in range(STEPS):
    errors = [(slope * x + offset - y, x) for x, y in cloud]
    slope -= LEARNING_RATE * sum(2 * error * x for error, x in errors) / POINTS
    offset -= LEARNING_RATE * sum(2 * error for error, x in errors) / POINTS

loss = sum((slope * x + offset - y) ** 2 for x, y in cloud) / POINTS
print(f"loss={loss:.4f}  y = {slope:.2f}x {offset:+.2f}")

"""Fit a noisy line with gradient descent: a small training script with everything to set.

    hprun train.py -D lr=0.2 --epochs 20
"""

import random

from hprun import auto_param, param_scope
from hprun.m import _

seed = _("seed", 7, help="of the data and of the first weights")


@auto_param("data")
def make_data(points: int = 200, noise: float = 0.1):
    """Return points on the line y = 3x - 1, with noise.

    Args:
        points: how many
        noise: standard deviation of what is added to y
    """
    random.seed(seed)
    xs = [random.uniform(-1, 1) for _ in range(points)]
    return [(x, 3 * x - 1 + random.gauss(0, noise)) for x in xs]


class SGD:
    """Gradient descent, with momentum if asked for."""

    def __init__(self):
        self.lr = _("lr", 0.1, help="learning rate")
        self.momentum = param_scope.optim.momentum | 0.0  # how much of the last step is kept
        self.decay = param_scope.optim.weight_decay | 0.0
        self.velocity = [0.0, 0.0]

    def step(self, weights, gradients):
        for i, gradient in enumerate(gradients):
            gradient += self.decay * weights[i]
            self.velocity[i] = self.momentum * self.velocity[i] - self.lr * gradient
            weights[i] += self.velocity[i]


def loss_of(weights, batch):
    """Return the loss of a batch, and its gradients."""
    kind = _("loss", "squared", choices=["squared", "absolute"])
    slope, intercept = weights
    errors = [(slope * x + intercept - y, x) for x, y in batch]
    if kind == "squared":
        loss = sum(error**2 for error, _x in errors)
        grads = [(2 * error * x, 2 * error) for error, x in errors]
    else:
        loss = sum(abs(error) for error, _x in errors)
        grads = [(x if error > 0 else -x, 1 if error > 0 else -1) for error, x in errors]
    count = len(batch)
    return loss / count, [sum(column) / count for column in zip(*grads, strict=True)]


@auto_param
def train(epochs: int = 10, batch_size: int = 20, verbose: bool = True):
    """Train and return the weights.

    Args:
        epochs: how often all the data is seen
        batch_size: points in one step
        verbose: print the loss of every epoch
    """
    data = make_data()
    weights = [0.0, 0.0]
    optimizer = SGD()
    for epoch in range(epochs):
        random.shuffle(data)
        losses = []
        for start in range(0, len(data), batch_size):
            loss, gradients = loss_of(weights, data[start : start + batch_size])
            optimizer.step(weights, gradients)
            losses.append(loss)
        if verbose:
            print(f"epoch {epoch:2}  loss {sum(losses) / len(losses):.4f}")
    return weights


slope, intercept = train()
print(f"y = {slope:.2f}x {intercept:+.2f}")

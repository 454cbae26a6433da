"""What can be set."""

from types import SimpleNamespace

BATCH_SIZE = 32
LR: float = 1e-3
optim = SimpleNamespace(name="adam", betas=(0.9, 0.999))
print("read", __name__, __file__, __spec__.name)

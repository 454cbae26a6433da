# arguments: train --epochs 20
# arguments: evaluate -D evaluate.checkpoint=x
from hyperparameter import auto_param, run_cli


@auto_param("train")
def train(epochs=10, lr=0.001):
    """Train the model."""
    print("train", epochs, lr)


@auto_param("evaluate")
def evaluate(checkpoint="model.pt"):
    """Evaluate the model."""
    print("evaluate", checkpoint)


if __name__ == "__main__":
    run_cli()

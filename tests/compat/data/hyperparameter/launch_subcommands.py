# arguments: train --epochs 20
# arguments: evaluate --checkpoint best.pt
# arguments: train -D train.epochs=3 evaluate.checkpoint=x
# arguments: Model --h 5
import hyperparameter as hp


@hp.param("train")
def train(epochs=10, lr=0.001):
    """Train the model."""
    print("train", epochs, lr)


@hp.param("evaluate")
def evaluate(checkpoint="model.pt"):
    """Evaluate the model."""
    print("evaluate", checkpoint)


@hp.param
class Model:
    def __init__(self, h=4):
        print("Model", h)


if __name__ == "__main__":
    hp.launch()

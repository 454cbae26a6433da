"""Reads handwritten digits, 8 by 8 pixels; logs to MLflow and has never heard of hprun."""
import argparse

import mlflow
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.001, help="learning rate")
parser.add_argument("--width", type=int, default=32, help="hidden units")
parser.add_argument("--decay", type=float, default=1e-4, help="weight decay")
parser.add_argument("--epochs", type=int, default=10)
args = parser.parse_args()

images, digits = load_digits(return_X_y=True)
x, x_test, y, y_test = train_test_split(images / 16, digits, test_size=0.3, random_state=0)

net = MLPClassifier((args.width,), learning_rate_init=args.lr, alpha=args.decay, random_state=0)
with mlflow.start_run():
    mlflow.log_params(vars(args))
    for epoch in range(args.epochs):
        net.partial_fit(x, y, classes=np.arange(10))
        accuracy = net.score(x_test, y_test)
        mlflow.log_metric("accuracy", accuracy, step=epoch)
        mlflow.log_metric("loss", net.loss_, step=epoch)
print(f"accuracy={accuracy:.4f}")

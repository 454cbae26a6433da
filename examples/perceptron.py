"""Learn to tell two clouds of points apart. This script has never heard of hprun."""

import argparse
import random

parser = argparse.ArgumentParser(description="Learn to tell two clouds of points apart.")
parser.add_argument("--lr", type=float, default=0.1, help="learning rate")
parser.add_argument("--epochs", type=int, default=10, help="how often all points are seen")
parser.add_argument("--points", type=int, default=200, help="points in each cloud")
parser.add_argument("--spread", type=float, default=1.0, help="how wide a cloud is")
parser.add_argument("--loss", choices=["hinge", "perceptron"], default="perceptron")
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("-q", "--quiet", action="store_true", help="print the last epoch alone")
args = parser.parse_args()

random.seed(args.seed)
cloud = [
    (side, random.gauss(side, args.spread), random.gauss(side, args.spread))
    for side in (-1, 1)
    for _ in range(args.points)
]
margin = 1.0 if args.loss == "hinge" else 0.0
a = b = bias = 0.0
for epoch in range(args.epochs):
    random.shuffle(cloud)
    wrong = 0
    for side, x, y in cloud:
        score = side * (a * x + b * y + bias)
        wrong += score <= 0
        if score <= margin:
            a, b, bias = a + args.lr * side * x, b + args.lr * side * y, bias + args.lr * side
    if not args.quiet or epoch == args.epochs - 1:
        print(f"epoch {epoch:2}  {wrong / len(cloud):6.1%} wrong")

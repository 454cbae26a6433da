"""A small training script as one writes it for oneself: its settings are constants of the module.

It learns which letter follows which in a few names, and makes up new ones.
"""

import math
import random

# what to learn from
seed = 7
names = "emma olivia ava isabella sophia mia amelia luna ella nora"

# how to learn
learning_rate = 6.0  # the first one; it falls to a tenth of this
min_lr = learning_rate / 10
max_iters = 40  # steps through all names
log_interval = 10

model = {
    "smoothing": 0.01,  # what no letter's weight begins below
    "start": ".",
}


class Sample:
    count = 3  # names to make up
    longest: int = 8


def rate(step):
    """Return the learning rate of a step: a half wave of a cosine."""
    share = step / max_iters
    return min_lr + (learning_rate - min_lr) * (1 + math.cos(math.pi * share)) / 2


def probabilities(weights):
    total = sum(math.exp(each) for each in weights.values())
    return {letter: math.exp(each) / total for letter, each in weights.items()}


def train(rows, pairs):
    """Descend along the gradient of the mean negative log likelihood."""
    for step in range(max_iters):
        tables = {letter: probabilities(weights) for letter, weights in rows.items()}
        loss = -sum(math.log(tables[before][after]) for before, after in pairs) / len(pairs)
        if step % log_interval == 0 or step == max_iters - 1:
            print(f"iter {step:3}  loss {loss:.4f}  lr {rate(step):.2f}")
        for before, after in pairs:
            for letter, chance in tables[before].items():
                gradient = chance - (letter == after)
                rows[before][letter] -= rate(step) * gradient / len(pairs)


def sample(rows, generator):
    letter, word = model["start"], ""
    while len(word) < Sample.longest:
        table = probabilities(rows[letter])
        letter = generator.choices([*table], [*table.values()])[0]
        if letter == model["start"]:
            break
        word += letter
    return word


def main():
    generator = random.Random(seed)
    start = model["start"]
    words = [f"{start}{name}{start}" for name in names.split()]
    letters = sorted({letter for word in words for letter in word})
    rows = {
        before: {after: model["smoothing"] * generator.random() for after in letters}
        for before in letters
    }
    train(rows, [pair for word in words for pair in zip(word, word[1:], strict=False)])
    print(" ".join(sample(rows, generator) for _ in range(Sample.count)))


if __name__ == "__main__":
    main()

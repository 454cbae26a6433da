from configured import config

WIDTH = 64
HIDDEN = WIDTH * 4


def train(divisor):
    print(config.BATCH_SIZE / divisor, HIDDEN)


if __name__ == "__main__":
    train(1)

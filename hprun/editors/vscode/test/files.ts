/** The folder in which the suite runs. */

const TRAIN = `from hprun import auto_param
from hprun.m import _

lr = _("lr", 0.1)  # learning rate


@auto_param
def net(width=8):
    return width


if __name__ == "__main__":
    print(net(), lr)
`;

export const FILES = { "train.py": TRAIN, "base.yaml": "lr: 0.3\nnet:\n  width: many\n" };

import hyperparameter as hp


@hp.param("train")
def train(lr=0.001, batch_size=32, epochs=10):
    return lr, batch_size, epochs


@hp.param
def bare(a, b=2, c="c", d=None, *, e=1.5):
    return a, b, c, d, e


@hp.param("myapp.config.train")
def deep(lr=0.001):
    return lr


print(train(), train(lr=0.1), train(0.2, epochs=1))
with hp.scope(**{"train.lr": 0.01}):
    print(train(), train(lr=0.1))
print(bare(1))
with hp.scope("bare.b=3", "bare.e=7"):
    print(bare(2), bare(2, b=9))
    hp.scope.bare.b = 4
    print(bare(2))
with hp.scope(**{"myapp.config.train.lr": 0.5}):
    print(deep())
with hp.scope(**{"train.lr": "0.25", "train.epochs": "3"}):
    print(train())

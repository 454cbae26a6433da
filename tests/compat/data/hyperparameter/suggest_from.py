import hyperparameter as hp

from hyperparameter.tune import lazy_dispatch, suggest_from


class Next:
    def __init__(self, values):
        self.values = list(values)

    def __call__(self):
        return self.values.pop(0)


with hp.scope(suggested=suggest_from(Next([1, 2, 3, 4]))) as ps:
    print(ps.suggested(), hp.scope.suggested(), ps().suggested(), hp.scope.suggested | 0)


class Trial:
    def sample(self, low, high):
        return low + high


with hp.scope(x=lazy_dispatch(Trial()).sample(1, 2)):
    print(hp.scope.x(), hp.scope.x(0))

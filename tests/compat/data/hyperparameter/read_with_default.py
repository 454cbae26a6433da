import hyperparameter as hp

print(hp.scope.train.lr | 0.001, hp.scope.train.lr(0.002), hp.scope.a.b.c | None)
with hp.scope(flag=False, zero=0, text=""):
    print(hp.scope.flag | True, hp.scope.zero | 999, repr(hp.scope.text | "default"))

import hyperparameter as hp

with hp.scope() as ps:
    hp.scope.train.lr = 0.5
    ps.train.batch = 32
    ps["train.seed"] = 7
    print(hp.scope.train.lr(), hp.scope.train.batch(), hp.scope.train.seed())
    with hp.scope():
        hp.scope.train.lr = 0.7
        print(hp.scope.train.lr())
    print(hp.scope.train.lr())
print(hp.scope.train.lr("rolled back"))
ps = hp.scope()
ps.b = 2
print(ps.b(), hp.scope.b("not entered"))
with ps:
    print(hp.scope.b())

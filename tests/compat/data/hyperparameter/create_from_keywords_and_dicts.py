import hyperparameter as hp

ps = hp.scope(lr=0.001, batch_size=32)
print(ps.lr | 0.0, ps.batch_size | 0)
ps = hp.scope(**{"train.lr": 0.5, "train.sub.x": "y"})
print(ps.train.lr(), ps.train.sub.x())
ps = hp.scope(**{"model": {"hidden": 256, "deep": {"layers": 4}}})
print(ps.model.hidden(), ps.model.deep.layers(), ps["model.hidden"])
with hp.scope(**{"model.width": 3}), hp.scope(model={"hidden": 1}):
    print(hp.scope.model.width(0), hp.scope.model.hidden(0))

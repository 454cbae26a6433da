import hyperparameter as hp

print(hp.scope.model.dropout | 0.1)
with hp.scope(**{"model.dropout": 0.3, "other": 1}):
    print(hp.scope.model.dropout | 0.1)
    with hp.scope(**{"model.dropout": 0.4}):
        print(hp.scope.model.dropout | 0.1, hp.scope.other())
    print(hp.scope.model.dropout | 0.1)
    try:
        with hp.scope(**{"model.dropout": 0.5}):
            raise RuntimeError
    except RuntimeError:
        print(hp.scope.model.dropout | 0.1)
print(hp.scope.model.dropout | 0.1)

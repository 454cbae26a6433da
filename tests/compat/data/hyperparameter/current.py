import hyperparameter as hp

with hp.scope(key="value"):
    print(hp.scope.current().key())
    with hp.scope(key="inner"):
        print(hp.scope.current().key())
        hp.scope.current().key = "set"
        print(hp.scope.key())
    print(hp.scope.current().key(), hp.scope.current().missing("default"))

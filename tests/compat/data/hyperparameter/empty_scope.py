import hyperparameter as hp

with hp.scope(inherited=1):
    with hp.scope.empty(fresh=2) as ps:
        print(ps.inherited("missing"), ps.fresh())
    with hp.scope.empty("a=3", b=4) as ps:
        print(ps.a(0), ps.b(0), hp.scope.inherited(None))
    print(hp.scope.inherited())

import hyperparameter as hp

with hp.scope.empty(a=1, b=2) as ps:
    storage = ps.storage()
    print(sorted(storage.storage().items()), sorted(storage.keys()))
    storage.put("c", 3)
    print(storage.get("a"), hp.scope.c())
    print(ps.get("a"), ps.get("nothing") | "default")
    ps.put("e", 5)
    print(hp.scope.e())

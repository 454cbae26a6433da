import hyperparameter as hp

with hp.scope.empty(**{"a": 1, "b.c": 2}) as ps:
    print(sorted(ps.keys()), sorted(dict(ps).items()))
    ps.update({"d": {"e": 3}, "a": 10})
    print(sorted(dict(ps).items()))
    print(sorted(ps.storage().storage().items()))
ps = hp.scope.empty(a=1, b=2)
ps.clear()
print(ps.a | "gone", ps.b | "gone")

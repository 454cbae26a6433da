import hyperparameter as hp

with hp.scope(a=True, b=0, c="false") as ps:
    print(bool(ps.a), bool(ps.b), bool(ps.c), bool(ps.missing))

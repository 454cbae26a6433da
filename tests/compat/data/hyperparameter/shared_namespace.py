import hyperparameter as hp


@hp.param("shared")
def first(a=1):
    return a


@hp.param("shared")
def second(a=2):
    return a


print(first(), second())
with hp.scope(**{"shared.a": 100}):
    print(first(), second())

import hyperparameter as hp

for value in (42, 1.5, True, "text"):
    print(repr(hp.scope(v=value).v("")))
print(repr(hp.scope("v=42").v("")), repr(hp.scope("v=42").v()), repr(hp.scope("v=1e-4").v(None)))

import hyperparameter as hp

for text in ("42", "3.14", "1e3", "1_000", " 12 ", "-7", "inf", "words"):
    print(repr(hp.scope(n=text).n(0)), repr(hp.scope(n=text).n(0.0)))
print(repr(hp.scope("n=3.14").n(0)), repr(hp.scope("n=42").n(0)), repr(hp.scope("n=1e-5").n(0.0)))
print(repr(hp.scope(n=True).n(0)), repr(hp.scope(n=3).n(0.0)), repr(hp.scope(n=2.0).n(0)))

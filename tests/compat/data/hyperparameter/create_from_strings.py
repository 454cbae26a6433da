import hyperparameter as hp

ps = hp.scope("a=1", "b=text", "c.d=2.5")
print(ps.a | 0, ps.b | "", ps.c.d | 0.0)
with hp.scope("a=1", "a=2"):
    print(hp.scope.a | 0, repr(hp.scope.a()))
with hp.scope("a=from text", a="from keyword"):
    print(hp.scope.a())
print(hp.scope("eq=a=b").eq(), repr(hp.scope("none=").none()))

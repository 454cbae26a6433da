from hyperparameter import auto_param, param_scope

ps = param_scope(a=1, b="text")
print(ps.a(), ps.b(), ps.c("default"), ps.c | "default")
with param_scope(**{"a.b.c": [1, 2], "x": {"y": 1}}) as ps:
    print(ps.a.b.c(), param_scope.x.y())
with param_scope.empty(**{"a": 1, "b": 2}) as ps:
    print(sorted(ps.storage().storage().items()))
    with param_scope(b=3) as inner:
        print(sorted(inner.storage().storage().items()))
    print(sorted(dict(ps).items()))
with param_scope("p=1", "q=text"):
    print(param_scope.p | 0, param_scope.q | "", param_scope.p(), param_scope.current().p(0))
with param_scope() as outer:
    outer.foo.x = 1
    with param_scope() as inner:
        inner.foo.y = 2
        print(param_scope.foo.x(), param_scope.foo.y())
    print(param_scope.foo.x(), param_scope.foo.y("left"))

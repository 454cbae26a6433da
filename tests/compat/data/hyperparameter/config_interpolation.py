import hyperparameter as hp

print(
    hp.config({"a": 100, "b": "${a}", "c": "value is ${a}", "d": {"e": "${b}-${d.f}", "f": True}})
)
print(hp.config({"list": ["${x}", {"k": "${x}"}], "x": [1, 2]}))
for broken in ({"a": "${missing_key}"}, {"a": "${b}", "b": "${a}"}):
    try:
        hp.config(broken)
    except (KeyError, ValueError) as error:
        print(type(error).__name__)

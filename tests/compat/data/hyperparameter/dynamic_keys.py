import hyperparameter as hp

with hp.scope(**{"task_0_lr": 0.1, "task_1_lr": 0.2, "a.b": "text"}) as ps:
    for index in range(3):
        print(getattr(ps, f"task_{index}_lr") | 0.0)
    print(ps["a.b"], ps.a["b"] | "")

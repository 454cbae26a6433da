import hyperparameter as hp

import threading


def read(name):
    seen = []
    thread = threading.Thread(
        target=lambda: seen.append(hp.scope[name] if False else getattr(hp.scope, name)(0))
    )
    thread.start()
    thread.join()
    return seen[0]


with hp.scope(global_config=42):
    print(read("global_config"))
    hp.scope.frozen()
    hp.scope.global_config = 1
    print(hp.scope.global_config(), read("global_config"))
with hp.scope(second=2):
    hp.scope.frozen()
print(read("global_config"), read("second"))

import hyperparameter as hp

import threading


def target():
    hp.scope.init({"thread_param": 1, "tree": {"leaf": 2}})
    print(hp.scope.thread_param(), hp.scope.tree.leaf())


thread = threading.Thread(target=target)
thread.start()
thread.join()
print(hp.scope.thread_param("unset"))

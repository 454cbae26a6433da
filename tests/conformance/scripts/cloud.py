import cloudpickle
import pickle
class A:
    def method(self):
        return GLOBAL
GLOBAL = 5
print(pickle.loads(cloudpickle.dumps(A))().method(), len(cloudpickle.dumps(A)) > 500)

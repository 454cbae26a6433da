import hyperparameter as hp

try:
    hp.scope.model.required_key()
except KeyError as error:
    print("KeyError", "model.required_key" in str(error))
with hp.scope(**{"model.required_key": 3}):
    print(hp.scope.model.required_key())

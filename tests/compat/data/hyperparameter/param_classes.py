import hyperparameter as hp


@hp.param("Model")
class Model:
    """A model."""

    def __init__(self, hidden_size=256, dropout=0.1):
        self.sizes = hidden_size, dropout

    @hp.param("Model.fit")
    def fit(self, epochs=1):
        return epochs


print(Model().sizes, Model.__name__, Model.__doc__)
with hp.scope(**{"Model.hidden_size": 512, "Model.fit.epochs": 5}):
    print(Model().sizes, Model(hidden_size=1).sizes, Model().fit())

"""Layer 4: the ancestors' names: what their scripts import, served by hprun.

hpman, hpargparse       managers with parsing, and their command line
hyperparameter          scopes, decorators, launch
finder                  serves them where the packages are not installed; where they are, puts
                        hprun's values into their stores
"""

SERVED = {
    "hpman": "hprun.compat.hpman",
    "hpman.m": "hprun.compat.hpman.m",
    "hpman.hpm": "hprun.compat.hpman.hpm",
    "hpman.hpm_db": "hprun.compat.hpman.hpm_db",
    "hpman.primitives": "hprun.compat.hpman.primitives",
    "hpman.source_helper": "hprun.compat.hpman.source_helper",
    "hpargparse": "hprun.compat.hpargparse",
    "hpargparse.config": "hprun.compat.hpargparse",
    "hpargparse.hputils": "hprun.compat.hpargparse",
    "hyperparameter": "hprun.compat.hyperparameter",
    "hyperparameter.api": "hprun.compat.hyperparameter.api",
    "hyperparameter.cli": "hprun.compat.hyperparameter.cli",
    "hyperparameter.librbackend": "hprun.compat.hyperparameter.storage",
    "hyperparameter.loader": "hprun.compat.hyperparameter.loader",
    "hyperparameter.storage": "hprun.compat.hyperparameter.storage",
    "hyperparameter.tune": "hprun.compat.hyperparameter.tune",
}
"""The modules that are served, and where each is."""

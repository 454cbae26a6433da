"""Record what the scripts in `data/hyperparameter/` print with the real packages, under python.

    python tests/compat/record_hyperparameter.py PYTHON_WITH_0.5 PYTHON_WITH_0.6

The names of the scripts that are meant for 0.5 begin with v05.
"""

import sys
from pathlib import Path

from hyperparameter_scripts import SCRIPTS, outputs


def main():
    old, new = sys.argv[1:]
    for script in SCRIPTS:
        python = old if script.stem.startswith("v05") else new
        text = outputs(script, lambda words, python=python, script=script: [python, script, *words])
        Path(script).with_suffix(".txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

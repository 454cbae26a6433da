"""Layer 3: a script that is run once more by a program whose constants are set; see `children`.

``python -m hprun.launch.repeated train.py WORDS`` is what ``python train.py WORDS`` becomes.
"""

import os
import sys

# As in `hprun.__main__`: python has put the current directory before everything else.
if __name__ == "__main__" and not sys.flags.safe_path and sys.path[:1] == [os.getcwd()]:
    del sys.path[0]

from hprun.deliver.assignments import compiled
from hprun.launch.children import take
from hprun.launch.execute import execute
from hprun.launch.target import find
from hprun.runtime.handoff import receive_for


def main() -> None:
    """Run the script that the words of this process name, with its constants set."""
    word, *words = sys.argv[1:]
    target = find(word, module=False)
    take()
    receive_for(target.file)
    execute(target, words, compiling=compiled)


if __name__ == "__main__":
    main()

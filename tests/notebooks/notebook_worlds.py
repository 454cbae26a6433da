"""A folder with notebooks, and an environment that runs them."""

import json
import os
import subprocess

from notebook_files import notebook


class World:
    """A folder with notebooks, and hprun to run them."""

    def __init__(self, environment, folder):
        self.folder = folder
        self._hprun = environment.hprun
        bare = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
        self._environment = bare | {"NO_COLOR": "1", "XDG_CACHE_HOME": str(folder / "cache")}

    def write(self, name, *cells):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(notebook(*cells))

    def started(self, *words, **variables):
        return subprocess.Popen(
            [self._hprun, *words], cwd=self.folder, env=self._environment | variables, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words, **variables):
        """The exit status, and what was written to both streams."""
        process = self.started(*words, **variables)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def outputs(self, name):
        """All that the cells of a notebook have written."""
        cells = json.loads((self.folder / name).read_text())["cells"]
        found = [each for cell in cells for each in cell.get("outputs", ())]
        return "".join("".join(each.get("text", ())) for each in found)

"""Configurations made at random: what the scan composes is what the real Hydra does."""

import json
import os
import random
import subprocess
from pathlib import Path

import pytest
from compare import compare
from configurations import configuration

from hprun.cli.document import inspection
from hprun.scan import scan_source
from hprun.values.merge import resolve

SCRIPT = Path(__file__).with_name("configurations.py")
MAIN = """
import hydra
@hydra.main(version_base=None, config_path={folder!r}, config_name="config")
def main(cfg): ...
main()
"""
COUNT = 300


def inspected(folder):
    catalog = scan_source(MAIN.format(folder=str(folder)).encode(), str(folder / "main.py"))
    resolution = resolve(catalog, [])
    return inspection(resolution.parameters, {}, catalog)


@pytest.mark.slow
def test_what_is_composed_is_what_hydra_composes(environment, tmp_path):
    made = environment("hydra-core")
    chance = random.Random(1)
    folders = []
    for number in range(COUNT):
        folder = tmp_path / str(number)
        for name, text in configuration(chance).items():
            path = folder / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        folders.append(folder)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [made.python, SCRIPT, *folders], env=kept, capture_output=True, text=True, check=True
    )
    accounts = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(accounts) == COUNT
    assert sum(each is not None for each in accounts) > COUNT / 4
    wrong = [
        f"{folder}: {finding}"
        for folder, account in zip(folders, accounts, strict=True)
        if account is not None
        for finding in compare(inspected(folder), {"parsers": [account]})
        if finding.verdict == "wrong"
    ]
    assert wrong == []

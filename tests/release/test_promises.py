"""What is said of a release beside the code agrees with it."""

import re
from pathlib import Path

import yaml

import hprun

ROOT = Path(__file__).parents[2]


def test_one_version_everywhere():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert cited["version"] == hprun.__version__
    assert f"\n## {hprun.__version__}\n" in (ROOT / "CHANGELOG.md").read_text()


def test_the_public_names_are_promised():
    page = (ROOT / "docs" / "stability.md").read_text()
    listed = page[page.index("of `hprun` the names") : page.index("- the commands")]
    assert re.findall(r"`(\w+)`", listed)[1:] == hprun.__all__

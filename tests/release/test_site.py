"""The documentation site has every page, leads nowhere that is not, and is built without a warning."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCS = {path.name for path in (ROOT / "docs").glob("*.md")}
MADE = {"index.md", "changelog.md", "contributing.md", "security.md"}
"""Pages that the site makes of the texts at the top."""


def pages(nav):
    for entry in nav:
        for each in entry.values() if isinstance(entry, dict) else (entry,):
            yield from pages(each) if isinstance(each, list) else (each,)


def test_every_page_is_in_the_navigation():
    listed = [*pages(yaml.safe_load((ROOT / "mkdocs.yml").read_text())["nav"])]
    assert sorted(listed) == sorted(DOCS | MADE)


def test_the_readme_leads_to_every_page():
    led = {*re.findall(r"\(docs/([\w-]+\.md)", (ROOT / "README.md").read_text())}
    assert led == DOCS


@pytest.mark.slow
def test_the_site_is_built_without_a_warning(environment, tmp_path):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    tools = environment(*project["dependency-groups"]["docs"])
    said = subprocess.run(
        [tools.python, "-m", "mkdocs", "build", "--strict", "-d", str(tmp_path / "site")],
        cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    built = {path.parent.name for path in (tmp_path / "site").rglob("index.html")}
    assert {name.removesuffix(".md") for name in DOCS} <= built
    texts = "".join(path.read_text() for path in (tmp_path / "site").rglob("*.html"))
    assert not re.search(r'(src|href)="https?://(?!127\.)[^"]*\.(js|css|woff2?)"', texts)

"""What the site has beside the pages of docs/: the texts at the top, and the examples.

The pages are written to be read in the repository, so their links lead to files. Here a link to a
text at the top, or to an example, leads to a page that is made of it.
"""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
TEXTS = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
}
KINDS = {".py": "python", ".yaml": "yaml", ".ipynb": "json"}
LINK = re.compile(r"\]\((?!https?:)([^)#]*)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the texts at the top, and a page for each example."""
    for name, page in TEXTS.items():
        files.append(File.generated(config, page, content=(ROOT / name).read_text("utf-8")))
    for path in sorted((ROOT / "examples").rglob("*")):
        if path.suffix in KINDS:
            files.append(File.generated(config, page_of(path), content=shown(path)))
    return files


def page_of(path: Path) -> str:
    """Return the page of an example; ``index`` stands for its folder, and is nobody's name."""
    return f"{path.relative_to(ROOT).as_posix()}.md"


def shown(path: Path) -> str:
    """Return an example as a page."""
    name = path.relative_to(ROOT).as_posix()
    head = f"---\nsearch: {{exclude: true}}\nhide: [toc]\n---\n# {name}\n\n"
    return f"{head}```{KINDS[path.suffix]}\n{path.read_text('utf-8').rstrip()}\n```\n"


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Lead the links of a page to what there is here."""
    return LINK.sub(lambda found: f"]({led(found[1], page.file.src_uri)}", markdown)


def led(link: str, source: str) -> str:
    """Return where a link of a page leads to here."""
    at_top = source in TEXTS.values()
    path = link.removeprefix("../") if not at_top else link
    up = "../" * source.count("/")
    if path in TEXTS:
        return f"{up}{TEXTS[path]}"
    if path.startswith("examples/"):
        return f"{up}{path}.md"
    return path.removeprefix("docs/") if at_top else link

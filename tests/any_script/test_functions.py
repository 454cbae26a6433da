"""Functions that are command lines: what is read is what the real click, typer and fire say."""

from textwrap import dedent

import pytest
from compare import compare
from functions import PROGRAMS
from oracle import account_of, inspected

COMPUTED = {
    "click": ["do.secret", "do.now", "do.yes", "do.pw"],
    "typer": ["train-model.asked", "train-model.made"],
}
"""What a run alone can tell."""


@pytest.mark.slow
@pytest.mark.parametrize("name", PROGRAMS)
def test_what_is_read_is_what_the_library_says(name, environment, tmp_path):
    packages, files = PROGRAMS[name]
    for path, source in files.items():
        (tmp_path / path).write_text(dedent(source))
    here = environment(*packages)
    account = account_of(tmp_path / "main.py", here.python)
    assert account["error"] == ""
    findings = [*compare(inspected(tmp_path / "main.py", [here.hprun]), account)]
    assert [str(each) for each in findings if each.verdict == "wrong"] == []
    unknown = [each.name for each in findings if each.verdict == "unknown"]
    assert unknown == COMPUTED.get(name, [])

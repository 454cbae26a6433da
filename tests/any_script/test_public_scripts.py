"""Public training scripts, which are not kept here: docs/any-script.md tells how to have them."""

import functools
import os
from pathlib import Path

import pytest
import survey

FOLDER = os.environ.get("HPRUN_SCRIPTS")
SCRIPTS = survey.scripts()
DOCUMENT = Path(__file__).parents[2] / "docs" / "any-script.md"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER, reason="HPRUN_SCRIPTS names no folder of public scripts"),
]


@pytest.fixture(scope="session")
def judged(environment):
    """A function that returns what came out for a script."""

    @functools.cache
    def asked(script):
        if not script.within(FOLDER).exists():
            pytest.skip(f"{script} is not in {FOLDER}")
        return survey.judged(script, FOLDER, environment(*script.packages(FOLDER)))

    return asked


@pytest.fixture(scope="session")
def read(judged):
    """What came out for all scripts whose command line is read."""
    return [each for each in map(judged, SCRIPTS) if each.is_read]


@pytest.mark.parametrize("script", SCRIPTS, ids=str)
def test_what_is_said_of_a_script_is_what_its_parser_says(script, judged):
    judgement = judged(script)
    if not judgement.is_read:
        pytest.skip(f"the command lines of {judgement.style} are not read")
    wrong = [str(each) for each in judgement.findings if each.verdict == "wrong"]
    assert (judgement.error, wrong) == ("", [])


def test_the_table_in_the_documentation_is_what_comes_out(read):
    table = list(survey.table(read))
    assert [line for line in DOCUMENT.read_text().splitlines() if line in table] == table


def test_nearly_all_is_found(read):
    verdicts = [each.verdict for judgement in read for each in judgement.findings]
    assert verdicts.count("found") / len(verdicts) >= 0.97

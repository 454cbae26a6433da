"""What tests of scripts with a command line of their own share."""

import pytest
from environments import made


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """A function that returns an `Environment` with packages; the test is skipped without it.

    It is made once a session for the same names: ``environment("click", "absl-py")``.
    """
    known = {}

    def asked(*packages):
        names = tuple(sorted(packages))
        if names not in known:
            known[names] = made(tmp_path_factory.mktemp("environment"), names)
        if isinstance(known[names], str):
            pytest.skip(known[names])
        return known[names]

    return asked

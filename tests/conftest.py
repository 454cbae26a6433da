"""What holds for all tests."""

import os
import tempfile

import pytest
from environments import made

pytest.register_assert_rewrite("pair")


def pytest_configure(config):
    """Keep scans in a folder of the tests' own: the user's cache is the user's."""
    folder = tempfile.TemporaryDirectory(prefix="hprun-cache-")
    config.add_cleanup(folder.cleanup)
    os.environ["XDG_CACHE_HOME"] = folder.name


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

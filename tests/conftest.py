"""What holds for all tests."""

import os
import signal
import tempfile

import pytest
from environments import made

pytest.register_assert_rewrite("pair")


USERS = ("CI", "FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES", "PYTHONWARNINGS")
"""Variables that change what is shown: what the user of the tests has in them is nothing to a test."""

ASKED = "HPRUN_SCRIPTS"
"""The variable by which somebody asks the tests for something."""


def pytest_configure(config):
    """Keep scans in a folder of the tests' own, and the user's variables from the tests.

    What a shell runs in its background is deaf to ctrl-c, and so is what that runs: not here.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in list(os.environ):
        if name in USERS or (name.startswith("HPRUN_") and name != ASKED):
            del os.environ[name]
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

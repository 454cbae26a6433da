"""What holds for all tests."""

import os
import tempfile

import pytest

pytest.register_assert_rewrite("pair")


def pytest_configure(config):
    """Keep scans in a folder of the tests' own: the user's cache is the user's."""
    folder = tempfile.TemporaryDirectory(prefix="hprun-cache-")
    config.add_cleanup(folder.cleanup)
    os.environ["XDG_CACHE_HOME"] = folder.name

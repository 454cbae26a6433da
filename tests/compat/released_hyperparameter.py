"""A pytest plugin that runs hyperparameter's own released tests against hprun.

In an environment with hprun, pytest and pytest-asyncio, and without hyperparameter, over the tests
of a release (they are not kept here):

    PYTHONPATH=tests/compat python -m pytest -p released_hyperparameter -o addopts= RELEASE/tests

Each test begins without frozen values. Helpers without a public name that the tests call are given
the names that they have there. The counts stand in docs/from-hyperparameter.md.
"""

import pytest

from hprun.compat.serve import serve

serve()


def pytest_configure():
    from hyperparameter import api, cli, loader

    cli._build_parser_for_func = api._build_parser_for_func = cli.parser_of
    loader._merge_dicts = loader.merged
    loader._resolve_interpolations = loader.interpolated


@pytest.fixture(autouse=True)
def _without_frozen_values():
    from hyperparameter.storage import GLOBAL_STORAGE

    GLOBAL_STORAGE.clear()
    yield
    GLOBAL_STORAGE.clear()

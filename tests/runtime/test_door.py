"""The public door: what is behind it, and what it costs to come in."""

import subprocess
import sys

import pytest

import hprun
from hprun.version import VERSION

DEAR = [
    "typer",
    "rich",
    "yaml",
    "ast",
    "inspect",
    "dataclasses",
    "typing",
    "re",
    "enum",
    "functools",
    "collections",
    "json",
]


def loaded(code):
    """Which of the dear modules a program has loaded that an empty one has not."""
    report = f"import sys; print(*[each for each in {DEAR} if each in sys.modules])"
    run = [sys.executable, "-I", "-S", "-c"]
    path = f"import sys; sys.path.append({hprun.__path__[0].rpartition('/')[0]!r});"
    done = subprocess.run(
        [*run, f"{path}{code};{report}"], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    "code",
    [
        "pass",
        "import hprun",
        "from hprun import auto_param, param_scope",
        "from hprun import Range; assert Range(1, log=True) == Range(low=1, high=None, log=True)",
        "import hprun.m; hprun.m._('lr', 0.1)",
        "from hprun import auto_param as a; a(lambda: 1, ) if 0 else a('f')(lambda x=1: x)()",
        "from hprun import param_scope as p; p.__enter__(); p(a=1).__enter__(); p.a()",
        "from hprun import param_scope as p; p('a=1').__enter__(); assert (p.a | 0.5) == 1.0",
        "from hprun.runtime import root, handoff; root.install({'a': 1}, ['a'])",
    ],
)
def test_nothing_dear_is_loaded(code):
    assert loaded(code) == []


def test_the_door_has_what_it_promises():
    assert hprun.__all__ == [
        "Pruned",
        "Range",
        "__version__",
        "auto_param",
        "bind",
        "errors",
        "explain",
        "panel",
        "param_scope",
        "report",
        "run",
        "run_dir",
        "suggest_from",
    ]
    assert hprun.__version__ == VERSION
    assert set(hprun.__all__) <= set(dir(hprun))
    for name in hprun.__all__:
        assert getattr(hprun, name) is getattr(hprun, name)


def test_other_names_are_not_there():
    with pytest.raises(AttributeError, match="module 'hprun' has no attribute 'param_scop'"):
        hprun.param_scop  # noqa: B018

"""An exception that nobody caught, given to `sys.excepthook` as python would give it."""

from __future__ import annotations

import sys
import traceback

import pytest

from hprun.errors import InvalidValue
from hprun.launch.uncaught import MISSING, Excepthook, add_place

BELOW = compile("run()", "<below>", "exec")


def fail():
    raise ValueError("the message")


@pytest.fixture(autouse=True)
def restored():
    before = sys.excepthook
    yield
    sys.excepthook = before
    if hasattr(sys, "last_traceback"):
        del sys.last_traceback


def raised(through=BELOW):
    """Return an exception that came up through a frame of the code `through`."""
    try:
        exec(through, {"run": fail})
    except ValueError as error:
        return error
    raise AssertionError


def shown(theirs, error, namespace=None, afterwards=()):
    hook = Excepthook(BELOW, {} if namespace is None else namespace, afterwards)
    hook.theirs = theirs
    sys.excepthook = hook
    hook(type(error), error, error.__traceback__)


def test_the_hook_gets_the_frames_of_the_target_alone():
    seen = []
    shown(
        lambda kind, error, trace: seen.append([f.name for f in traceback.extract_tb(trace)]),
        raised(),
    )
    assert seen == [["fail"]]
    assert [frame.name for frame in traceback.extract_tb(sys.last_traceback)] == ["fail"]


def test_an_exception_from_elsewhere_is_shown_whole():
    seen = []
    elsewhere = compile("run()", "<elsewhere>", "exec")
    shown(
        lambda kind, error, trace: seen.append(len(traceback.extract_tb(trace))), raised(elsewhere)
    )
    assert seen == [3]


def test_the_target_has_its_own_hook_back_before_it_is_called():
    seen = []

    def theirs(*_):
        seen.append(sys.excepthook is theirs)

    shown(theirs, raised())
    assert seen == [True]


def test_names_are_taken_out_after_the_exception_was_shown():
    seen = []
    namespace = {"__file__": "s.py", "x": 1}
    shown(lambda *_: seen.append(dict(namespace)), raised(), namespace, ("__file__", "__cached__"))
    assert (seen, namespace) == ([{"__file__": "s.py", "x": 1}], {"x": 1})


def test_a_hook_that_fails_is_shown_before_the_exception(capsys):
    def theirs(*_):
        raise LookupError("in the hook")

    shown(theirs, raised())
    assert [line for line in capsys.readouterr().err.splitlines() if not line.startswith(" ")] == [
        "Error in sys.excepthook:",
        "Traceback (most recent call last):",
        "LookupError: in the hook",
        "",
        "Original exception was:",
        "Traceback (most recent call last):",
        "ValueError: the message",
    ]


def test_a_hook_that_was_deleted_is_reported(capsys):
    shown(MISSING, raised())
    assert capsys.readouterr().err.splitlines()[0] == "sys.excepthook is missing"
    assert not hasattr(sys, "excepthook")


def test_an_exit_from_the_hook_passes():
    def theirs(*_):
        sys.exit(5)

    with pytest.raises(SystemExit) as caught:
        shown(theirs, raised())
    assert caught.value.code == 5


@pytest.mark.parametrize(
    ("origin", "expected"),
    [("-D lr=a", "-D lr=a, s.py:2"), ("", "s.py:2")],
    ids=["beside where the value comes from", "alone"],
)
def test_a_value_that_does_not_fit_is_placed_where_the_target_reads_it(
    origin, expected, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    error = InvalidValue("'a' is not a float", origin=origin)

    def read():
        raise error

    read = type(read)(
        read.__code__, {"__name__": "hprun.runtime", "error": error}, closure=read.__closure__
    )
    try:
        exec(
            compile("\nread()", f"{tmp_path}/s.py", "exec"), {"read": read, "__name__": "__main__"}
        )
    except InvalidValue as caught:
        add_place(caught)
    assert error.origin == expected

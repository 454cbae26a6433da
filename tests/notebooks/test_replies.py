"""What the end of a kernel means: the exit status that python has, and the error that is kept."""

import pytest

from hprun.notebooks.replies import of_a_death, of_an_error, told_by


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("ValueError", "no", (1, ("ValueError", "no"))),
        ("KeyboardInterrupt", "", (130, ("KeyboardInterrupt", ""))),
        ("SystemExit", "", (0, ("", ""))),
        ("SystemExit", "None", (0, ("", ""))),
        ("SystemExit", "0", (0, ("", ""))),
        ("SystemExit", "3", (3, ("", ""))),
        ("SystemExit", "-1", (255, ("", ""))),
        ("SystemExit", "no data", (1, ("", ""))),
        ("Pruned", "", (0, ("", ""))),
    ],
)
def test_an_exception_ends_a_notebook_as_it_ends_python(kind, text, expected):
    assert of_an_error(kind, text) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(9, (137, ("DeadKernel", "SIGKILL"))), (0, (1, ("DeadKernel", "it has left")))],
)
def test_a_kernel_may_end_by_itself(number, expected):
    assert of_a_death(number) == expected


@pytest.mark.parametrize(("interrupted", "status"), [(True, 130), (False, 1)])
def test_what_was_awaited_at_ctrl_c_is_cancelled(interrupted, status):
    assert of_an_error("CancelledError", "", interrupted=interrupted)[0] == status


def test_an_expression_gives_a_text():
    told = {"status": "ok", "data": {"text/plain": "'a\\nb'"}}
    assert told_by({"status": "ok", "user_expressions": {"told": told}}) == "a\nb"
    assert told_by({"status": "ok", "user_expressions": {}}) == ""

import pytest

from hprun.scan.expressions.docstrings import described

WD = "weight decay"


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        pytest.param("", {}, id="empty"),
        pytest.param("Train a model.\n\nReturns: nothing", {}, id="no section"),
        pytest.param("Args:", {}, id="empty section"),
        pytest.param("Args:\n    no colon", {}, id="no item"),
        pytest.param(
            """Train.

            Args:
                lr: learning rate,
                    as a float
                wd (float, optional): weight decay
                *args: the rest
                **kw (dict[str, int]): keywords: all
                two words: not an argument

                last (Callable[[int], str]): a function

            Returns:
                loss: not an argument
            """,
            {
                "lr": "learning rate, as a float",
                "wd": WD,
                "args": "the rest",
                "kw": "keywords: all",
                "last": "a function",
            },
            id="Google",
        ),
        pytest.param("Args:\n  a: 1\n\nOther Parameters:\n  b: 2", {"a": "1", "b": "2"}, id="two"),
        pytest.param(
            """
            Parameters
            ----------
            lr : float
                learning rate

                in two paragraphs
            wd, decay : float, optional
                weight decay
            nothing

            Returns
            -------
            loss : float
                not an argument
            """,
            {"lr": "learning rate in two paragraphs", "wd": WD, "decay": WD},
            id="NumPy",
        ),
        pytest.param(
            """Train.

            :param lr: learning rate,
                as a float
            :param float wd: weight decay
            :type wd: float
            :keyword k: keyword
            :returns: nothing
            :param: nameless
            """,
            {"lr": "learning rate, as a float", "wd": WD, "k": "keyword"},
            id="reST",
        ),
    ],
)
def test_described(docstring, expected):
    assert described(docstring) == expected

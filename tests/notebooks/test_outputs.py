"""What the cells of a notebook have written, as it is kept."""

import pytest

from hprun.notebooks.outputs import joined


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


SHOWN = {"output_type": "display_data", "data": {}}


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([stream("a"), stream("b\n")], [stream("ab\n")], id="pieces"),
        pytest.param(
            [stream("a"), SHOWN, stream("b")],
            [stream("a"), SHOWN, stream("b")],
            id="around-another",
        ),
        pytest.param([SHOWN, SHOWN], [SHOWN, SHOWN], id="displays-are-no-pieces"),
        pytest.param(
            [stream("e", "stderr"), stream("o"), SHOWN],
            [stream("o"), stream("e", "stderr"), SHOWN],
            id="stdout-is-first",
        ),
        pytest.param([stream("1%\r2%"), stream("\r3%\nend")], [stream("3%\nend")], id="a-bar"),
        pytest.param([stream("1%\r2%\r\n")], [stream("2%\r\n")], id="a-line-of-a-terminal"),
        pytest.param([stream("1%\r")], [stream("1%\r")], id="nothing-over-it-yet"),
    ],
)
def test_a_stream_is_one_output(outputs, expected):
    assert joined([dict(each) for each in outputs]) == expected


def test_a_long_line_costs_no_more_than_its_length():
    assert joined([stream("x" * 2_000_000)]) == [stream("x" * 2_000_000)]

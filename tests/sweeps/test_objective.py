"""What a trial is judged by."""

import json

import pytest

from hprun.errors import UsageError
from hprun.sweeps.objective import Metric, is_better, last_reports, value_of, why_missing


@pytest.mark.parametrize(
    ("text", "kind", "name", "keys", "title"),
    [
        ("val_loss", "report", "val_loss", (), "val_loss"),
        ("val/loss:0", "report", "val/loss:0", (), "val/loss:0"),
        (r"stdout:loss: (\S+)", "stdout", r"loss: (\S+)", (), "loss"),
        (r"stdout:(\S+)%", "stdout", r"(\S+)%", (), "printed"),
        ("file:out/m.json:val.loss", "file", "out/m.json", ("val", "loss"), "loss"),
        ("var:best", "var", "best", (), "best"),
        ("file:m.json:val.loss.0.-1", "file", "m.json", ("val", "loss", "0", "-1"), "loss.0.-1"),
        ("file:m.json:1.2", "file", "m.json", ("1", "2"), "1.2"),
    ],
)
def test_where_a_number_comes_from(text, kind, name, keys, title):
    made = Metric.parse(text)
    assert made == Metric(kind, name, keys)
    assert (str(made), made.title) == (text, title)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "--metric has no name; name what the script reports"),
        ("var:", "--metric var:: nothing stands behind the colon"),
        ("file:m.json", "--metric file:m.json: no key; write file:metrics.json:val.loss"),
        (
            "stdout:loss=",
            r"--metric stdout:loss= has 0 groups; the number stands in the one group of the "
            r"pattern: 'loss=(\S+)'",
        ),
        (
            "stdout:(",
            "--metric stdout:( is no regular expression: "
            "missing ), unterminated subpattern at position 0",
        ),
    ],
)
def test_what_is_refused(text, message):
    with pytest.raises(UsageError) as raised:
        Metric.parse(text)
    assert str(raised.value) == message


@pytest.fixture
def folder(tmp_path):
    lines = [
        '{"t": 1, "step": 0, "loss": 2.5, "acc": 0.5}',
        '{"t": 2, "loss": 1.5}',
        '{"t": 3, "lo',
    ]
    (tmp_path / "metrics.jsonl").write_text("\n".join(lines))
    (tmp_path / "output.log").write_text("loss=3, \nloss=0.25,\nthe end\n")
    (tmp_path / "m.json").write_text(json.dumps({"val": [{"loss": 0.75}], "odd": "nan"}))
    return tmp_path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("loss", 1.5, id="reported last"),
        pytest.param("acc", 0.5, id="reported before"),
        pytest.param("none", None, id="not reported"),
        pytest.param(r"stdout:loss=(\S+)", 0.25, id="printed last, with a comma behind it"),
        pytest.param(r"stdout:the (\S+)", None, id="printed, and no number"),
        pytest.param(r"stdout:acc=(\S+)", None, id="not printed"),
        pytest.param("file:{run_dir}/m.json:val.0.loss", 0.75, id="written"),
        pytest.param("file:{run_dir}/m.json:val.1", None, id="not so long a list"),
        pytest.param("file:{run_dir}/m.json:val.loss", None, id="no such key"),
        pytest.param("file:{run_dir}/m.json:odd", None, id="not a number"),
        pytest.param("file:{run_dir}/gone.json:a", None, id="no such file"),
    ],
)
def test_the_number_of_a_trial(folder, text, value):
    assert value_of(Metric.parse(text), str(folder), last_reports(str(folder))) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("loss", "", id="there is one"),
        pytest.param("los", "it has reported loss, acc", id="another name"),
        pytest.param("var:x", "no variable of this name has a number when the script ends", id="variable"),
        pytest.param(r"stdout:acc=(\S+)", "nothing that it has written fits the pattern", id="not printed"),
        pytest.param(r"stdout:the (\S+)", "the pattern finds 'end', which is no number", id="a word"),
        pytest.param("file:{run_dir}/gone.json:a", "it has not written the file", id="no such file"),
        pytest.param("file:{run_dir}/m.json:val.2", "there is no '2' in the file", id="not so long a list"),
        pytest.param("file:{run_dir}/m.json:va", "there is no 'va' in the file, only val, odd", id="no such key"),
        pytest.param("file:{run_dir}/m.json:val", "there stands 'list', which is no number", id="a list"),
        pytest.param("file:{run_dir}/m.json:odd", "", id="not a number is one, too"),
        pytest.param(
            "file:{run_dir}/output.log:a",
            "the file cannot be read as JSON: Expecting value: line 1 column 1 (char 0)",
            id="no JSON",
        ),
    ],
)  # fmt: skip
def test_why_a_trial_has_no_number(folder, text, why):
    assert why_missing(Metric.parse(text), str(folder), last_reports(str(folder))) == why


def test_less_is_better_or_more():
    assert [is_better(1, 2, "min"), is_better(2, 1, "min")] == [True, False]
    assert [is_better(1, 2, "max"), is_better(2, 1, "max")] == [False, True]
    assert not is_better(1, 1, "max")

"""Where keys stand in files of values: each with its full name, and the line and columns."""

import pytest

from hprun.editors.config_keys import keys_of
from hprun.editors.documents import Document

YAML = """\
lr: 1e-3 # lr
optim:
  wd: 0.1
  'steps': [1, 2]
"quoted.name":
    - a: 1
empty:
é: {x: 1, y: "2"}
"""
JSON = """\
{"lr": 1, "optim": {"wd": [1, {"in": 2}],
  "steps": "a: b"},
 "last" : null
}
"""
TOML = '''\
lr = 1 # lr
text = """
no = 1
"""
net.width = 3
[optim]
"wd" = [1, 2]
[a."b c"]
x = 1
'''
CASES = [
    pytest.param(
        "yaml",
        YAML,
        [
            "1 lr lr 1e-3",
            "2 optim optim -",
            "3 optim.wd wd 0.1",
            "4 optim.steps steps -",
            "5 quoted.name quoted.name -",
            "6 quoted.name.a a 1",
            "7 empty empty ",
            "8 é é -",
            "8 é.x x 1",
            '8 é.y y "2"',
        ],
        id="yaml",
    ),
    pytest.param(
        "json",
        JSON,
        [
            "1 lr lr 1",
            "1 optim optim -",
            "1 optim.wd wd -",
            "1 optim.wd.in in 2",
            '2 optim.steps steps "a: b"',
            "3 last last null",
        ],
        id="json",
    ),
    pytest.param(
        "toml",
        TOML,
        [
            "1 lr lr 1",
            '2 text text """',
            "5 net.width net.width 3",
            "6 optim optim -",
            "7 optim.wd wd [1, 2]",
            '8 a.b c a."b c" -',
            "9 a.b c.x x 1",
        ],
        id="toml",
    ),
    pytest.param(
        "yaml", "a: 1\nb: {x: 1\nc: 2\n: :", ["1 a a 1", "2 b b -", "2 b.x x -"], id="cut"
    ),
    pytest.param("json", '{"a": 1, "b": }, {', ["1 a a 1", "1 b b -"], id="broken"),
    pytest.param("toml", "= 1\n[a\nb = ", ["3 b b "], id="half"),
    pytest.param("yaml", "", [], id="nothing"),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_keys_stand_where_they_are_written(language, text, expected):
    document = Document(f"/a.{language}", text)
    found = []
    for key in keys_of(document, language):
        line = document.lines[key.span.line]
        value = key.value and document.lines[key.value.line][key.value.start : key.value.end]
        shown = "-" if value is None else value
        found.append(
            f"{key.span.line + 1} {key.name} {line[key.span.start : key.span.end]} {shown}"
        )
    assert found == expected

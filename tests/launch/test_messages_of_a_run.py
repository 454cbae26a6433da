"""What a run says of its own: nothing, unless something is wrong with the values."""

from __future__ import annotations

import pytest
from processes import run

UNREACHED = ["hprun: 'lr' was set but not reached in this process (-D lr=1)"]


def check_run(tmp_path, monkeypatch, body, line, expected):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.py").write_text(f"from hprun.m import _\n{body}\n")
    assert run(line) == expected


@pytest.mark.parametrize(
    ("body", "line", "expected"),
    [
        pytest.param("if 0: _('lr', 0.1)", "hprun s.py", ([], [], 0), id="no value given"),
        pytest.param("_('lr', 0.1)", "hprun s.py -D lr=1", ([], [], 0), id="read"),
        pytest.param("if 0: _('lr', 0.1)", "hprun s.py -D lr=1", ([], UNREACHED, 0), id="not read"),
        pytest.param(
            "if 0: _('lr', 0.1)\nraise SystemExit('left')",
            "hprun s.py -D lr=1",
            ([], ["left", *UNREACHED], 1),
            id="after an exit",
        ),
        pytest.param(
            "import os\nif 0: _('lr', 0.1)\nos._exit(3)",
            "hprun s.py -D lr=1",
            ([], [], 3),
            id="not after os._exit",
        ),
        pytest.param(
            "if 0: _('lr', 0.1)", "hprun s.py -D lr=1 --quiet", ([], [], 0), id="not when quiet"
        ),
        pytest.param(
            "if 0: _('lr', 0.1)\nraise ValueError('own')",
            "hprun s.py -D lr=1",
            (
                [],
                [
                    "Traceback (most recent call last):",
                    '  File "{here}/s.py", line 3, in <module>',
                    "    raise ValueError('own')",
                    "ValueError: own",
                    *UNREACHED,
                ],
                1,
            ),
            id="after an exception",
        ),
    ],
)
def test_values_that_were_not_reached_are_reported_at_the_end(
    body, line, expected, tmp_path, monkeypatch
):
    out, err, status = expected
    err = [each.format(here=tmp_path) for each in err]
    check_run(tmp_path, monkeypatch, body, line, (out, err, status))


def test_a_value_that_does_not_fit_where_it_is_read_is_the_users_mistake(tmp_path, monkeypatch):
    body = "import time\nprint('before')\nx = _('seed', int(time.time()))"
    message = "hprun: parameter 'seed': 'abc' is not a whole number (s.py:4)"
    check_run(tmp_path, monkeypatch, body, "hprun s.py -D seed=abc", (["before"], [message], 2))


def test_a_program_on_standard_input_takes_values(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    program = "import sys\nfrom hprun.m import _\nprint(_('lr', 0.1), sys.argv, __file__)\n"
    expected = (["2.0 ['-', 'word'] <stdin>"], [], 0)
    assert run("hprun - word -D lr=2", program) == expected


def test_the_script_finds_nothing_of_the_static_half(tmp_path, monkeypatch):
    body = (
        "import sys\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print(_('lr', 0.1), sorted({'yaml', '_yaml', 'rich', 'typer'} & loaded))\n"
        "parts = {name.split('.')[1] for name in sys.modules if name[:6] == 'hprun.'}\n"
        "print(sorted(parts & {'cli', 'scan', 'values'}))\n"
    )
    expected = (["2.0 []", "[]"], [], 0)
    check_run(tmp_path, monkeypatch, body, "hprun s.py -D lr=2", expected)


def test_a_script_reads_yaml_after_hprun_has(tmp_path, monkeypatch):
    (tmp_path / "cfg.yaml").write_text("lr: 2\n")
    body = (
        "import yaml\n"
        "loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)\n"
        "print(_('lr', 0.1), yaml.load('{a: 012, b: 1e-4, c: on}', Loader=loader))\n"
    )
    expected = (["2.0 {'a': 10, 'b': '1e-4', 'c': True}"], [], 0)
    check_run(tmp_path, monkeypatch, body, "hprun s.py -c cfg.yaml", expected)


def test_a_run_inside_of_a_run_scans_anew(tmp_path, monkeypatch):
    (tmp_path / "inner.py").write_text("from hprun.m import _\nlr = _('lr', 0.5)\n")
    body = (
        "import hprun\nprint(_('lr', 0.1), hprun.run('inner.py', lr=3)['lr'], _('lr'))\n"
        "print(hprun.run('inner.py')['lr'])\n"
    )
    check_run(tmp_path, monkeypatch, body, "hprun s.py -D lr=2", (["2.0 3.0 2.0", "0.5"], [], 0))

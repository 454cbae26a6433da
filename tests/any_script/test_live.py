"""The harness that asks the real parser: what it tells, and what it survives on the way."""

import argparse
import textwrap

import pytest
from oracle import account_here, account_of

LR = {
    "name": "lr",
    "options": ["--lr"],
    "default": {"value": 0.1},
    "required": False,
    "command": [],
    "help": "",
    "choices": [],
    "type": "float",
}
ADD_LR = 'parser.add_argument("--lr", type=float, default=0.1)'
PLAIN = f"import argparse\nparser = argparse.ArgumentParser()\n{ADD_LR}\n"


def check_account(folder, source, *parsers, error=""):
    script = folder / "main.py"
    script.write_text(textwrap.dedent(source))
    account = account_of(script)
    assert (account["parsers"], account["error"].splitlines()[-1:]) == (
        [*parsers],
        [error] if error else [],
    )


def parser(*parameters, whole=True, description=""):
    return {
        "style": "argparse",
        "whole": whole,
        "description": description,
        "parameters": [*parameters],
    }


@pytest.mark.parametrize(
    ("source", "parsers"),
    [
        pytest.param("print(1)", [], id="no command line"),
        pytest.param(PLAIN, [], id="a parser that parses nothing"),
        pytest.param(PLAIN + "parser.parse_args([])", [], id="words of its own"),
        pytest.param(PLAIN + "parser.parse_args()", [parser(LR)], id="the words of the process"),
        pytest.param(
            PLAIN + "import sys\nparser.parse_args(sys.argv[1:])",
            [parser(LR)],
            id="the same, named",
        ),
        pytest.param(
            PLAIN + "parser.parse_intermixed_args()", [parser(LR)], id="options between words"
        ),
        pytest.param(
            PLAIN + "parser.parse_known_args()", [parser(LR, whole=False)], id="some of the words"
        ),
        pytest.param(
            PLAIN + 'parser.parse_known_args()\nparser.add_argument("--wd")\nparser.parse_args()',
            [
                parser(LR, whole=False),
                parser(
                    LR,
                    LR
                    | {"name": "wd", "options": ["--wd"], "type": "str"}
                    | {"default": {"value": None}},
                ),
            ],
            id="two parses",
        ),
        pytest.param(
            "import argparse\n"
            "parser = argparse.ArgumentParser(description='d')\n"
            "inner = parser.add_subparsers().add_parser('fit', aliases=['f'])\n"
            "inner.add_argument('lr', type=float, default='0.1', nargs='?', help='of %(dest)s')\n"
            "parser.parse_args()",
            [
                parser(
                    LR | dict(name="fit.lr", options=[], nargs="?", command=["fit"], help="of lr"),
                    description="d",
                )
            ],
            id="a subcommand, a positional, a text that is converted",
        ),
    ],
)
def test_the_real_parser_tells(tmp_path, source, parsers):
    check_account(tmp_path, source, *parsers)


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("import torch.nn.functional as F\nF.relu(1) + 1", id="a module in a module"),
        pytest.param(
            "from torch import nn\nclass A(nn.Module): pass\nclass B(nn.L, A): pass\nB(1)",
            id="classes",
        ),
        pytest.param(
            "import torch\n@torch.no_grad()\n@torch.jit\ndef f(): return 1\nf() + 1",
            id="decorators",
        ),
        pytest.param("import timm\nassert timm.__version__ == '0.3.2'", id="a version"),
        pytest.param(
            "from a import b\nx: b.C | None = b[0]\nfor _ in b: pass\nwith b: int(b)",
            id="operators",
        ),
        pytest.param(
            "try:\n    import local.absent\nexcept ImportError:\n    pass",
            id="a module inside of a real one is not made up",
        ),
    ],
)
def test_what_is_not_installed_is_stood_in_for(tmp_path, before):
    (tmp_path / "local.py").touch()
    check_account(tmp_path, f"{before}\n{PLAIN}parser.parse_args()", parser(LR))


def test_a_library_sees_what_is_really_installed(tmp_path):
    """`pickle` looks for a module of another Python's."""
    source = "import pickle\nassert getattr(pickle, 'PyStringMap', None) is None"
    check_account(tmp_path, source)


def test_a_program_that_fails_is_told_of(tmp_path):
    check_account(tmp_path, "1 / 0", error="ZeroDivisionError: division by zero")


def test_asking_here_leaves_nothing_behind(tmp_path):
    (tmp_path / "main.py").write_text("import settings")
    (tmp_path / "settings.py").write_text(PLAIN + "parser.parse_args()")
    before = argparse.ArgumentParser.parse_args
    account = account_here(tmp_path)
    assert account["parsers"] == [parser(LR)]
    assert argparse.ArgumentParser.parse_args is before

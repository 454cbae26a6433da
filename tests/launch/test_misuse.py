"""What a script does wrong with our names is shown at its own line, with no frame of ours."""

import pytest
from processes import run

MISUSES = {
    "a name that is none": "from hprun.m import _\n_(3)",
    "no value and no default": "from hprun.m import _\n_('net')",
    "a leaf that is a tree": "from hprun.m import _\n_.set_value('a', 1)\n_.set_value('a.b', 2)",
    "a type that refuses": "from hprun.m import _\n_('lr', type=1, nothing=2)\n_.nothing",
    "auto_param of a number": "from hprun import auto_param\nauto_param(3)",
    "auto_param of a function in C": "from hprun import auto_param\nauto_param('x')(len)",
    "auto_param of a class in C": "from hprun import auto_param\nauto_param('x')(complex)",
    "auto_param of a nameless lambda": "from hprun import auto_param\nauto_param(lambda x=1: x)",
    "a call with too many arguments": (
        "from hprun import auto_param\n@auto_param\ndef f(x=1): ...\nf(1, 2)"
    ),
    "a scope of a list": "from hprun import param_scope\nparam_scope([1])",
    "a scope that is no context": "from hprun import param_scope\nwith param_scope.a: pass",
    "a scope around a class": "from hprun import param_scope\n@param_scope(a=1)\nclass A: ...",
    "a name with a number": "from hprun import param_scope\nparam_scope({1: 2})",
    "no such attribute": "import hprun\nhprun.nothing",
    "no such manager": "import hprun.m\nhprun.m.__nothing__",
    "keys of a scope": "from hprun import param_scope\nparam_scope.keys()",
    "a suggestion that fails": (
        "from hprun import param_scope, suggest_from\nwith param_scope(a=suggest_from(3)):\n    param_scope.a()"
    ),
    "bind of no parser": "import hprun\nhprun.bind(3)",
    "launch of no function": "import hyperparameter as hp\nhp.launch(3)",
    "a class that refuses its __init__": (
        "from hprun import auto_param\n"
        "class Meta(type):\n    def __setattr__(cls, name, value): raise TypeError(name)\n"
        "class A(metaclass=Meta):\n    def __init__(self, x=1): ...\n"
        "auto_param('x')(A)"
    ),
    "a misuse that is a cause": (
        "from hprun import param_scope\ntry:\n    param_scope.net()\n"
        "except KeyError as error:\n    raise ValueError from error"
    ),
    "a misuse while another is handled": (
        "from hprun import param_scope\ntry:\n    param_scope.net()\n"
        "except KeyError:\n    param_scope.other()"
    ),
    "a misuse in a group": (
        "from hprun import param_scope\ntry:\n    param_scope.net()\n"
        "except KeyError as error:\n    raise ExceptionGroup('several', [error]) from None"
    ),
    "hpman of no name": "from hpman.m import _\n_.parse_file('nothing.py')",
}


@pytest.mark.parametrize("source", MISUSES.values(), ids=MISUSES)
def test_the_last_line_shown_is_the_script_s(source, tmp_path):
    (tmp_path / "s.py").write_text(source)
    out, err, status = run(f"hprun {tmp_path}/s.py")
    assert (out, status != 0) == ([], True)
    files = [line for line in err if line.lstrip(" |").startswith('File "')]
    assert [line for line in files if "s.py" not in line] == []
    assert files or err[0].startswith("hprun: ")


def test_all_frames_are_shown_if_that_is_asked_for(tmp_path):
    (tmp_path / "s.py").write_text("from hprun import auto_param\nauto_param(3)")
    files = [
        line for line in run(f"hprun {tmp_path}/s.py", HPRUN_TRACEBACK="full")[1] if "File" in line
    ]
    assert len(files) > 1

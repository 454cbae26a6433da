"""`%hprun`, `%%hprun` and `hprun.run` in real kernels."""

import pytest
from notebook_worlds import World

pytestmark = pytest.mark.slow

TRAIN = """\
import sys
from hprun.m import _
import part
lr = _("lr", 0.1)
K = 3
def f(): return lr, K, part.count
if _("fail", False): raise ValueError("no")
if _("quit", 0): sys.exit(_("quit"))
print("train", lr, K, sys.argv[1:], __name__)
"""
LOAD = "%load_ext hprun\nimport hprun"
FIT = """\
from hprun.m import _
from hprun import auto_param
@auto_param("fit")
def fit(steps=10, lr=0.1):
    return steps, lr"""


@pytest.fixture
def world(environment, tmp_path):
    made = World(environment("nbclient", "ipykernel"), tmp_path)
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "part.py").write_text("count = 0\ncount += 1\n")
    return made


def said(world, *cells):
    """The exit status of a notebook with these cells, and the lines of both streams."""
    world.write("nb.ipynb", LOAD, *cells)
    status, out, err = world.run("nb.ipynb")
    return status, out.splitlines(), err.splitlines()


def test_a_script_is_run_in_the_kernel_and_leaves_its_names(world):
    cells = ("x = 0.7\n%hprun train.py --lr {x} -D K=5 a", "print(f(), lr, 'sys' in globals())")
    expected = ["train 0.7 5 ['a'] __main__", "(0.7, 5, 1) 0.7 True"]
    assert said(world, *cells) == (0, expected, [])


def test_a_script_is_run_twice_in_a_row(world):
    cell = (
        "a = hprun.run('train.py', lr=1.5)\nb = hprun.run('train.py', ['w'], lr=2.5, K=9)\n"
        "print(a['f'](), b['f'](), __name__, 'part' in sys.modules)"
    )
    expected = ["train 1.5 3 [] __main__", "train 2.5 9 ['w'] __main__"]
    expected.append("(1.5, 3, 1) (2.5, 9, 1) __main__ False")
    assert said(world, "import sys", cell) == (0, expected, [])


@pytest.mark.parametrize(
    ("line", "out", "err"),
    [
        ("why lr train.py --lr 3", "lr = 3.0", None),
        ("train.py --record --lr 5", "train 5.0 3 [] __main__", None),
        ("other.ipynb --lr 4", "4.0", None),
        ("--version", "hprun 0.1.0", None),
        ("check train.py --lr x", None, None),
        (
            "train.py --lrr 3",
            None,
            "UsageError: hprun: unknown option --lrr; did you mean 'lr' (float, default 0.1, train.py:4)?"
            " (an option of the script's own goes after --)",
        ),
        ("train.py --lr 'x", None, "UsageError: hprun: No closing quotation"),
        ("inspect nothing.py", None, "UsageError: hprun has ended with exit status 2"),
    ],
)
def test_any_command_line(line, out, err, world):
    world.write("other.ipynb", "from hprun.m import _\nprint(_('lr', 0.1))")
    status, shown, errors = said(world, f"%hprun {line}")
    assert (status, errors) == (1 if err else 0, [err] if err else [])
    assert out is None or out == shown[0]


@pytest.mark.parametrize(("line", "status"), [("--fail yes", 1), ("--quit 4", 4)])
def test_what_a_script_raises_ends_the_notebook(line, status, world):
    ended, out, err = said(world, f"%hprun train.py {line}", "print('never')")
    assert (ended, out) == (status, [])
    assert "/launch/run.py" not in "".join(err)


def test_a_cell_is_run_with_values_for_all_cells(world):
    cells = (
        FIT,
        "%%hprun --fit.steps 3 --w 4\nprint(fit())\nw = _('w', 1)\n(w, fit())",
        "print(w, fit())",
        "%%hprun --fit.steps 3 --unread 4\nfit()[0]\ndef g(): return _('unread', 1)",
    )
    unread = "hprun: 'unread' was set but not reached in this process (--unread 4)"
    assert said(world, *cells) == (0, ["(3, 0.1)", "(4, (3, 0.1))", "4 (10, 0.1)"], [unread])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            "%%hprun --fit.stps 3\nfit()",
            "UsageError: hprun: unknown option --fit.stps; did you mean"
            " 'fit.steps' (int, default 10, In [2]:4)? (an option of the script's own goes after --)",
        ),
        (
            "%%hprun --fit.steps x\nfit()",
            "UsageError: hprun: parameter 'fit.steps' (In [2]:4): 'x' is not a whole number (--fit.steps x)",
        ),
        (
            "%%hprun --w x\nfrom hprun.m import _\n_('w', 1)",
            "UsageError: hprun: parameter 'w' (In [3]:3): 'x' is not a whole number (--w x)",
        ),
        ("%%hprun\n1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_a_mistake_ends_the_notebook_with_its_prompt(cell, expected, world):
    status, out, err = said(world, FIT, cell, "print('never')")
    assert (status, out, err[-1]) == (1, [], expected)


def test_a_failing_cell_is_told_by_its_prompt_and_without_what_runs_it(world):
    _, _, err = said(world, "%%hprun\ndef f():\n    1 / 0\nf()")
    places = [each for each in err if each.startswith(("Cell ", "File "))]
    assert places[0] == "Cell In[2], line 1"
    assert places[-2:] == ["Cell In[2], line 4", "Cell In[2], line 3, in f()"]
    assert len(places) == 4

"""What of a cell is Python: IPython's own statements are replaced, all else stays in its line."""

import pytest

from hprun.scan.files.magics import is_automatic, python_of


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("a = 1\nb = 2", "a = 1\nb = 2", id="nothing of IPython's"),
        pytest.param("%matplotlib inline\na = 1", "pass\na = 1", id="a magic"),
        pytest.param("!pip install x\na = 1", "pass\na = 1", id="a command"),
        pytest.param("!pip \\\n  install \\\n  x\na = 1", "pass\n\n\na = 1", id="of many lines"),
        pytest.param("!pip \\", "pass", id="one that never ends"),
        pytest.param("if a:\n    !ls\nb = 1", "if a:\n    pass\nb = 1", id="in a block"),
        pytest.param("a?\nb.c??\n?d", "pass\npass\npass", id="a question"),
        pytest.param("%%time\na = 1", "\na = 1", id="a cell that is timed"),
        pytest.param("\n%%capture out\n%%time\na", "\n\n\na", id="two magics for a cell"),
        pytest.param("%%bash\necho $A\n", "\n\n", id="a cell in another language"),
        pytest.param("%%\na = 1", "\n", id="a magic without a name"),
        pytest.param("a = 1\n%%time\nb", "a = 1\npass\nb", id="too late for a cell"),
        pytest.param("files = !ls *.py", "files = get_ipython()", id="the output of a command"),
        pytest.param("a, b = %who", "a, b = get_ipython()", id="what a magic returns"),
        pytest.param("  a = 1\n  if a:\n    b = 2", "a = 1\nif a:\n  b = 2", id="indented"),
        pytest.param("/f 1\n,f a b\n;f a", "pass\npass\npass", id="calls without brackets"),
    ],
)
def test_what_is_of_ipython_is_replaced(source, expected):
    assert python_of(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""\n%a\n!b\n"""',
        "'''\\'''\n%a\n'''",
        "a = (7\n  % 4)",
        "a = [  # (\n  '(',\n]",
        "a = 7 \\\n  % 4",
        's = "x" \\\n  "%d"',
        "a = b % c",
        "a %= 3",
        "a = '%s' % b  # = !c",
        "a != b",
        "f(a=1, b='= %d')",
        "x['?'] = '?'",
        "print('loss=%s' % loss)",
        "'loss=%s' % loss",
        "print(loss=!a)",
        "# what?",
        'f"{a["b"]}"\nc = (1)',
    ],
)
def test_python_stays_as_it_is(source):
    assert python_of(source) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("pip install x", True),
        ("cd data\n", True),
        ("lr = = 1", False),
        ("pip install x\nlr = 1", False),
    ],
)
def test_a_magic_without_its_sign_has_a_cell_to_itself(source, expected):
    assert is_automatic(source) == expected

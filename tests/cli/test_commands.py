"""`hprun` as a process: what the script gets, what the user sees, what the shell is told."""

import subprocess
import sys
import zipfile

import pytest

SCRIPT = """\
import sys
import time
from hprun import auto_param, param_scope
from hprun.m import _

lr = _("lr", 0.1)
seed = _("seed", int(time.time()))

@auto_param
def train(epochs: int = 3, name="run"):
    return epochs, name

def never():
    return _("unused", 1)

print(lr, train(), param_scope.optim.wd | 0.5, sys.argv[1:])
"""


@pytest.fixture
def hprun(tmp_path):
    """Run hprun in a folder with train.py; gives status, stdout, stderr."""
    (tmp_path / "train.py").write_text(SCRIPT)

    def run(*words, **settings):
        done = subprocess.run(
            [sys.executable, "-m", "hprun", *words], cwd=tmp_path, text=True, capture_output=True,
            timeout=60, check=False, **settings,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    run.folder = tmp_path
    return run


def test_no_values(hprun):
    assert hprun("train.py") == (0, "0.1 (3, 'run') 0.5 []\n", "")


def test_values_and_arguments(hprun):
    words = [
        "--lr",
        "1",
        "train.py",
        "-D",
        "train.epochs=5",
        "train.name=x",
        "a",
        "--",
        "-D",
        "b=1",
    ]
    assert hprun(*words) == (0, "1.0 (5, 'x') 0.5 ['a', '-D', 'b=1']\n", "")


def test_a_name_that_the_scan_did_not_find(hprun):
    (hprun.folder / "s.py").write_text(
        "from hprun import param_scope\n"
        "print([param_scope[f'layer{i}.width'] | 4 for i in range(2)])\n"
    )
    assert hprun("s.py", "-D", "+layer1.width=8") == (0, "[4, 8]\n", "")


def test_a_file_and_the_environment(hprun):
    (hprun.folder / "cfg.yaml").write_text("lr: 2\ntrain: {epochs: 7, name: on}\n")
    (hprun.folder / "train.name").touch()
    assert hprun("train.py", "-c", "cfg.yaml")[1] == "2.0 (7, 'on') 0.5 []\n"


@pytest.mark.parametrize("language", ["yaml", "json", "toml"])
def test_a_dump_is_read_back(hprun, language):
    words = ["train.py", "--lr", "1e-4", "--train.name", "1e-4"]
    file = f"cfg.{language}"
    assert hprun("dump", *words, "-o", file) == (0, "", "")
    assert hprun("train.py", "-c", file)[1] == "0.0001 (3, '1e-4') 0.5 []\n"


def test_a_mistake_stops_before_the_first_line(hprun):
    status, out, err = hprun("train.py", "--lr", "abc")
    assert (status, out) == (2, "")
    assert err == "hprun: parameter 'lr' (train.py:6): 'abc' is not a float (--lr abc)\n"


def test_a_value_that_only_the_script_can_judge(hprun):
    status, out, err = hprun("train.py", "--seed", "abc")
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith("hprun: parameter 'seed'")
    assert "Traceback" not in err


def test_a_value_that_was_never_read_is_reported(hprun):
    status, out, err = hprun("train.py", "--unused", "2")
    assert (status, out) == (0, "0.1 (3, 'run') 0.5 []\n")
    assert err == "hprun: 'unused' was set but not reached in this process (--unused 2)\n"
    assert hprun("train.py", "--unused", "2", "--quiet")[2] == ""


def test_a_required_parameter_has_to_be_given(hprun):
    (hprun.folder / "s.py").write_text(
        "from hprun.m import _\nprint(_('data', type=str, required=True))\n"
    )
    status, out, err = hprun("s.py")
    assert (status, out) == (2, "")
    assert err.startswith("hprun: ")
    assert "'data'" in err
    assert "s.py:2" in err
    assert hprun("s.py", "--data", "x") == (0, "x\n", "")


GUARDED = {
    "never come to": "kind = 'a'\nif kind != 'a': raise ValueError(_('kind'))\nprint('ran')",
    "caught": "try: _('net')\nexcept KeyError: print('ran')",
    "asked for": "print(_('net') if _.exists('net') else 'ran')",
    "set by a function": "def fill(m): m.set_value('net', 'ran')\nfill(_)\nprint(_('net'))",
    "set by a manager under another name": (
        "m = _.parse_file(__file__)\nm.set_values({'net': 'ran'})\nprint(_('net'))"
    ),
}


@pytest.mark.parametrize("source", GUARDED.values(), ids=GUARDED)
def test_a_read_without_a_default_stops_nothing_before_it_is_come_to(hprun, source):
    (hprun.folder / "s.py").write_text(f"from hprun.m import _\n{source}\n")
    assert hprun("s.py") == (0, "ran\n", "")
    assert hprun("check", "s.py")[0] == 0


def test_it_is_a_key_error_where_it_is_come_to(hprun):
    (hprun.folder / "s.py").write_text("from hprun.m import _\n_('net')\n")
    status, out, err = hprun("s.py")
    assert (status, out) == (1, "")
    assert err.splitlines()[-1] == (
        "hprun.errors.MissingParameter: parameter 'net' has neither a value nor a default; "
        "set it with -D net=VALUE"
    )
    dumped = hprun("dump", "s.py")[1]
    (hprun.folder / "cfg.yaml").write_text(dumped)
    assert hprun("check", "s.py", "-c", "cfg.yaml")[0] == 0


def test_a_default_may_be_read_before_the_line_that_gives_it(hprun):
    (hprun.folder / "s.py").write_text("from hprun.m import _\nprint(_('a'), _('a', 1))\n")
    assert hprun("s.py") == (0, "1 1\n", "")


def test_two_defaults_need_a_decision(hprun):
    (hprun.folder / "s.py").write_text(
        "from hprun.m import _\na = _('a', 1)\nb = _('a', 2)\nprint(a, b)\n"
    )
    status, out, err = hprun("s.py")
    assert (status, out) == (2, "")
    assert "s.py:2" in err
    assert "b = _('a', 2)" in err
    assert hprun("s.py", "--a", "3") == (0, "3 3\n", "")


def test_the_exit_status_is_the_scripts(hprun):
    (hprun.folder / "s.py").write_text("import sys; sys.exit(7)")
    assert hprun("s.py") == (7, "", "")


def test_a_syntax_error_is_pythons_to_show(hprun):
    (hprun.folder / "s.py").write_text("x = (\n")
    plain = subprocess.run(
        [sys.executable, "s.py"], cwd=hprun.folder, text=True, capture_output=True, check=False
    )
    assert hprun("s.py", "--lr", "1") == (1, "", plain.stderr)


def test_a_module_a_folder_and_a_zip(hprun):
    package = hprun.folder / "pkg"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "values.py").write_text("from hprun.m import _\nlr = _('lr', 0.1)\n")
    (package / "__main__.py").write_text("from .values import lr\nprint(lr)\n")
    assert hprun("-m", "pkg", "--lr", "2") == (0, "2.0\n", "")
    folder = hprun.folder / "folder"
    folder.mkdir()
    (folder / "__main__.py").write_text("from hprun.m import _\nprint(_('lr', 0.1))\n")
    assert hprun("folder", "--lr", "2") == (0, "2.0\n", "")
    with zipfile.ZipFile(hprun.folder / "app.zip", "w") as archive:
        archive.write(folder / "__main__.py", "__main__.py")
    assert hprun("app.zip", "--lr", "2") == (0, "2.0\n", "")


def test_the_version(hprun):
    from hprun import __version__

    assert hprun("--version") == (0, f"hprun {__version__}\n", "")


@pytest.mark.parametrize("words", [(), ("-D", "rate=2")], ids=["plain", "a constant"])
def test_a_run_imports_neither_typer_nor_rich_nor_yaml(hprun, words):
    (hprun.folder / "s.py").write_text(
        "import sys\nrate = 1\n"
        "dear = {'typer', 'rich', 'yaml', 'ast', 're', 'enum', 'typing', 'dataclasses', 'inspect'}\n"
        "print(sorted(dear & set(sys.modules)))\n"
    )
    code = (
        f"import sys; sys.path.insert(0, ''); from hprun.cli import main; main({['s.py', *words]})"
    )
    bare = [sys.executable, "-I", "-S", "-c", code]
    from pathlib import Path

    import hprun as package

    bare[-1] = (
        f"import sys; sys.path.insert(0, {str(Path(package.__file__).parent.parent)!r}); {code}"
    )
    done = subprocess.run(bare, cwd=hprun.folder, text=True, capture_output=True, check=True)
    assert done.stdout == "[]\n"


def test_a_name_that_only_references_read_is_not_reported(hprun):
    (hprun.folder / "cfg.yaml").write_text("lr: ${rate}\n+rate: 2\n+other: 3\n")
    assert hprun("train.py", "-c", "cfg.yaml", "-D", "lr=5") == (
        0,
        "5.0 (3, 'run') 0.5 []\n",
        "hprun: 'other' was set but not reached in this process (cfg.yaml:3)\n",
    )

"""Values in child processes. A parent is a process that installs and exports as `hprun` does."""

import math
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hprun.errors import ConfigError
from hprun.literal import Text
from hprun.runtime import handoff, root

ROOT = str(Path(__file__).parents[2])
LAUNCH = """
import os, runpy, sys
from hprun.runtime import handoff, root
script = sys.argv[1]
values = eval(os.environ.pop("VALUES"))
root.install(values, values)
handoff.export(values, script)
import __main__
__main__.__file__ = script
__main__.__spec__ = None
source = open(script).read()
exec(compile(source, script, "exec"), __main__.__dict__)
"""
READ = """
import os, sys
from hprun import param_scope
from hprun.m import _
from hprun.runtime import root
def read(_=None):
    return [param_scope.lr | 0.1, param_scope.name | "no", root.unread() and "unread"]
"""


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    monkeypatch.delenv(handoff.VARIABLE, raising=False)
    monkeypatch.setenv("PYTHONPATH", ROOT)
    with root.installed({}):
        yield


def python(*words, **environ):
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | environ,
    )
    assert done.stderr == ""
    return done.stdout


def check(folder, script, expected, values="{'lr': 5, 'name': 'yes'}"):
    """What a script prints that runs under values."""
    path = folder / "script.py"
    path.write_text(READ + script)
    assert python("-c", LAUNCH, path, VALUES=values) == expected


# Values as text

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters())
    | st.text().map(Text)
    | st.binary()
)
keys = st.recursive(
    scalars,
    lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3),
    max_leaves=4,
)
anything = st.recursive(
    scalars | st.sets(keys, max_size=3) | st.frozensets(keys, max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=8,
)


def shape(value):
    """A value together with its types, all the way down."""
    inner = list(value.items()) if isinstance(value, dict) else value
    if isinstance(value, set | frozenset):
        return type(value), sorted(map(repr, map(shape, value)))
    if isinstance(inner, list | tuple):
        return type(value), [shape(each) for each in inner]
    return type(value), repr(value)


@given(anything)
def test_what_is_written_is_read_back_value_and_type_alike(value):
    written = handoff.written_value(value)
    assert written.isascii()
    assert shape(handoff.read_written(written)) == shape(value)


def test_odd_values_survive():
    for value in (math.inf, -math.inf, -0.0, 10**5000, -(10**5000), "\0\ud800"):
        found = handoff.read_written(handoff.written_value(value))
        assert found == value
        assert type(found) is type(value)


def test_not_a_number_survives():
    assert math.isnan(handoff.read_written(handoff.written_value(math.nan)))


def test_a_path_becomes_a_text_and_what_cannot_be_written_stays_behind():
    given = {"a": Path("/x"), "b": object(), "c": [len], "d": {1: {2: print}}, "e": 1}
    found = handoff.read_written(handoff.written_values(given))
    assert found == {"a": "/x", "e": 1}
    assert type(found["a"]) is Text


@pytest.mark.parametrize(
    "text", ["__import__('os')", "a", "[x for x in ()]", "list(1, 2)", "1 + 1"]
)
def test_nothing_is_evaluated(text):
    with pytest.raises(ValueError, match="is no value"):
        handoff.read_written(text)


# What is left in the environment


def test_small_values_stand_in_the_variable_itself(tmp_path):
    handoff.export({"lr": 0.1, "on": True}, str(tmp_path))
    written = f"(2, '{tmp_path}', {os.getpid()}, ({{'lr': 0.1, 'on': True}}, {{}}), '')"
    assert os.environ[handoff.VARIABLE] == written
    handoff.forget()
    assert handoff.VARIABLE not in os.environ


def test_large_values_stand_in_a_private_file(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    handoff.export({"text": "x" * 10_000}, "script.py")
    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.environ[handoff.VARIABLE].endswith(f", ({{}}, {{}}), '{path}')")
    handoff.export({"text": "x" * 9_000}, "script.py")
    (other,) = tmp_path.iterdir()
    assert other != path
    handoff.forget()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_gone_is_an_error(tmp_path, monkeypatch):
    path = f"{tmp_path}/gone"
    script = f"{tmp_path}/train.py"
    monkeypatch.setattr(sys.modules["__main__"], "__file__", script, raising=False)
    monkeypatch.setenv(handoff.VARIABLE, f"(2, {script!r}, 0, ({{}}, {{}}), {path!r})")
    with pytest.raises(ConfigError) as caught:
        handoff.receive()
    assert str(caught.value) == (
        f"the values for this process cannot be read: [Errno 2] No such file or directory: {path!r}"
        " (HPRUN_SCOPE); the process that left them must outlive the start of this"
    )


@pytest.mark.parametrize(
    "text", ["", "x", "(", "(1, 2)", "[1, 2, 3, 4, 5]", "(1, '', 0, {}, '')", "(2, '', 0, {}, '')"]
)
def test_what_is_not_ours_is_left_alone(text, monkeypatch):
    monkeypatch.setenv(handoff.VARIABLE, text)
    handoff.receive()
    assert root.snapshot() == {}


# Children


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_workers_of_multiprocessing_see_the_values(method, tmp_path):
    script = f"""
if __name__ == "__main__":
    import multiprocessing
    with multiprocessing.get_context({method!r}).Pool(1) as pool:
        print(param_scope.lr(), root.unread(), pool.map(read, [1]))
"""
    check(tmp_path, script, "5 ('name',) [[5, 'yes', ()]]\n")


def test_a_relaunch_of_the_script_and_its_children_see_the_values(tmp_path):
    script = """
import subprocess
level = int(sys.argv[-1]) if sys.argv[-1].isdigit() else 0
print(level, read(), flush=True)
if level < 2:
    subprocess.run([sys.executable, __file__, str(level + 1)])
"""
    expected = "0 [5, 'yes', ()]\n1 [5, 'yes', ()]\n2 [5, 'yes', ()]\n"
    check(tmp_path, script, expected)


def test_a_script_that_replaces_itself_sees_the_values(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    script = """
if "again" not in sys.argv:
    os.execv(sys.executable, [sys.executable, __file__, "again"])
print(read()[0], len(param_scope.name()), os.listdir(os.environ["TMPDIR"]) != [])
"""
    check(tmp_path, script, "5 9000 True\n", values="{'lr': 5, 'name': 'x' * 9000}")
    assert list((tmp_path / "own").iterdir()) == []


def test_types_survive(tmp_path):
    script = """
import subprocess
if len(sys.argv) > 1 and sys.argv[1] == "child":
    print(param_scope.t(), param_scope.x | 0.5, param_scope.x | "x", param_scope.s())
else:
    subprocess.run([sys.executable, __file__, "child"])
"""
    values = "{'t': {'u': (1, None), 'e': {}}, 'x': __import__('hprun.literal').literal.Text('1'), 's': {2}}"
    check(tmp_path, script, "{'u': (1, None), 'e': {}} 1.0 1 {2}\n", values=values)


def test_another_program_is_not_disturbed(tmp_path):
    (tmp_path / "other.py").write_text(READ + "print(read())")
    script = """
import subprocess
subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "other.py")])
subprocess.run([sys.executable, "-c", "from hprun import param_scope; print(param_scope.lr | 0.1)"])
"""
    check(tmp_path, script, "[0.1, 'no', ()]\n0.1\n")


def test_a_module_s_package_that_reads_early_is_served_as_soon_as_it_can_be(tmp_path):
    package = tmp_path / "pkg"
    package.mkdir()
    (package / "__init__.py").write_text(READ + "early = read()\n")
    (package / "mod.py").write_text("from pkg import read\nprint(read())\n")
    values = f"(2, {str(package / 'mod.py')!r}, 0, ({{'lr': 5}}, {{}}), '')"
    environ = {handoff.VARIABLE: values, "PYTHONPATH": f"{ROOT}:{tmp_path}"}
    assert python("-m", "pkg.mod", **environ) == "[5, 'no', ()]\n"


def test_spawned_workers_without_a_main_module_see_the_values(tmp_path):
    (tmp_path / "helper.py").write_text(READ)
    script = """
import __main__, multiprocessing, helper
if __name__ == "__main__":
    del __main__.__file__  # as when the main module is the __main__.py of a folder
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.map(helper.read, [1]))
"""
    path = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    check(tmp_path, path + script, "[[5, 'yes', ()]]\n")


def test_loky_workers_see_the_values(tmp_path):
    pytest.importorskip("joblib")
    script = """
from joblib import Parallel, delayed
from hprun import auto_param
@auto_param("f")
def f(a=1, b=2):
    return a, b, param_scope.lr | 0.1, _("name", "no")
if __name__ == "__main__":
    print(Parallel(n_jobs=2)(delayed(f)(b=each) for each in range(2)))
"""
    values = "{'lr': 5, 'name': 'yes', 'f.a': 7}"
    check(tmp_path, script, "[(7, 0, 5, 'yes'), (7, 1, 5, 'yes')]\n", values=values)

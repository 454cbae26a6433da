"""A scan out of the cache is the scan itself, and what has changed is scanned anew."""

import os
import sys
from multiprocessing.pool import ThreadPool

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hprun.literal import Text
from hprun.model import Catalog, Definition, Entry, Location, Parameter, Type
from hprun.scan import pipeline
from hprun.scan.files import cache
from hprun.scan.files.cache import packed, unpacked

FILES = {
    "main.py": "from hprun.m import _\nimport helper, missing\nimport pkg.inner\n_('lr', 0.1)",
    "helper.py": "from hprun import auto_param\n@auto_param\ndef f(x: int | None = None): ...",
    "pkg/inner.py": "from hprun.m import hp\nhp('depth', (1, 2), choices=[(1, 2), (3, 4)])",
}
PAST = 1_600_000_000 * 10**9


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A program that was written long ago, and a cache folder of its own."""
    folder = tmp_path / "project"
    for name, source in FILES.items():
        write(folder / name, source)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(cache, "_SETTLED", -(10**18))
    monkeypatch.chdir(folder)
    return folder


def write(path, source):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)


def scanned(**options):
    """The catalog by the cache, and whether it was scanned anew."""
    surveyed, times = pipeline.surveyed, []

    def counting(*arguments, **options):
        times.append(1)
        return surveyed(*arguments, **options)

    pipeline.surveyed = counting
    try:
        catalog = cache.scan([Entry("main.py")], [""], **options)
    finally:
        pipeline.surveyed = surveyed
    assert catalog == pipeline.scan([Entry("main.py")], [""], options.get("extra", ()))
    return catalog, bool(times)


def kept(project):
    return sorted((project.parent / "cache" / "hprun").glob("*"))


@pytest.mark.usefixtures("project")
def test_a_second_scan_is_the_first_one():
    first, anew = scanned()
    assert anew
    assert scanned() == (first, False)
    assert [*first.parameters] == ["lr", "f.x", "depth"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda p: write(p / "main.py", FILES["main.py"] + " "), id="entry"),
        pytest.param(lambda p: write(p / "helper.py", "x = 1"), id="imported file"),
        pytest.param(lambda p: (p / "helper.py").unlink(), id="file gone"),
        pytest.param(lambda p: os.utime(p / "helper.py", ns=(PAST, PAST)), id="time"),
        pytest.param(lambda p: write(p / "missing.py", "x = 1"), id="module is there now"),
        pytest.param(lambda p: write(p / "missing/x.txt", "x"), id="namespace is there now"),
        pytest.param(lambda p: write(p / "helper/__init__.py", ""), id="package hides a file"),
        pytest.param(lambda p: write(p / "pkg/__init__.py", "x = 1"), id="package has code now"),
        pytest.param(lambda p: write(p / "pkg/inner/__init__.py", "x = 1"), id="inner package"),
    ],
)
def test_a_change_is_seen(project, change):
    scanned()
    change(project)
    assert scanned()[1]
    assert not scanned()[1]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: None, id="none"),
        pytest.param(lambda p: write(p / "out.txt", "x"), id="a file that is no module"),
        pytest.param(lambda p: write(p / "other.py", "x"), id="a module that nobody imports"),
        pytest.param(lambda p: write(p / "pkg/other.py", "x"), id="one in a package"),
        pytest.param(lambda p: (p / "runs").mkdir(), id="a folder"),
    ],
)
def test_what_does_not_matter_is_no_change(project, change):
    scanned()
    change(project)
    assert not scanned()[1]


HYDRA = """
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
main()
"""


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"conf/config.yaml": "defaults: [{net: a}]\nlr: 2"}, id="the primary config"),
        pytest.param({"conf/net/a.yaml": "width: 2"}, id="a part of it"),
        pytest.param({"conf/net/b.yaml": ""}, id="another choice"),
        pytest.param({"conf/local/me.yaml": "seed: 1"}, id="a config that was not there"),
    ],
)
def test_a_change_of_a_configuration_is_seen(project, change):
    write(project / "main.py", HYDRA)
    write(project / "conf/config.yaml", "defaults: [{net: a}, {optional local: me}]\nlr: 1")
    write(project / "conf/net/a.yaml", "width: 1")
    first, _ = scanned()
    assert scanned() == (first, False)
    for name, text in change.items():
        write(project / name, text)
    second, anew = scanned()
    assert (anew, second != first) == (True, True)


@pytest.mark.usefixtures("project")
def test_a_source_that_is_given_is_compared_itself():
    def names(source):
        return [*cache.scan([Entry("<stdin>", source)], [""]).parameters]

    for source, expected in [(b"x", []), (b"from hprun.m import _\n_('a', 1)", ["a"]), (b"y", [])]:
        assert names(source) == expected
        assert names(source) == expected


def test_extra_files_are_looked_for_each_time(project):
    write(project / "more/a.py", "from hprun.m import _\n_('a', 1)")
    assert [*scanned(extra=["more/*.py"])[0].parameters][-1] == "a"
    assert not scanned(extra=["more/*.py"])[1]
    write(project / "more/b.py", "from hprun.m import _\n_('b', 1)")
    assert [*scanned(extra=["more/*.py"])[0].parameters][-1] == "b"


def test_another_folder_is_another_program(project, monkeypatch):
    scanned()
    for name, source in FILES.items():
        write(project.parent / "copy" / name, source)
    monkeypatch.chdir(project.parent / "copy")
    assert scanned()[1]


@pytest.mark.parametrize(
    ("name", "value"), [("scan.files.cache.VERSION", "other"), ("kept._KEY", 7)]
)
def test_another_version_scans_anew(project, monkeypatch, name, value):
    scanned()
    monkeypatch.setattr(f"hprun.{name}", value)
    assert scanned()[1]


def test_a_file_that_was_just_written_is_not_trusted(project, monkeypatch):
    monkeypatch.setattr(cache, "_SETTLED", 2 * 10**9)
    assert scanned()[1]
    assert scanned()[1]
    assert kept(project) == []


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:-1]), id="cut"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:-9] + b"x" * 9), id="other"),
        pytest.param(lambda path: (path.unlink(), path.mkdir()), id="a folder"),
    ],
)
def test_a_damaged_file_is_not_there(project, damage):
    scanned()
    damage(kept(project)[0])
    assert scanned()[1]


@pytest.mark.usefixtures("project")
def test_what_cannot_be_written_is_not_kept(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    assert scanned()[1]
    assert scanned()[1]


def test_nothing_is_kept_if_python_is_asked_not_to(project, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    scanned()
    assert kept(project) == []


def test_no_cache(project):
    assert scanned(cached=False)[1]
    assert kept(project) == []
    scanned()
    assert scanned(cached=False)[1]


def test_many_at_once(project):
    with ThreadPool(8) as pool:
        found = pool.map(lambda _: cache.scan([Entry("main.py")], [""]), range(40))
    assert all(each == found[0] for each in found)
    assert [len(path.name) for path in kept(project)] == [16]


def test_the_older_half_goes_when_there_are_too_many(project, monkeypatch):
    monkeypatch.setattr("hprun.kept._MOST", 10)
    folder = project.parent / "cache" / "hprun"
    folder.mkdir(parents=True)
    for number in range(10):
        write(folder / f"old{number}", "")
        os.utime(folder / f"old{number}", ns=(PAST + number * 10**9,) * 2)
    scanned()
    assert [path.name for path in kept(project)][-5:] == [f"old{n}" for n in range(5, 10)]
    assert len(kept(project)) == 6


LEAVES = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    *(st.binary(), st.text().map(Text), st.just(...)),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(LEAVES, inner)
        | st.builds(lambda args: Type("union", tuple(args)), st.lists(inner))
    ),
    max_leaves=12,
)


@given(VALUES)
def test_packing_has_an_inverse(value):
    again = unpacked(packed(value))
    assert again == value
    assert repr(again) == repr(value)
    assert type(again) is type(value)


@pytest.mark.parametrize("value", [{1, (2, "a")}, frozenset((1, Text("a"))), {frozenset((1,))}])
def test_sets_are_packed(value):
    assert unpacked(packed(value)) == value
    assert type(unpacked(packed(value))) is type(value)


def test_a_catalog_is_packed_whole():
    place = Location("main.py", 1, 2, 3)
    found = Definition("lr", place, "_", type=Type("enum", choices=(Text("A"),)))
    parameter = Parameter("lr", Type("float"), None, "", (found,))
    catalog = Catalog({"lr": parameter}, files=("main.py",))
    assert unpacked(packed(catalog)) == catalog

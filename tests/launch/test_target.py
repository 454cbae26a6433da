"""What there is to run, found without running any of it."""

from __future__ import annotations

import sys
import zipfile

import pytest

from hprun.errors import TargetError
from hprun.launch.target import find
from hprun.model import Entry

BODY = b"raise AssertionError('a target is not executed to be found')\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A current directory with one of everything, none of which may be executed."""
    for name in (
        "train.py",
        "sub/train.py",
        "app/__main__.py",
        "pkg/__init__.py",
        "pkg/mod.py",
        "pkg/__main__.py",
        "pkg/inner/__init__.py",
        "ns/mod.py",
        "bare/other.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(BODY)
    (tmp_path / "link.py").symlink_to("sub/train.py")
    with zipfile.ZipFile(tmp_path / "app.pyz", "w") as archive:
        archive.writestr("__main__.py", BODY)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        sys, "path", [entry for entry in sys.path if "-packages" in entry or "lib/" in entry]
    )
    return tmp_path


def check_find(word, expected, *, module=False):
    found = find(word, module=module)
    assert (found.kind, found.file, found.first, found.entries, found.search) == expected


@pytest.mark.parametrize(
    ("word", "file", "folder"),
    [
        pytest.param("train.py", "train.py", "", id="beside"),
        pytest.param("./train.py", "./train.py", "", id="the dot is kept"),
        pytest.param("sub/train.py", "sub/train.py", "sub", id="below"),
        pytest.param("sub/../train.py", "sub/../train.py", "", id="the way there is kept"),
        pytest.param("link.py", "link.py", "sub", id="a link imports from where it leads"),
    ],
)
def test_a_script_is_found_as_python_finds_it(word, file, folder, here):
    first = str(here / folder) if folder else str(here)
    check_find(word, ("script", f"{here}/{file}", first, (Entry(word, BODY),), (folder,)))


def test_an_absolute_script_keeps_its_name(here):
    word = f"{here}/sub/train.py"
    check_find(word, ("script", word, f"{here}/sub", (Entry(word, BODY),), ("sub",)))


@pytest.mark.parametrize(
    ("word", "kind", "shown"),
    [
        ("app", "folder", "app/__main__.py"),
        ("./app", "folder", "./app/__main__.py"),
    ],
)
def test_a_folder_with_a_main_is_a_target(word, kind, shown, here):
    expected = (kind, f"{here}/{shown}", f"{here}/{word}", (Entry(shown),), (word,))
    check_find(word, expected)


def test_a_zip_with_a_main_is_a_target_whose_source_is_read(here):
    entry = Entry("app.pyz/__main__.py", BODY)
    expected = ("zip", f"{here}/app.pyz/__main__.py", f"{here}/app.pyz", (entry,), ("app.pyz",))
    check_find("app.pyz", expected)


def test_the_current_directory_can_be_the_folder(here, monkeypatch):
    monkeypatch.chdir(here / "app")
    expected = (
        "folder",
        f"{here}/app/__main__.py",
        f"{here}/app",
        (Entry("./__main__.py"),),
        ("",),
    )
    check_find(".", expected)


@pytest.mark.parametrize(
    ("name", "file", "entries"),
    [
        pytest.param("train", "train.py", [("train.py", "")], id="a module"),
        pytest.param(
            "pkg.mod",
            "pkg/mod.py",
            [("pkg/__init__.py", "pkg"), ("pkg/mod.py", "pkg")],
            id="in a package",
        ),
        pytest.param(
            "pkg",
            "pkg/__main__.py",
            [("pkg/__init__.py", "pkg"), ("pkg/__main__.py", "pkg")],
            id="a package",
        ),
        pytest.param("ns.mod", "ns/mod.py", [("ns/mod.py", "ns")], id="in a namespace package"),
        pytest.param("missing", "", [], id="missing"),
        pytest.param("pkg.missing", "", [], id="missing in a package"),
        pytest.param("train.mod", "", [], id="a module is no package"),
        pytest.param("pkg.inner", "", [], id="a package without a main"),
        pytest.param("ns", "", [], id="a namespace package without a main"),
    ],
)
def test_a_module_is_found_without_importing_its_packages(name, file, entries, here):
    found = tuple(Entry(path, None, package) for path, package in entries)
    scanned = found if file else find(name, module=True).entries
    where = f"{here}/{file}" if file else ""
    check_find(name, ("module", where, str(here), scanned, ("",)), module=True)
    assert not {"pkg", "ns", "train"} & set(sys.modules)


def test_a_folder_without_a_main_has_nothing_to_run(here):
    check_find("bare", ("folder", "", f"{here}/bare", (), ("bare",)))


@pytest.mark.parametrize(
    ("word", "message"),
    [
        pytest.param(
            "trian.py",
            "can't open file '{here}/trian.py': [Errno 2] No such file or directory; did you mean train.py?",
            id="misspelt",
        ),
        pytest.param(
            "sub/trian.py",
            "can't open file '{here}/sub/trian.py': [Errno 2] No such file or directory; did you mean sub/train.py?",
            id="misspelt in a folder",
        ),
        pytest.param(
            "no/such.py",
            "can't open file '{here}/no/such.py': [Errno 2] No such file or directory",
            id="nothing near",
        ),
    ],
)
def test_a_missing_script_is_refused_with_the_nearest_name(word, message, here):
    with pytest.raises(TargetError) as caught:
        find(word, module=False)
    assert str(caught.value) == message.format(here=here)


def test_compiled_code_has_nothing_to_scan(here):
    import py_compile

    py_compile.compile("train.py", "train.pyc", doraise=True)
    check_find("train.pyc", ("script", f"{here}/train.pyc", str(here), (), ("",)))


def test_further_folders_of_the_users_are_searched_but_not_what_is_installed(here, monkeypatch):
    monkeypatch.setattr(sys, "path", ["bin", "", f"{here}/sub", *sys.path])
    assert find("train.py", module=False).search == ("", f"{here}/bin", str(here), f"{here}/sub")

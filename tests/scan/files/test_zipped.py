"""Modules inside of a zip are scanned like those in a folder."""

import os
import zipfile

from hprun.launch.target import find
from hprun.scan.files import cache


def written(path, text):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__main__.py", "import lib\nfrom pkg.net import _\n_('lr', 0.1)\n")
        archive.writestr("lib.py", "from hprun.m import _\n_('beside', 1)\n")
        archive.writestr("pkg/__init__.py", "")
        archive.writestr("pkg/net.py", f"from hprun.m import _\n_('{text}', 2)\n")


def scanned(word):
    target = find(word, module=False)
    return cache.scan(target.entries, target.search)


def test_modules_in_a_zip_are_found(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    written("app.zip", "width")
    old = os.stat("app.zip").st_mtime - 100
    os.utime("app.zip", (old, old))
    assert [*scanned("app.zip").parameters] == ["lr", "beside", "width"]
    written("app.zip", "depth")
    assert [*scanned("app.zip").parameters] == ["lr", "beside", "depth"]


def test_a_broken_zip_is_no_zip(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lib").write_text("no zip")
    (tmp_path / "s.py").write_text("import sys\nsys.path.append('lib')\nimport lib.x\n")
    assert [*scanned("s.py").parameters] == []

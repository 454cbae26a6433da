"""The directory that every command of the conformance suite is run in.

It is a copy of `scripts`, and of what cannot be kept there: links, zips, compiled code, and files
whose bytes are their point.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

SCRIPTS = Path(__file__).parent / "scripts"

BYTES = {
    "bom.py": b"\xef\xbb\xbfprint('\xc3\xa9')\n",
    "cr.py": b"print(1)\rprint(2)\r",
    "crlf.py": b"print(1)\r\nif 1:\r\n    print('''a\r\nb''')\r\n",
    "empty.py": b"",
    "form_feed.py": b"\x0cprint('after a form feed')\n",
    "latin_1.py": b"# -*- coding: latin-1 -*-\nprint(ascii('\xe9'))\n",
    "no_newline.py": b"print(1)",
    "only_comment.py": b"# nothing",
    "shebang.py": b"#!/usr/bin/env python\n# vim: set fileencoding=utf-8 :\nprint('\xc3\xa9')\n",
    "bad_cookie.py": b"# coding: nonsense\nprint(1)\n",
    "bad_utf_8.py": b"print('\xe9')\n",
    "bad_utf_8_in_comment.py": b"x = 1\n# \xff\nprint(x)\n",
    "binary.py": bytes(range(256)) * 8,
    "bom_and_cookie.py": b"\xef\xbb\xbf# coding: latin-1\nprint(1)\n",
    "nul.py": b"print(1)\nx = '\x00'\n",
    "tabs.py": b"if 1:\n\tprint(1)\n        print(2)\n",
    "unclosed.py": b"print((1,\n",
    "unterminated.py": b"x = '''abc\n",
}

LINKS = {
    "link.py": "real/linked.py",
    "sub/link_up.py": "../real/linked.py",
    "link_to_link.py": "link.py",
    "link_to_folder": "folder",
    "folder_of_links": "real",
    "link_to_nothing.py": "nothing.py",
}

COMPILED = {
    "compiled.pyc": "argv.py",
    "compiled_without_extension": "namespace.py",
    "uncaught.pyc": "uncaught.py",
    "processes.pyc": "processes.py",
    "folder_compiled/__main__.pyc": "folder/__main__.py",
    "folder_compiled/beside.pyc": "folder/beside.py",
}


def build(folder: Path, python: str) -> Path:
    """Make the directory from which `fresh` takes its copies, with code compiled by `python`."""
    shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name, content in BYTES.items():
        (folder / name).write_bytes(content)
    for name, target in LINKS.items():
        (folder / name).symlink_to(target)
    for name in ("folder_compiled", "no_main"):
        (folder / name).mkdir()
    compile_all = "import py_compile, sys; all(map(py_compile.compile, {1}, {0}))"
    program = compile_all.format([*COMPILED], [*COMPILED.values()])
    subprocess.run([python, "-c", program], cwd=folder, check=True)
    good = (folder / "compiled.pyc").read_bytes()
    (folder / "bad_magic.pyc").write_bytes(b"\0\0\r\n" + good[4:])
    (folder / "cut_off.pyc").write_bytes(good[:40])
    (folder / "no_code.pyc").write_bytes(good[:16] + b"N")
    (folder / "empty.pyc").write_bytes(b"")
    _zip(folder / "folder.zip", folder / "folder")
    _zip(folder / "late.pyz", folder / "folder_late", b"#!/usr/bin/env python3\n")
    _zip(folder / "compiled.zip", folder / "folder_compiled")
    _zip(folder / "no_main.zip", folder / "ns")
    _zip(folder / "multi.zip", folder / "multi_folder")
    return folder


def _zip(path: Path, content: Path, prefix: bytes = b"") -> None:
    path.write_bytes(prefix)
    with zipfile.ZipFile(path, "a") as archive:
        for each in sorted(content.iterdir()):
            archive.write(each, each.name)


def fresh(built: Path, folder: Path) -> Path:
    """Return `folder` as it is after the build: a copy of hard links, tidied where it was used."""
    if not folder.exists():
        return shutil.copytree(built, folder, symlinks=True, copy_function=os.link)
    for place, folders, files in os.walk(folder):
        original = os.path.join(built, os.path.relpath(place, folder))
        for name in set(folders + files) - set(os.listdir(original)):
            _remove(os.path.join(place, name))
        folders[:] = [name for name in folders if os.path.isdir(os.path.join(original, name))]
        for name in set(os.listdir(original)) - set(folders + files):
            os.link(os.path.join(original, name), os.path.join(place, name))
    return folder


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)

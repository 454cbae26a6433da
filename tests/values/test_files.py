"""Files are read with their places, refused in one sentence, and written in one step."""

import os

import pytest

from hprun.errors import ConfigError
from hprun.literal import Text
from hprun.values import files
from hprun.values.files import Given, load, write
from hprun.values.tree import Tree, plain


def check_refused(path, message):
    with pytest.raises(ConfigError) as caught:
        load(str(path))
    assert str(caught.value) == message


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cfg.yaml", "a: 1\nb:\n  c: 'x'\n"),
        ("cfg.YML", "a: 1\nb:\n  c: 'x'\n"),
        ("cfg", "a: 1\nb:\n  c: 'x'\n"),
        ("cfg.json", '{"a": 1,\n"b": {\n"c": "x"}}'),
        ("cfg.toml", 'a = 1\n[b]\nc = "x"\n'),
        pytest.param("cfg.yaml", "\ufeffa: 1\nb:\n  c: 'x'\n", id="byte order mark"),
        pytest.param("cfg.yaml", "a: 1\r\nb:\r\n  c: 'x'\r\n", id="lines of Windows"),
    ],
)
def test_the_ending_tells_the_language(folder, name, text):
    (folder / name).write_bytes(text.encode())
    assert load(name) == [
        Given("a", Text("1"), f"{name}:1"),
        Given("b", Tree((Given("c", "x", f"{name}:3"),)), f"{name}:2"),
    ]


def test_the_language_can_be_told(folder):
    (folder / "cfg").write_text("a = 1")
    assert load("cfg", "toml") == [Given("a", Text("1"), "cfg:1")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cfg.yaml", ""),
        ("cfg.yaml", "# nothing\n"),
        ("cfg.yaml", "---\n...\n"),
        ("cfg.yaml", "{}"),
        ("cfg.json", " \n"),
        ("cfg.json", "{}"),
        ("cfg.toml", ""),
    ],
)
def test_an_empty_file_gives_nothing(folder, name, text):
    (folder / name).write_text(text)
    assert load(name) == []


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("cfg.yaml", "- 1", "cfg.yaml gives no names; write NAME: VALUE, one parameter on a line"),
        ("cfg.yaml", "lr=1", "cfg.yaml gives no names; write NAME: VALUE, one parameter on a line"),
        ("cfg.json", "[1]", 'cfg.json gives no names; write {"NAME": VALUE, …}'),
        (
            "cfg.yaml",
            "a: é\nb: é".encode("latin-1"),
            "byte 0xe9 is not UTF-8 (cfg.yaml:1); save the file as UTF-8",
        ),
        ("cfg.yaml", "a: 1".encode("utf-16"), "cfg.yaml is UTF-16; save it as UTF-8"),
    ],
)
def test_a_file_that_holds_no_values_is_refused(folder, name, data, message):
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    check_refused(name, message)


def test_a_file_that_is_not_there_is_refused(folder):
    (folder / "sub").mkdir()
    (folder / "loop.yaml").symlink_to("loop.yaml")
    check_refused("none.yaml", "there is no file none.yaml")
    check_refused("sub", "sub is a directory; -c takes a file")
    check_refused("loop.yaml", "loop.yaml cannot be read: Too many levels of symbolic links")
    check_refused("a\0b", "a\0b cannot be read: embedded null byte")


def test_a_tree_is_a_dict_where_it_is_a_value():
    tree = Tree(
        (Given("a", [Tree((Given("b", Text("1"), ""),)), "x"], ""), Given("c", Tree(()), ""))
    )
    assert plain(tree) == {"a": [{"b": Text("1")}, "x"], "c": {}}


def test_writing_makes_a_file(folder):
    write("new.yaml", "a: é\n")
    assert (folder / "new.yaml").read_bytes() == b"a: \xc3\xa9\n"
    assert os.listdir() == ["new.yaml"]


def test_writing_keeps_mode_and_link_of_what_is_replaced(folder):
    (folder / "sub").mkdir()
    target = folder / "sub" / "target.yaml"
    target.write_text("old")
    target.chmod(0o640)
    (folder / "link.yaml").symlink_to("sub/target.yaml")
    write("link.yaml", "new")
    assert (folder / "link.yaml").is_symlink()
    assert (target.read_text(), target.stat().st_mode & 0o777) == ("new", 0o640)
    assert os.listdir("sub") == ["target.yaml"]


def test_what_is_no_file_is_written_through(folder):
    write("/dev/null", "a: 1\n")
    assert os.listdir() == []


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("none/cfg.yaml", "there is no folder none to write none/cfg.yaml into; make it first"),
        ("sub", "sub is a directory; name a file"),
        ("file/cfg.yaml", "file/cfg.yaml cannot be written: Not a directory"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused(folder, path, message):
    (folder / "sub").mkdir()
    (folder / "file").write_text("")
    with pytest.raises(ConfigError) as caught:
        write(path, "a: 1\n")
    assert str(caught.value) == message
    assert sorted(os.listdir()) == ["file", "sub"]


def test_a_name_that_no_file_can_have_is_refused():
    with pytest.raises(ConfigError, match=r"^a\0b cannot be written: .*embedded null"):
        write("a\0b", "a: 1\n")


def test_nothing_is_left_behind_when_writing_fails(folder, monkeypatch):
    (folder / "cfg.yaml").write_text("old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(
        ConfigError, match=r"^cfg\.yaml cannot be written: No space left on device$"
    ):
        write("cfg.yaml", "new")
    assert os.listdir() == ["cfg.yaml"]
    assert (folder / "cfg.yaml").read_text() == "old"

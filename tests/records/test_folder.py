"""How a folder comes to be, and a file into it."""

import errno
import os
import re
import subprocess
import sys
import time

import pytest

from hprun.records import folder as folders
from hprun.records import state


def test_a_name_is_the_time_and_four_letters(tmp_path):
    made = folders.make(str(tmp_path / "runs"))
    assert re.fullmatch(r"\d{8}-\d{6}-[0-9a-z]{4}", os.path.basename(made))
    assert (tmp_path / "runs" / ".gitignore").read_text() == "*\n"


def test_a_name_is_given_once(tmp_path):
    folders.make(str(tmp_path), "000001")
    with pytest.raises(FileExistsError):
        folders.make(str(tmp_path), "000001")


def test_many_processes_get_folders_of_their_own(tmp_path):
    """The names are made equal, so that only the file system keeps them apart."""
    script = (
        "import sys; from hprun.records import folder\n"
        "folder._fresh_name = lambda names=iter(range(1000)): str(next(names))\n"
        "for _ in range(50): print(folder.make(sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "runs")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    made = [line for each in running for line in each.communicate()[0].splitlines()]
    assert len(made) == len(set(made)) == 200


def test_the_first_to_claim_a_file_has_it(tmp_path):
    path = str(tmp_path / "status.json")
    assert folders.claim(path, "one")
    assert not folders.claim(path, "two")
    assert os.listdir(tmp_path) == ["status.json"]
    assert (tmp_path / "status.json").read_text() == "one"


def test_what_was_reserved_is_filled(tmp_path):
    path = str(tmp_path / "status.json")
    draft = folders.reserve(path)
    assert os.path.getsize(draft) == 4096
    assert folders.claim(path, "one", draft)
    assert not folders.claim(path, "two", folders.reserve(path))
    assert os.listdir(tmp_path) == ["status.json"]
    assert (tmp_path / "status.json").read_text() == "one"


def test_without_links_a_file_is_claimed_all_the_same(tmp_path, monkeypatch):
    def link(*_):
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", link)
    path = str(tmp_path / "status.json")
    assert folders.claim(path, "one")
    assert not folders.claim(path, "two")
    assert (tmp_path / "status.json").read_text() == "one"


def test_a_write_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def fsync(_):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="full"):
        folders.write(str(tmp_path / "x"), "text", synced=True)
    assert os.listdir(tmp_path) == []


def test_a_moment():
    zone = r"[+-]\d\d:\d\d"
    assert re.fullmatch(rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}{zone}", folders.moment())
    assert folders.moment(0.9996)[-10:-6] == ".999"


@pytest.fixture
def elsewhere(tmp_path):
    """The sign of life of a process on another machine, which was given some seconds ago."""

    def signed(seconds):
        path = tmp_path / "alive"
        path.write_text("1 2 elsewhere\n")
        now = path.stat().st_mtime
        os.utime(path, (now - seconds, now - seconds))
        return str(path)

    return signed


@pytest.mark.parametrize("jump", [0, 10_000, -10_000])
@pytest.mark.parametrize(("seconds", "alive"), [(0, True), (200, True), (400, False)])
def test_the_clock_that_dates_files_says_how_old_a_sign_is(
    monkeypatch, elsewhere, jump, seconds, alive
):
    path, clock = elsewhere(seconds), time.time
    monkeypatch.setattr(time, "time", lambda: clock() + jump)
    assert state.is_alive(path) is alive
    assert os.listdir(os.path.dirname(path)) == ["alive"]


def test_where_nothing_can_be_written_the_clock_of_this_machine_is_asked(monkeypatch, elsewhere):
    path = elsewhere(200)
    monkeypatch.setattr(os, "open", refused)
    assert state._now_in(os.path.dirname(path)) == pytest.approx(time.time(), abs=5)


def refused(*_):
    raise PermissionError

"""The folder of a sweep: trials are claimed, each by one worker."""

import os

import pytest
from sweeps_by_hand import grounds

from hprun.errors import UsageError
from hprun.sweeps.grounds import Lock, name_of_worker


def test_a_trial_belongs_to_one_worker(tmp_path):
    one, other = (grounds(tmp_path, name_of_worker()) for _ in range(2))
    draft = one.claim((1234, 0), "abc")
    assert draft
    assert other.claim((1234, 0), "abc") == ""
    folder = tmp_path / "runs" / "001" / "001234"
    assert one.trial((1234, 0)) == str(folder)
    found = {each.name for each in folder.iterdir()}
    assert found == {"worker", "code", draft}
    assert (folder / "worker").read_text() == one.owner
    assert os.readlink(folder / "code") == "../../../code/abc"
    assert [each.name for each in folder.parent.iterdir()] == ["001234"]


def test_the_same_trial_is_claimed_once_by_many_threads(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    workers = [grounds(tmp_path, name_of_worker()) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        claims = [
            [*pool.map(lambda one, number=number: one.claim((number, 0), "abc"), workers)]
            for number in range(20)
        ]
    assert [sum(map(bool, each)) for each in claims] == [1] * 20


def test_trials_and_retries_are_found(tmp_path):
    one = grounds(tmp_path, name_of_worker())
    for key in ((0, 0), (0, 1), (999, 0), (1000, 0), (1_234_567, 2)):
        one.claim(key, "abc")
    (tmp_path / "runs" / "000" / "20261121-185242-k3f9").mkdir()
    assert sorted(one.trials()) == [(0, 0), (0, 1), (999, 0), (1000, 0), (1_234_567, 2)]


def test_a_trial_is_owned_as_long_as_its_worker_lives(tmp_path):
    one = grounds(tmp_path, name_of_worker())
    one.claim((0, 0), "abc")
    assert not one.is_owned((0, 0))
    one.sign()
    assert one.is_owned((0, 0))
    assert one.workers() == [one.owner]
    one.leave()
    assert not one.is_owned((0, 0))
    assert not one.is_owned((1, 0))


def test_what_a_claim_left_behind_is_removed(tmp_path):
    one = grounds(tmp_path, name_of_worker())
    one.sign()
    shard = tmp_path / "runs" / "000"
    for name in (".000001.gone-1-abcdef", f".000002.{one.owner}", "000003"):
        (shard / name).mkdir(parents=True)
    (tmp_path / "workers" / "gone-1-abcdef").write_text(f"1 0 {os.uname().nodename}\n")
    one.clear()
    assert {each.name for each in shard.iterdir()} == {f".000002.{one.owner}", "000003"}
    assert [each.name for each in (tmp_path / "workers").iterdir()] == [one.owner]


def test_one_sweep_is_at_work_on_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lock = Lock(".")
    with pytest.raises(UsageError) as raised:
        Lock(".")
    assert str(raised.value) == (
        f"this sweep is at work already, in process {os.getpid()} on {os.uname().nodename} "
        "(./sweep.json); hprun worker . joins it, hprun sweep . shows it"
    )
    lock.release()
    Lock(".").release()

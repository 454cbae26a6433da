"""An unknown name is answered with what it may have been."""

import pytest
from given_catalogs import catalog_of, parameter

from hprun.model import NONE, Dynamic, Location, Type
from hprun.values.nearest import distance, nearest
from hprun.values.unknown import describe, unknown_parameter

CATALOG = catalog_of(
    parameter("lr", 0.1, line=4),
    parameter("optim.weight_decay", 1e-4, line=5),
    parameter("optim.name", "adam", line=6, to=Type("str", choices=("adam", "sgd"))),
    parameter("epochs", line=7, to=Type("int")),
    parameter("seed", text="int(\n  time.time())", line=8),
    parameter("lr", 0.2, line=9, manager="hp"),
    dynamic=[Dynamic("layer{i}.width", Location("net.py", 3))],
)


def check_unknown(name, origin, message, catalog=CATALOG):
    assert str(unknown_parameter(name, origin, catalog)) == message


@pytest.mark.parametrize(
    ("name", "origin", "message"),
    [
        (
            "lrr",
            "-D lrr=1",
            "unknown parameter 'lrr' (-D lrr=1); did you mean 'lr' (float, default 0.1, train.py:4) "
            "or 'hp:lr' (float, default 0.2, train.py:9)?",
        ),
        (
            "weight-decay",
            "cfg.yaml:7",
            "unknown parameter 'weight-decay' (cfg.yaml:7); "
            "did you mean 'optim.weight_decay' (float, default 0.0001, train.py:5)?",
        ),
        (
            "Epochs",
            "--Epochs 3",
            "unknown parameter 'Epochs' (--Epochs 3); did you mean 'epochs' (int, required, train.py:7)?",
        ),
        (
            "sed",
            "-D sed=1",
            "unknown parameter 'sed' (-D sed=1); "
            "did you mean 'seed' (default int( time.time()), train.py:8)?",
        ),
        (
            "optim",
            "-D optim=1",
            "unknown parameter 'optim' (-D optim=1); "
            "it is the prefix of 'optim.weight_decay' (float, default 0.0001, train.py:5) "
            "and 'optim.name' ({adam,sgd}, default adam, train.py:6)",
        ),
        (
            "lr.x",
            "-D lr.x=1",
            "unknown parameter 'lr.x' (-D lr.x=1); 'lr' (float, default 0.1, train.py:4) is no dict",
        ),
        (
            "zzz",
            "-D zzz=1",
            "unknown parameter 'zzz' (-D zzz=1); "
            "--help lists all; -D +zzz=VALUE sets it all the same",
        ),
        (
            "zzz",
            "cfg.yaml:3",
            "unknown parameter 'zzz' (cfg.yaml:3); --help lists all; +zzz sets it all the same",
        ),
    ],
)
def test_an_unknown_name_is_explained(name, origin, message):
    check_unknown(name, origin, message)


def test_without_parameters_there_is_nothing_to_suggest():
    check_unknown(
        "lr",
        "-D lr=1",
        "unknown parameter 'lr' (-D lr=1); "
        "the scan found no parameters: what the script reads itself goes after --",
        catalog_of(),
    )


def test_a_name_with_a_sign_in_it_is_spelled_in_quotes():
    check_unknown(
        "a",
        "-D a=b=3",
        "unknown parameter 'a' (-D a=b=3); a name with = in it stands in quotes: -D '\"a=b\"=VALUE'",
        catalog_of(parameter("a=b", 1)),
    )


def test_a_prefix_of_many_names_a_few():
    catalog = catalog_of(*(parameter(f"m.{name}", 1) for name in "abcde"))
    shown = [f"'m.{name}' (int, default 1, train.py:1)" for name in "abc"]
    message = f"unknown parameter 'm' (-D m=1); it is the prefix of {', '.join(shown)} and 2 more"
    check_unknown("m", "-D m=1", message, catalog)


@pytest.mark.parametrize(
    ("name", "keys", "expected"),
    [
        ("lr", [], []),
        ("lr", ["optim.lr", "model.lr", "lrs"], ["optim.lr", "model.lr", "lrs"]),
        ("weight-decay", ["weight_decay", "weight_delay"], ["weight_decay"]),
        ("LR", ["lr"], ["lr"]),
        ("lr", ["hp:lr", "cfg:lr"], ["hp:lr", "cfg:lr"]),
        ("optim.wieght_decay", ["optim.weight_decay", "epochs"], ["optim.weight_decay"]),
        ("widht", ["model.width", "width"], ["width", "model.width"]),
        ("lt", ["lr", "ls", "wd"], ["lr", "ls"]),
        ("rl", ["lr"], ["lr"]),
        ("batch", ["batch_size", "batches"], ["batches", "batch_size"]),
        ("ba", ["batch_size"], []),
        ("x", ["y", "z"], []),
        ("ephocs", ["steps", "epochs", "epoch"], ["epochs", "epoch"]),
        ("modle.widht", ["model.width", "optim.lr"], ["model.width"]),
        ("batchsize", ["batch_size", "test.batch-size"], ["batch_size", "test.batch-size"]),
        ("b1", ["b2", "b3", "b4", "b5"], ["b2", "b3", "b4"]),
        ("b1", ["b5", "b4", "b3", "b2"], ["b5", "b4", "b3"]),
        ("x" * 10_000, ["x"], []),
        ("lrr", ["train.lr", "eval.lr", "seed"], ["train.lr", "eval.lr"]),
        ("a.lrr", ["train.lr"], []),
    ],
)
def test_the_nearest_names_come_likeliest_first(name, keys, expected):
    assert nearest(name, keys) == expected


def test_a_long_default_is_cut():
    described = describe("x", parameter("x", "a" * 100, to=Type("union", (Type("str"), NONE))))
    assert described == f"'x' (str | None, default {'a' * 39}…, train.py:1)"


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("", "", 0),
        ("lr", "lr", 0),
        ("", "abc", 3),
        ("kitten", "sitting", 3),
        ("ab", "ba", 1),
        ("abcd", "badc", 2),
        ("ca", "abc", 3),
        ("width", "widht", 1),
    ],
)
def test_the_distance_of_two_names(one, other, edits):
    assert distance(one, other) == distance(other, one) == edits

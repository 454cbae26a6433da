"""The one grammar of name=value."""

import pytest

from hprun.assigning import Written, looks_like_one, taken_apart

WORDS = {
    "a name and a text": ("lr=0.1", Written("lr", "0.1")),
    "the first sign splits": ("a=b=c", Written("a", "b=c")),
    "no value": ("lr", Written("lr", None)),
    "an empty value": ("lr=", Written("lr", "")),
    "blanks belong to the value alone": (" lr = 1", Written("lr", " 1")),
    "a literal": ("lr:=[1]", Written("lr", "[1]", literal=True)),
    "a name that is not known": ("+lr=1", Written("lr", "1", added=True)),
    "both": ("+ lr := 1", Written("lr", " 1", literal=True, added=True)),
    "added to a list": ("names += 1", Written("names", " 1", change="append")),
    "dropped": ("~lr", Written("lr", None, change="drop")),
    "dropped with a value": ("~lr=1", Written("lr", "1", change="drop")),
    "a plus in front of a name that is added to": (
        "+names+=1",
        Written("names", "1", added=True, change="append"),
    ),
    "a plus without a sign belongs to the name": ("names+", Written("names+", None)),
    "a name of several words": ("c d=3", Written("c d", "3")),
    "a sign in a name": ('"a=b"=3', Written("a=b", "3")),
    "a sign in a name that is not known": (
        "+'a=b':=3",
        Written("a=b", "3", literal=True, added=True),
    ),
    "a quote that is a part of the name": ('"a=b', Written('"a', "b")),
}


@pytest.mark.parametrize(("word", "written"), WORDS.values(), ids=WORDS)
def test_a_word_is_taken_apart(word, written):
    assert taken_apart(word) == written


@pytest.mark.parametrize("word", ["lr=1", "+a.b=1", "a.b+=1", "a-b:=1", "hp:lr=1", "c d=3"])
def test_words_that_look_like_one(word):
    assert looks_like_one(word)


@pytest.mark.parametrize("word", ["lr", "data/x=1.csv", "=1", "1=2", "train.py", "--lr=1", "~/x"])
def test_words_that_do_not(word):
    assert not looks_like_one(word)

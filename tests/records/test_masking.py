"""Which names are secrets, and what a record says in their place."""

import pytest

from hprun.records.masking import is_secret, masked, masked_words


@pytest.mark.parametrize(
    "name",
    ["token", "hf_token", "db.password", "api_key", "wandb-api-key", "client_secret", "SECRET_KEY", "auth_token"],
)  # fmt: skip
def test_secrets(name):
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    ["cls_token", "pad_token", "num_tokens", "tokenizer", "max_tokens", "key", "lr", "secretary", "keys.api"],
)  # fmt: skip
def test_no_secrets(name):
    assert not is_secret(name)


def test_words_of_a_command_line():
    words = [
        "train.py",
        "-D",
        "hf_token=a",
        "lr=1",
        "-Dapi_key=b",
        "--db.password",
        "c",
        "--token=d",
    ]
    assert [*masked_words([*words, "+x_secret:=e", "--cls_token", "f"])] == [
        "train.py", "-D", "hf_token=***", "lr=1", "-Dapi_key=***", "--db.password", "***",
        "--token=***", "+x_secret:=***", "--cls_token", "f",
    ]  # fmt: skip


def test_entries_of_a_dict():
    assert masked("db", {"user": "me", "password": "x"}) == {"user": "me", "password": "***"}
    assert masked("token", None) is None

"""Which names are secrets, over the names that machine learning has, and what stands for them."""

import pytest

from hprun.literal import Text
from hprun.model import ANY, NONE, Default, Definition, Location, Parameter, Type
from hprun.secret import (
    MASK,
    is_kept,
    is_secret,
    masked,
    masked_origin,
    masked_words,
    quoted_without,
)

SECRETS = """
token hf_token hub_token hub.token hubToken HF_TOKEN auth_token use_auth_token access_token api_token
github_token wandb-token user_token bearer_token slack.bot_token db.token hp:token telegramToken
password db.password db_password sudo_passwd passphrase smtp-password userPassword passwords
api_key wandb_api_key openaiApiKey OPENAI_API_KEY apikey api-key APIKey openai.api_keys
aws_secret_access_key secret client_secret secret_key jwt_secret access_key private_key secrets.hf
"""

NO_SECRETS = """
lr tokens num_tokens n_tokens max_tokens max_new_tokens tokens_per_batch token_ids token_type_ids
tokenizer tokenizer.name tokenizer_name detokenize tokenization token_dropout token_dim token.dim
cls_token eos_token bos_token pad_token unk_token mask_token sep_token eos_token_id pad_token_id
decoder_start_token_id forced_bos_token_id num_token n_token max_token max_new_token per_token
image_token video_token start_token end_token stop_token special_token additional_special_tokens
placeholder_token initializer_token class_token dist_token register_token loss_per_token use_token
prompt_token eosToken padToken model.pad_token tokenizer.eos_token sot_token timestamp_token
key keys num_keys key_dim monkey key_padding_mask query_key keyboard api api_url access
password_file password_length secret_name api_key_env token_file aws_access_key_id secretary
compass passes bypass author passive api_version
"""


@pytest.mark.parametrize("name", SECRETS.split())
def test_a_secret_by_its_words(name):
    assert is_secret(name) is True


@pytest.mark.parametrize("name", NO_SECRETS.split())
def test_no_secret_though_it_looks_like_one(name):
    assert is_secret(name) is False


def parameter(name, kind, hint=None):
    definition = Definition(name, Location("train.py", 1), "_", secret=hint)
    return Parameter(name, kind, Default("''", "", known=True), "", (definition,))


@pytest.mark.parametrize(
    ("name", "kind", "hint", "expected"),
    [
        pytest.param("token", Type("str"), None, True, id="its name decides"),
        pytest.param("token", ANY, None, True, id="an untyped one may be a text"),
        pytest.param("token", Type("int"), None, False, id="a number is a count"),
        pytest.param("use_auth_token", Type("bool"), None, False, id="a bool is a switch"),
        pytest.param("token", Type("union", (Type("float"), NONE)), None, False, id="optional"),
        pytest.param("token", Type("list", (Type("int"),)), None, False, id="ids in a row"),
        pytest.param(
            "token", Type("union", (Type("bool"), Type("str"))), None, True, id="a switch or a text"
        ),
        pytest.param("pin", Type("int"), True, True, id="the hint decides first"),
        pytest.param("token", Type("str"), False, False, id="the hint takes it back"),
    ],
)
def test_a_parameter_is_kept(name, kind, hint, expected):
    assert is_kept(name, parameter(name, kind, hint)) is expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        pytest.param("lr", 0.1, 0.1, id="no secret"),
        pytest.param("token", "abc", MASK, id="a text"),
        pytest.param("token", ["abc"], MASK, id="several texts"),
        pytest.param("token", None, None, id="that there is none is to be seen"),
        pytest.param("token", "", "", id="an empty one is none"),
        pytest.param("token", 3, 3, id="a number is a count"),
        pytest.param("hub", {"token": "a", "org": "b"}, {"token": MASK, "org": "b"}, id="entries"),
        pytest.param("hub", Text("{token: a}"), {"token": MASK}, id="a dict that is still a text"),
        pytest.param("hub", Text("{org: a}"), Text("{org: a}"), id="as it was written"),
        pytest.param("hub", Text("{broken"), Text("{broken"), id="braces alone make no dict"),
    ],
)
def test_a_value_is_masked(name, value, expected):
    assert masked(name, value) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["train.py", "--lr", "1"], ["train.py", "--lr", "1"]),
        (["--token", "abc", "--lr", "1"], ["--token", MASK, "--lr", "1"]),
        (["--token=abc"], [f"--token={MASK}"]),
        (["-D", "token=abc", "lr=1"], ["-D", f"token={MASK}", "lr=1"]),
        (["-Dtoken:=abc"], [f"-Dtoken:={MASK}"]),
        (["-D", "+new.token=abc"], ["-D", f"+new.token={MASK}"]),
        (["--pin", "1", "--my-pin=2"], ["--pin", MASK, f"--my-pin={MASK}"]),
    ],
)
def test_words_are_masked(words, expected):
    assert [*masked_words(words, {"pin", "my_pin"})] == expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("train.py:3", "train.py:3"),
        ("env HPRUN_TOKEN", "env HPRUN_TOKEN"),
        ("-D token=a=b c", f"-D token={MASK}"),
        ("-D token", "-D token"),
        ("--token a=b", f"--token {MASK}"),
        ("--token=a b", f"--token={MASK}"),
        ("--token", "--token"),
        ("run(): token='a'", f"run(): token={MASK}"),
    ],
)
def test_an_origin_is_masked(origin, expected):
    assert masked_origin(origin) == expected


@pytest.mark.parametrize(
    ("written", "message", "expected"),
    [
        ("abcd", "'abcd' is not abcd, abc", f"{MASK} is not {MASK}, abc"),
        ("is", "'is' is not one", f"{MASK} is not one"),
        ("x" * 99, f"'{'x' * 59}…' is long", f"{MASK} is long"),
    ],
    ids=["wherever it stands", "a short one only in quotes", "shortened as it was"],
)
def test_a_message_goes_without(written, message, expected):
    assert quoted_without(written, message) == expected

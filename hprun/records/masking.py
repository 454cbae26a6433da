"""Layer 3: secrets, which no record holds: what is one by its name, and what stands there."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MASK = "***"

_WORDS = frozenset(
    ("token", "password", "passwd", "passphrase", "secret", "apikey", "credential", "credentials")
)
_KEYS = frozenset(("api", "access", "secret", "private", "encryption", "auth"))
_OF_TEXTS = frozenset(
    ("cls", "pad", "eos", "bos", "unk", "sep", "mask", "image", "start", "end", "special", "stop")
)
"""What a token is of where it is a piece of text."""


def is_secret(name: str) -> bool:
    """Return whether a name is a secret's: ``hf_token``, ``db.password``; not ``cls_token``."""
    parts = name.rpartition(".")[2].replace("-", "_").lower().split("_")
    before = parts[-2] if len(parts) > 1 else ""
    if parts[-1] == "token":
        return before not in _OF_TEXTS
    return parts[-1] in _WORDS or "secret" in parts or (parts[-1] == "key" and before in _KEYS)


def masked_words(words: Sequence[str]) -> Iterator[str]:
    """Yield the words of a command line with their secrets masked."""
    hidden = False
    for word in words:
        name, equals, _ = word.partition("=")
        bare = name.removeprefix("-D").lstrip("-+").removesuffix(":")
        if hidden:
            yield MASK
        else:
            yield f"{name}={MASK}" if equals and is_secret(bare) else word
        hidden = not hidden and not equals and word[:2] == "--" and is_secret(bare)


def masked(name: str, value: object) -> object:
    """Return a value with what is secret in it masked, entries of dicts by their own names."""
    if isinstance(value, dict):
        return {key: masked(str(key), each) for key, each in value.items()}
    return MASK if value is not None and is_secret(name) else value

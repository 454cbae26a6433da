"""Layer 0: secrets: what is one, by its name or a hint, and what is shown in the place of it.

The name decides by its words, ``hfToken`` and ``hf-token`` have two. A token may also be a piece of
text (``cls_token``), and a number is none of these secrets: ``password_length``. Imported when
something is shown; a run that shows nothing needs none of it.
"""

from __future__ import annotations

import itertools

from hprun.literal import NotLiteralError, Text, parse, shortened
from hprun.model import NONE, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from hprun.model import Parameter

MASK = "***"

_SECRETS = frozenset(
    ("password", "passwords", "passwd", "passphrase", "secret", "secrets", "apikey", "apikeys")
)
_KEYS = frozenset(("api", "access", "secret", "private", "encryption", "signing"))
"""What a key is, where it is to be kept."""
_PIECES = frozenset(
    (
        *("cls", "class", "bos", "eos", "eot", "sot", "pad", "padding", "unk", "unknown"),
        *("sep", "separator", "mask", "blank", "empty", "null", "dummy", "special", "additional"),
        *("begin", "start", "end", "stop", "first", "last", "next", "prev", "new", "rare"),
        *("image", "img", "video", "audio", "text", "vision", "speech", "patch", "frame"),
        *("word", "byte", "char", "space", "newline", "boundary", "sentinel", "trigger"),
        *("language", "lang", "speaker", "task", "time", "timestamp", "modality", "domain"),
        *("placeholder", "initializer", "prompt", "prefix", "query", "latent", "memory"),
        *("register", "dist", "distill", "distillation", "think", "thinking", "tool", "control"),
        *("source", "target", "input", "output", "context", "global", "local", "learnable"),
        *("num", "n", "max", "min", "per", "by", "each", "every", "use", "with", "mean", "sub"),
    )
)
"""What a token is where it is a piece of text, or one of many."""
_ABOUT = frozenset(
    (
        *("file", "filename", "path", "dir", "folder", "env", "var", "variable", "name", "url"),
        *("length", "len", "size", "count", "id", "ids", "field", "column", "type", "policy"),
        *("hint", "prompt", "required", "enabled", "dropout", "prob", "weight", "index", "dim"),
    )
)
"""Last words that say of a name that it is about a secret, and none itself."""
_NUMBERS = frozenset(("bool", "int", "float"))


class Masked(Text):
    """What stands in the place of a secret, and of nothing else."""

    __slots__ = ()


HIDDEN = Masked(MASK)


def is_secret(name: str) -> bool:
    """Return whether a name is a secret's: ``hf_token``, ``db.password``; not ``cls_token``."""
    last = _words(name.rpartition(".")[2])
    if not last or last[-1] in _ABOUT:
        return False
    if last[-1] == "token":
        return _PIECES.isdisjoint(last[-2:-1])
    if not _SECRETS.isdisjoint(_words(name)):
        return True
    return any(
        before in _KEYS and key in ("key", "keys") for before, key in itertools.pairwise(last)
    )


def _words(name: str) -> list[str]:
    """Return the words of a name in lower case: they end at signs, and where a capital begins."""
    words = [""]
    for before, here, behind in zip(f" {name}", name, f"{name[1:]} ", strict=False):
        after_a_small_one = before.islower() or before.isdigit()
        if here.isupper() and (after_a_small_one or (before.isupper() and behind.islower())):
            words.append("")
        if here.isalnum():
            words[-1] += here
        else:
            words.append("")
    return [word.lower() for word in words if word]


def is_kept(key: str, parameter: Parameter) -> bool:
    """Return whether a parameter is a secret: the hint decides, else its name, if it may be."""
    said = (each.secret for each in parameter.definitions if each.secret is not None)
    hinted = next(said, None)
    return is_secret(key) and not _is_number(parameter.type) if hinted is None else hinted


def _is_number(to: Type) -> bool:
    """Return whether a type has numbers and bools only, alone or in a row."""
    inner = [arg for arg in to.args if arg != NONE]
    return to.kind in _NUMBERS or (
        bool(inner) and to.kind != "dict" and all(map(_is_number, inner))
    )


def masked(name: str, value: object, *, secret: bool | None = None) -> object:
    """Return a value with what is secret in it masked; entries of dicts by their own names.

    That there is none is no secret: None and an empty text stay. `secret` is to be given where it
    is known by more than the name.
    """
    if secret is None:
        secret = is_secret(name) and not isinstance(value, bool | int | float)
    if secret:
        return value if value is None or value == "" else HIDDEN
    if isinstance(value, Text) and value.lstrip()[:1] == "{":
        return _masked_text(name, value)
    if isinstance(value, dict):
        return {key: masked(f"{name}.{key}", each) for key, each in value.items()}
    return value


def _masked_text(name: str, value: Text) -> object:
    """Return what a text that writes a dict is with its secrets masked; without any, as it is."""
    try:
        parsed = parse(value)
    except NotLiteralError:
        return value
    shown = masked(name, parsed)
    return value if shown == parsed else shown


def quoted_without(written: str, message: str) -> str:
    """Return a message that quotes a secret with a mask in its place."""
    text = shortened(written)
    for quoted in (repr(text), f"[{text}]", *([text] if len(text) > _SHORT else [])):
        message = message.replace(quoted, MASK)
    return message


_SHORT = 3
"""Characters of a text that may well stand in other words of a message."""


def masked_words(words: Sequence[str], secrets: Container[str] = ()) -> Iterator[str]:
    """Yield the words of a command line with their secrets masked.

    `secrets` are names that are known to be some by more than their words.
    """
    hidden = False
    for word in words:
        name, equals, _ = word.partition("=")
        bare = name.removeprefix("-D").lstrip("-+ ").removesuffix(":")
        kept = is_secret(bare) or bare in secrets or bare.replace("-", "_") in secrets
        if hidden:
            yield MASK
        else:
            yield f"{name}={MASK}" if equals and kept else word
        hidden = not hidden and not equals and word[:2] == "--" and kept


def masked_origin(origin: str) -> str:
    """Return where a secret came from without what it was: ``-D token=***``, ``--token ***``."""
    head, equals, _ = origin.partition("=")
    if origin.startswith("-D"):
        return f"{head}{equals}{MASK}" if equals else origin
    if origin.startswith("-"):
        name, blank, rest = origin.partition(" ")
        head, sign = (head, "=") if "=" in name else (name, blank if rest else "")
        return f"{head}{sign}{MASK}" if sign else origin
    return f"{head}={MASK}" if origin.startswith(("run()", "config: ")) and equals else origin

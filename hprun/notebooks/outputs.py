"""Layer 4: what a cell has written, as it is kept in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_TURNED = ["stderr", "stdout"]


def joined(outputs: Sequence[Any]) -> list[Any]:
    """Return the outputs of a cell with all pieces of a stream in the place of the first one.

    What is shown parts them: a text stands before or behind a picture, as it was written. Of what
    was written over by carriage returns there is the last. Neighbours are turned so that stdout
    comes first: what comes first of the two is by chance.
    """
    texts: dict[str, list[str]] = {}
    kept: list[Any] = []
    for each in outputs:
        if each["output_type"] != "stream":
            texts = {}
            kept.append(each)
        elif each["name"] in texts:
            texts[each["name"]].append(each["text"])
        else:
            texts[each["name"]] = each["text"] = [each["text"]]
            kept.append(each)
    for each in kept:
        if each["output_type"] == "stream":
            each["text"] = "\n".join(map(_last_of, "".join(each["text"]).split("\n")))
    for at in range(len(kept) - 1):
        if [each.get("name") for each in kept[at : at + 2]] == _TURNED:
            kept[at : at + 2] = kept[at + 1], kept[at]
    return kept


def _last_of(line: str) -> str:
    """Return what of a line a terminal shows last; the return that ends it stays."""
    return line[line.rfind("\r", 0, -1) + 1 :]

"""Layer 4: the values that trials were given.

A sampler of our own knows them by the number of the trial. What a study has chosen stands in a file
of the trial, with the number that the study has for it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from hprun.records.as_json import as_json
from hprun.records.folder import write
from hprun.sweeps import samplers
from hprun.sweeps.grounds import Grounds, Key
from hprun.sweeps.sweep import Sweep

_VALUES = "values.json"

Values = Mapping[str, str]


def known_by_number(sweep: Sweep, number: int) -> Values:
    """Return the values of a trial of a sampler that is our own."""
    point = samplers.native(sweep.sampler, sweep.space, sweep.seed).point(number)
    return dict(zip(sweep.names, point, strict=True))


def values_of(grounds: Grounds, sweep: Sweep, key: Key) -> Values:
    """Return the values of a trial that was drawn before; none if that never came to be."""
    if not sweep.studied:
        return known_by_number(sweep, key[0])
    found = kept(grounds, key)
    return dict(found["values"]) if found else {}


def keep(grounds: Grounds, key: Key, study: int, values: Values) -> None:
    """Write down which values a study has chosen, and its number for them. Raises OSError."""
    path = os.path.join(grounds.trial(key), _VALUES)
    write(path, as_json({"study": study, "values": dict(values)}) + "\n")


def kept(grounds: Grounds, key: Key) -> Mapping[str, Any]:
    """Return what `keep` has written of a trial; nothing if it has not."""
    try:
        with open(os.path.join(grounds.trial(key), _VALUES), "rb") as file:
            found = json.loads(file.read())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}

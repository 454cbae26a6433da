"""Layer 4: which trackers follow a sweep, and what trials are given for it.

It stands in ``tracking.json``: a tracker by its name, with the variables that a script of its kind
finds in its environment, so that what it logs by itself belongs to the sweep.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from hprun.records.as_json import as_json
from hprun.records.folder import write

TRACKING = "tracking.json"
TRIAL = "{trial}"
"""What stands for the name of a trial in a variable."""


def followers(folder: str) -> dict[str, dict[str, str]]:
    """Return the variables by tracker, of all that follow a sweep."""
    try:
        with open(os.path.join(folder, TRACKING), "rb") as file:
            found = json.loads(file.read())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def follow(folder: str, tracker: str, variables: Mapping[str, str]) -> None:
    """Note that a tracker follows a sweep, with the variables for its trials. Raises OSError."""
    known = followers(folder)
    if known.get(tracker) != dict(variables):
        known[tracker] = dict(variables)
        write(os.path.join(folder, TRACKING), as_json(known) + "\n")


def variables_of(following: Mapping[str, Mapping[str, str]], trial: str) -> dict[str, str]:
    """Return what all trackers have for a trial of this name."""
    return {
        name: text.replace(TRIAL, trial)
        for variables in following.values()
        for name, text in variables.items()
    }

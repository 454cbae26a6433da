"""Random configurations of Hydra, and, run by a python that has Hydra, what it makes of them.

    python configurations.py FOLDER…

prints the account of each folder's ``config.yaml`` as one line of JSON, null where Hydra refuses.
"""

import json
import sys

import accounts

GROUPS = ("db", "net", "exp", "net/opt")
NAMES = ("a", "b", "c")
KEYS = ("lr", "w", "opt", "db", "net")
SCALARS = (
    "1",
    "0.5",
    "1e-3",
    "on",
    "'1'",
    "x",
    "null",
    "???",
    "[1, 2]",
    "{}",
    "${lr}",
    "2020-01-01",
)
PACKAGES = ("_global_", "_here_", "p", "p.q", "_group_", "_global_.z", "_group_.n")
HEADERS = ("_global_", "p", "r.s", "_group_", "_global_.g")


def configuration(chance):
    """Return the texts of files by their names, drawn with a `random.Random`."""
    files = {"config": _file(chance, "", 0.9)}
    for group in GROUPS:
        for name in NAMES[: chance.randint(1, 3)]:
            files[f"{group}/{name}"] = _file(chance, group, 0.3)
    return files


def _file(chance, group, listing):
    lines = []
    if group and chance.random() < 0.3:
        lines.append(f"# @package {chance.choice(HEADERS)}")
    if chance.random() < listing:
        entries = [_entry(chance, group) for _ in range(chance.randint(1, 4))]
        entries += ["_self_"] if chance.random() < 0.6 else []
        chance.shuffle(entries)
        entries.sort(key=lambda each: each.startswith("override"))
        lines += ["defaults:", *(f"  - {each}" for each in entries)]
    return "\n".join([*lines, *_values(chance, 0), ""])


def _entry(chance, group):
    """Return an entry of a defaults list; those of other files lead downwards or elsewhere."""
    others = [each for each in GROUPS if not group or each > group]
    other = chance.choice(others or ["db"])
    start = "/" if group else ""
    package = f"@{chance.choice(PACKAGES)}" if chance.random() < 0.25 else ""
    value = chance.choice(
        ["a"] * 6 + ["b", "c", "a.yaml", "null", "[a]", "[a, b]", "${db}", "${net}", "x"]
    )
    kind = chance.random()
    if kind < 0.15:
        return f"{start}{other}/a{package}"
    keyword = "override " if kind < 0.3 else "optional " if kind < 0.4 else ""
    return f"{keyword}{start}{other}{package}: {value}"


def _values(chance, depth):
    lines = []
    for key in chance.sample(KEYS, chance.randint(0, 3)):
        if depth < 2 and chance.random() < 0.35:
            inner = _values(chance, depth + 1) or ["k: 1"]
            lines += [f"{key}:", *(f"  {each}" for each in inner)]
        else:
            lines.append(f"{key}: {chance.choice(SCALARS)}")
    return lines


def main(*folders):
    """Print what Hydra makes of each configuration."""
    import warnings

    import hydra

    warnings.simplefilter("ignore")
    hydra.version.setbase("1.3")
    for folder in folders:
        try:
            account = accounts.of_hydra(folder, ".", "config")
        except Exception:  # noqa: BLE001 - whatever it is, the configuration is no good
            account = None
        sys.stdout.write(json.dumps(account) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

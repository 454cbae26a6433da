"""A module imports only from the layers below its own, and siblings do not know each other."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "hprun"
LOWEST = (
    *("version", "kept", "frozen", "ipynb", "assigning", "errors", "ranges", "model"),
    *("ranged_types", "literal", "show", "secret", "convert"),
)
"""The modules of layer 0, each of which may import those before it."""
LAYERS = {
    **dict.fromkeys(LOWEST, 0),
    **dict.fromkeys(("runtime", "scan", "values"), 1),
    "compat": 2,
    "deliver": 2,
    **dict.fromkeys(("launch", "records"), 3),
    **dict.fromkeys(("sweeps", "editors", "notebooks"), 4),
    "cli": 5,
    **dict.fromkeys(("__main__", "__init__", "m"), 6),
}
MODULES = sorted(path.relative_to(PACKAGE.parent).as_posix() for path in PACKAGE.rglob("*.py"))


def part_of(module):
    """The first name below hprun: what has a layer."""
    return ([*module.split("."), "__init__"])[1]


def imports(path):
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            if node.module == "hprun":
                yield from (f"hprun.{alias.name}" for alias in node.names)
            else:
                yield str(node.module)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_from_below_alone(name):
    own = part_of(name.removesuffix(".py").replace("/", "."))
    for module in imports(PACKAGE.parent / name):
        if module.split(".")[0] == "hprun":
            other = part_of(module)
            siblings_may = LAYERS[own] == LAYERS[other] and LAYERS[own] in (0, 6)
            below = LAYERS[other] < LAYERS[own]
            assert own == other or below or siblings_may, f"{name} imports {module}"


def test_layer_0_has_no_cycle():
    for position, name in enumerate(LOWEST):
        below = {f"hprun.{each}" for each in LOWEST[:position]}
        ours = {each for each in imports(PACKAGE / f"{name}.py") if each.startswith("hprun.")}
        assert ours <= below, f"{name} imports {ours - below}"


def test_the_run_time_half_and_the_scan_import_nothing_outside_the_standard_library():
    reading_yaml = {PACKAGE / "scan" / "dialects" / "hydra_files.py"}
    for part in ("runtime", "scan", "launch"):
        for path in {*(PACKAGE / part).rglob("*.py")} - reading_yaml:
            assert not {each.split(".")[0] for each in imports(path)} & {"typer", "rich", "yaml"}


def test_no_circle_of_files():
    """Imports for types, and in functions, count: what two files share stands below both."""
    known = {_name(PACKAGE.parent / each): PACKAGE.parent / each for each in MODULES}
    needs = {name: {*_needed(path, known)} - {name} for name, path in known.items()}
    while True:
        free = [name for name, needed in needs.items() if not needed & needs.keys()]
        if not free:
            break
        for name in free:
            del needs[name]
    assert sorted(needs) == []


def _name(path):
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    )


def _needed(path, known):
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in known else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


SAME = {
    "auto_param": "what a script imports, and the dialect that reads it",
    "manager": "what a script imports, and the dialect that reads it",
    "m": "the door to managers, and hpman's of that name",
    "hpargparse": "the module, and what children find under its name",
}


def test_two_files_of_one_name_are_one_thing():
    names = [Path(each).stem for each in MODULES if Path(each).stem != "__init__"]
    outside = [Path(each).stem for each in MODULES if "/compat/" not in each]
    assert {name for name in outside if names.count(name) > 1} <= {
        *SAME,
        "values",
        "described",
        "files",
    }

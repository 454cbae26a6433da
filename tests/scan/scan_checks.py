"""What the tests of the scan share: a catalog as lines, one for each thing found."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import dedent

from hprun.model import LATE, Catalog, Entry, Parameter, Words
from hprun.scan import scan, scan_source


def told(catalog: Catalog) -> list[str]:
    """``lr: float = 0.1``; ``~=`` before a default that is not known, ``?`` where there is none.

    What a caller has to pass is left out; see `passed`.
    """
    return [*_told(catalog)]


def _told(catalog: Catalog) -> Iterator[str]:
    for key, parameter in catalog.parameters.items():
        if is_passed(parameter):
            continue
        kind = "late" if parameter.type == LATE else str(parameter.type)
        yield f"{key}: {kind}{_default(parameter)}"
    for dynamic in catalog.dynamic:
        yield f"dynamic {dynamic.pattern}"
    for problem in catalog.problems:
        places = ", ".join(map(str, problem.locations))
        yield f"{problem.kind} {problem.key or '-'} at {places}"


def is_passed(parameter: Parameter) -> bool:
    """Whether all that is known of a parameter is that callers pass it."""
    return all(each.role == "caller" for each in parameter.definitions)


def passed(source: str) -> list[str]:
    """The parameters that callers pass: ``f.a: int``."""
    parameters = scan_source(dedent(source).encode(), "s.py").parameters
    return [f"{key}: {each.type}" for key, each in parameters.items() if is_passed(each)]


def _default(parameter: Parameter) -> str:
    default = parameter.default
    if default is None:
        return "?"
    return f" = {default.value!r}" if default.known else f" ~= {default.text}"


def check_scan(source: str, *expected: str) -> None:
    """Compare all that is found in a source; ``\\n`` at its start is left out, and indentation."""
    assert told(scan_source(dedent(source).encode(), "s.py")) == [*expected]


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write sources, without their indentation, by their paths in a folder."""
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(source))


def check_project(folder: Path, files: Mapping[str, str], *expected: str) -> Catalog:
    """Write files and compare what is found from ``main.py`` on."""
    write_files(folder, files)
    catalog = scan([Entry(f"{folder}/main.py")], [str(folder)])
    assert [line.replace(f"{folder}/", "") for line in told(catalog)] == [*expected]
    return catalog


def said(source: str) -> dict[str, tuple[object, ...]]:
    """Every parameter: type, default (`...` where it is required), the ways to say it."""
    parameters = scan_source(source.encode()).parameters
    return {key: _facts(each) for key, each in parameters.items()}


def _facts(parameter: Parameter) -> tuple[object, ...]:
    default = parameter.default
    value = ... if default is None else default.value if default.known else f"~{default.text}"
    return str(parameter.type), value, *(each.delivery for each in parameter.definitions)


def way(*options: str, arity: str = "1", **more: object) -> Words:
    """The way to say a value by an option."""
    return Words(options, arity, more.pop("says", None), **more)


def flag(*options: str, says: object = True, **more: object) -> Words:
    """The way to say a value by a flag."""
    return Words(options, "0", says, **more)

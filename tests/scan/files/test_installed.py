"""Classes of installed packages, which parsers are made of."""

from scan_checks import told, write_files

from hprun.model import Entry
from hprun.scan import scan

LIBRARY = """
from dataclasses import dataclass, field

@dataclass
class Base:
    lr: float = field(default=0.1, metadata={"help": "by ~20%% faster", "n": len("x")})
    wd: float = 0.0
"""
PROGRAM = """
import lib
from dataclasses import dataclass
from transformers import HfArgumentParser

@dataclass
class Args(lib.Base):
    size: int = 8

HfArgumentParser(Args).parse_args_into_dataclasses()
"""


def test_what_an_installed_dataclass_is_made_of_is_known_by_its_path(tmp_path, monkeypatch):
    """The standard library stands on the same path, and `dataclass` is not read there."""
    write_files(tmp_path, {"lib.py": LIBRARY, "program/main.py": PROGRAM})
    monkeypatch.syspath_prepend(tmp_path)
    catalog = scan([Entry(str(tmp_path / "program" / "main.py"))], [str(tmp_path / "program")])
    assert told(catalog) == ["lr: float = 0.1", "wd: float = 0.0", "size: int = 8"]
    assert catalog.parameters["lr"].help == "by ~20% faster"

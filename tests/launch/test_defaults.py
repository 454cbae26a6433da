"""Defaults that the code asks for before it comes to the place that gives them."""

from processes import run

SCRIPT = """
import sys
from hprun.m import _
print(_("lr"))
for name in sys.argv[9:] or ["lr"]:
    print(_(name, 0.5))
if False:
    _("lr", 0.1)
print(_("lr"))
"""
CHILD = """
import multiprocessing
from hprun.m import _

def read(_):
    from hprun.m import _
    return _("lr")

if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.map(read, [0]))
    _("lr", 0.1)
"""


def check_run(tmp_path, source, words="", *, shown):
    (tmp_path / "s.py").write_text(source)
    assert run(f"hprun {tmp_path}/s.py {words}") == (shown, [], 0)


def test_a_default_serves_who_asks_early_and_gives_way_to_another_one(tmp_path):
    check_run(tmp_path, SCRIPT, shown=["0.1", "0.5", "0.5"])


def test_a_value_stands_before_both(tmp_path):
    check_run(tmp_path, SCRIPT, "-D lr=2", shown=["2.0", "2.0", "2.0"])


def test_a_child_has_the_default_too(tmp_path):
    check_run(tmp_path, CHILD, shown=["[0.1]"])

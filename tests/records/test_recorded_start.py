"""What stands in a record before the script starts, and what a repetition makes of it."""

import json
import re
import resource
import subprocess

import pytest
from recorded_processes import piped, records, the_record

SCRIPT = """\
import hprun, os
from hprun.m import _
print(_("lr", 0.1), _("steps", [1, 2]), _("hf_token", "none"), _("name", "1e-4"))
print(hprun.run_dir() is not None, os.getcwd())
if _("later", None): print("never")
"""


def git(folder, *words):
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "s.py").write_text(SCRIPT)
    (tmp_path / "lib.py").write_text("value = 1\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


WORDS = ("-D", "lr=1e-3", "steps=[3]", "hf_token=abc", "name:='1e-4'", "later=0")


def filtered(project, told):
    """Give a project a filter of its own, which leaves a file when git runs it."""
    ran = project / "ran"
    (project / ".gitattributes").write_text("*.py filter=evil\n")
    told(project, "config", "filter.evil.clean", f"touch {ran}; cat")
    (project / "lib.py").write_text("value = 2\n")
    return ran


def included(project, *words):
    """Say it in a file that the configuration of the repository includes."""
    git(project, "config", "include.path", "../said")
    git(project, "config", "--file", "said", *words[1:])


@pytest.mark.parametrize("told", [git, included])
def test_no_filter_of_a_repository_is_run(told, project):
    ran = filtered(project, told)
    assert piped("s.py", "--record", *WORDS, folder=project).returncode == 0
    record = the_record(project)
    assert "+value = 2" in (record / "code" / "diff.patch").read_text().splitlines()
    assert not ran.exists()
    git(project, "status")
    assert ran.exists(), "git by itself runs it"


def test_all_that_was_asked_and_found(project):
    (project / "lib.py").write_text("value = 2\n")
    (project / "new.py").write_text("")
    ended = piped(
        "s.py", "--record", *WORDS, folder=project, WANDB_API_KEY="s3cr3t", OMP_NUM_THREADS="2"
    )
    assert ended.stdout.decode() == f"0.001 [3] abc 1e-4\nTrue {project}\n"
    record = the_record(project)
    about = json.loads((record / "run.json").read_text())
    values = {each["name"]: (each["value"], each["source"]) for each in about["parameters"]}
    assert values == {
        "lr": (0.001, "command line"),
        "steps": ([3], "command line"),
        "hf_token": ("***", "command line"),
        "name": ("1e-4", "command line"),
        "later": (0, "command line"),
    }
    assert about["command"][1:4] == ["s.py", "--record", "-D"]
    assert (about["cwd"], about["target"]["word"]) == (str(project), "s.py")
    assert about["environment"]["OMP_NUM_THREADS"] == "2"
    assert about["packages"]["rich"] == __import__("importlib.metadata").metadata.version("rich")
    code = json.loads((record / "code" / "git.json").read_text())
    head = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=project, text=True).strip()
    assert (code["commit"], code["dirty"], code["untracked"]) == (head, True, 1)
    assert "+value = 2" in (record / "code" / "diff.patch").read_text().splitlines()
    assert (record / "code" / "untracked.txt").read_text() == "new.py\n"
    assert (record / "code" / "s.py").read_text() == SCRIPT
    assert re.sub("#.*\n", "", (record / "config.yaml").read_text()) == (
        "lr: 0.001\nsteps: [3]\nname: '1e-4'\nlater: 0\n"
    )
    everything = b"".join(
        each.read_bytes()
        for each in record.rglob("*")
        if each.is_file() and each.name != "output.log"
    )
    assert b"s3cr3t" not in everything
    assert b"abc" not in everything
    assert json.loads((record / "status.json").read_text())["unread"] == []


def test_the_values_are_read_back(project):
    first = piped("s.py", "--record", *WORDS, folder=project)
    config = the_record(project) / "config.yaml"
    again = piped("s.py", "--record", "-c", str(config), "-D", "hf_token=abc", folder=project)
    assert again.stdout == first.stdout


def test_a_repetition_says_what_differs(project):
    piped("s.py", "--record", "-D", "lr=1e-3", folder=project)
    (first,) = records(project)
    (project / "lib.py").write_text("value = 3\n")
    (project / "s.py").write_text(SCRIPT.replace('"none"', '"other"'))
    ended = piped("rerun", first.name[-4:], "-D", "steps=7,8", folder=project)
    commit = json.loads((first / "code" / "git.json").read_text())["commit"][:10]
    assert ended.stdout.decode() == f"0.001 [7, 8] other 1e-4\nTrue {project}\n"
    assert ended.stderr.decode() == (
        f"hprun: differs: s.py has another content\n"
        f"hprun: differs: other changes since commit {commit}\n"
    )
    second = next(each for each in records(project) if each != first)
    assert json.loads((second / "run.json").read_text())["rerun_of"] == first.name


def test_a_repetition_with_the_code_of_the_record(project):
    (project / "s.py").write_text("import lib\nprint(lib.value)\n")
    (project / "lib.py").write_text("value = 2\n")
    piped("s.py", "--record", folder=project)
    (first,) = records(project)
    (project / "lib.py").write_text("value = 3\n")
    ended = piped("rerun", str(first), "--checkout", folder=project, TMPDIR=str(project))
    assert ended.stdout == b"2\n"
    place = re.search(r"is checked out in (\S+);", ended.stderr.decode())[1]
    git(project, "worktree", "remove", "--force", place)


def test_a_secret_has_to_be_given_again(project):
    piped("s.py", "--record", "-D", "hf_token=abc", folder=project)
    (first,) = records(project)
    refused = piped("rerun", first.name, folder=project)
    assert (refused.returncode, refused.stderr.decode()) == (
        2,
        f"hprun: 'hf_token' is a secret, and not in the record ({first.name});"
        " give it again: -D hf_token=VALUE, or HPRUN_HF_TOKEN\n",
    )
    again = piped("rerun", first.name, "-D", "hf_token=abc", folder=project)
    assert again.stdout.startswith(b"0.1 [1, 2] abc")


def test_children_are_of_the_same_record(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.hprun]\nrecord = true\n")
    (tmp_path / "s.py").write_text(
        "import subprocess, sys, hprun\nprint(hprun.run_dir(), flush=True)\n"
        "if len(sys.argv) < 2:\n"
        "    subprocess.run([sys.executable, '-m', 'hprun', 's.py', 'child'])\n"
    )
    ended = piped("s.py", folder=tmp_path)
    assert ended.stdout.decode() == f"{the_record(tmp_path)}\n" * 2
    assert piped("s.py", "--no-record", "x", folder=tmp_path).stdout == b"None\n"
    assert len(records(tmp_path)) == 1


def test_a_command_line_of_the_script_s_own_is_repeated(tmp_path):
    (tmp_path / "s.py").write_text(
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('data')\n"
        "p.add_argument('--lr', type=float, default=0.1)\n"
        "p.add_argument('-v', action='count', default=0)\n"
        "fit = p.add_subparsers(dest='command').add_parser('fit')\n"
        "fit.add_argument('--amp', action='store_true')\nprint(p.parse_args())\n"
    )
    first = piped("s.py", "d", "--lr", "0.3", "-vv", "--record", "fit", "--amp", folder=tmp_path)
    assert first.stdout == b"Namespace(data='d', lr=0.3, v=2, command='fit', amp=True)\n"
    again = piped("rerun", the_record(tmp_path).name, "--lr", "0.5", folder=tmp_path)
    assert again.stdout == first.stdout.replace(b"0.3", b"0.5")


def test_values_that_nobody_read(tmp_path):
    (tmp_path / "s.py").write_text("from hprun.m import _\nif _('a', 1) > 1: _('b', 2)\n")
    piped("s.py", "--record", "-q", "-D", "b=3", folder=tmp_path)
    assert json.loads((the_record(tmp_path) / "status.json").read_text())["unread"] == ["b"]


def processors():
    """The seconds that the processes which have ended had of the processors."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.slow
def test_a_record_costs_little(project):
    """In time of processors, beside a run without one: a busy machine matters to neither."""
    (project / "t.py").write_text("")

    def spent(*words):
        before = processors()
        piped("t.py", *words, folder=project)
        return processors() - before

    plain = min(spent() for _ in range(10))
    recorded = min(spent("--record") for _ in range(10))
    assert recorded < 2.5 * plain

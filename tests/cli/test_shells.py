"""The completion installs itself: what is written where, once; and real shells complete with it."""

import os
import pty
import select
import shutil
import subprocess
import sys
import sysconfig
import time

import pytest

from hprun.cli import main, shells

SCRIPT = """\
from hprun.m import _

lr = _("lr", 0.1, range=(1e-5, 1e-1), log=True, help="learning rate")
way = _("way", "up", choices=["up", "down there"])
opt = _("opt", {"wide": 1})
"""
BASH, ZSH = ".local/share/hprun/completion.bash", ".local/share/hprun/completion.zsh"
FISH = ".config/fish/completions/hprun.fish"
UNSET = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "ZDOTDIR", "SHELL")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in UNSET:
        monkeypatch.setenv(name, "")  # so that what a test sets is taken back
    monkeypatch.setattr(shells, "_ancestors", lambda: iter(()))
    return tmp_path


def check_install(capsys, home, *words, out="", err="", status=None):
    assert main(["--install-completion", *words]) == status
    written = capsys.readouterr()
    assert (written.out.replace(f"{home}/", "~/"), written.err) == (out, err)


def now(path):
    return f"new shells complete hprun; this one does after: source ~/{path}\n"


@pytest.mark.parametrize(
    ("shell", "path", "start"),
    [("bash", BASH, ".bashrc"), ("zsh", ZSH, ".zshrc"), ("fish", FISH, None)],
)
def test_it_is_installed_once(capsys, home, shell, path, start):
    added = f"~/{start}: one line added, which loads it\n" if start else ""
    check_install(capsys, home, shell, out=f"~/{path}: written\n{added}{now(path)}")
    assert shells.script(shell) in (home / path).read_text()
    files = {each: each.read_bytes() for each in home.rglob("*") if each.is_file()}
    check_install(capsys, home, shell, out=f"~/{start or path}: {shell} completes hprun already\n")
    assert {each: each.read_bytes() for each in home.rglob("*") if each.is_file()} == files


def test_what_is_there_stays_and_the_line_is_on_its_own(capsys, home):
    (home / ".bashrc").write_bytes(b"alias x=y # \xff")
    check_install(
        capsys, home, "bash",
        out=f"~/{BASH}: written\n~/.bashrc: one line added, which loads it\n{now(BASH)}",
    )  # fmt: skip
    path = home / BASH
    assert (home / ".bashrc").read_bytes() == (
        f"[ -r {path} ] && . {path}  # completion of hprun\n".encode().join(
            [b"alias x=y # \xff\n", b""]
        )
    )


def test_an_older_script_is_brought_up_to_date(capsys, home):
    main(["--install-completion", "bash"])
    capsys.readouterr()
    (home / BASH).write_text("# older\n")
    check_install(capsys, home, "bash", out=f"~/{BASH}: brought up to date\n{now(BASH)}")
    assert len((home / ".bashrc").read_text().splitlines()) == 1


def test_who_loads_the_completion_already_gets_no_second_line(capsys, home):
    (home / ".zshrc").write_text('eval "$(hprun --completion zsh)"\n')
    check_install(capsys, home, "zsh", out=f"~/{ZSH}: written\n{now(ZSH)}")
    assert (home / ".zshrc").read_text() == 'eval "$(hprun --completion zsh)"\n'


def test_a_line_that_is_a_comment_loads_nothing(capsys, home):
    (home / ".zshrc").write_text('# eval "$(hprun --completion zsh)"\n')
    check_install(
        capsys, home, "zsh",
        out=f"~/{ZSH}: written\n~/.zshrc: one line added, which loads it\n{now(ZSH)}",
    )  # fmt: skip


def test_the_shell_is_the_one_above_else_that_of_the_login(capsys, home, monkeypatch):
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    check_install(capsys, home, out=f"~/{FISH}: written\n{now(FISH)}")
    monkeypatch.setattr(shells, "_ancestors", lambda: iter(("make", "zsh", "fish")))
    main(["--install-completion"])
    assert (home / ZSH).exists()
    capsys.readouterr()


def test_the_processes_above_are_known():
    code = "from hprun.cli.shells import _ancestors; print(next(_ancestors()))"
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -c '{code}'; true"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "bash\n"


@pytest.mark.parametrize(
    ("words", "environ", "message"),
    [
        pytest.param(["csh"], {}, "no completion for 'csh'; choose bash, zsh, fish", id="another"),
        pytest.param(
            ["bash", "zsh"],
            {},
            "--install-completion stands alone on its line, but for the shell",
            id="two",
        ),
        pytest.param(
            [],
            {"SHELL": "/bin/tcsh"},
            "this shell is not known ($SHELL is /bin/tcsh);"
            " name one: --install-completion bash, zsh or fish",
            id="not known",
        ),
        pytest.param(
            [],
            {},
            "this shell is not known; name one: --install-completion bash, zsh or fish",
            id="not named at all",
        ),
        pytest.param(
            ["bash"],
            {"HOME": "/dev/null"},
            "/dev/null/.local/share/hprun/completion.bash cannot be written: Not a directory",
            id="no home",
        ),
        pytest.param(
            ["bash"],
            {"XDG_DATA_HOME": "{home}/data", "HOME": "/dev/null"},
            "/dev/null/.bashrc cannot be written: Not a directory",
            id="no file to be read at the start",
        ),
    ],
)
def test_a_mistake(capsys, home, words, environ, message):
    os.environ |= {name: text.format(home=home) for name, text in environ.items()}
    check_install(capsys, home, *words, err=f"hprun: {message}\n", status=2)


# In real shells

PROMPTS = {
    "bash": (".bashrc", "PS1='READY> '\nbind 'set enable-bracketed-paste off'\n"),
    "zsh": (".zshrc", "PROMPT='READY> '\nunsetopt zle_bracketed_paste 2>/dev/null\n"),
    "fish": (".config/fish/config.fish", "function fish_prompt; echo -n 'READY> '; end\n"),
}
STARTED = {"bash": ["bash", "-i"], "zsh": ["zsh", "-i"], "fish": ["fish", "-i"]}


class Terminal:
    """A shell in a terminal of its own, with the completion installed by hprun itself."""

    def __init__(self, shell, home):
        path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))
        kept = {
            name: text
            for name, text in os.environ.items()
            if text and not name.startswith("HPRUN_")
        }
        environment = kept | {"PATH": path, "TERM": "xterm", "COLUMNS": "160", "LC_ALL": "C.UTF-8"}
        start, prompt = PROMPTS[shell]
        (home / start).parent.mkdir(parents=True, exist_ok=True)
        (home / start).write_text(prompt)
        install = ["hprun", "--install-completion", shell]
        subprocess.run(install, env=environment, check=True, stdout=subprocess.DEVNULL)
        self.folder = home / "project"
        self.process, self.leader = pty.fork()
        if not self.process:
            os.chdir(self.folder)
            os.execvpe(shell, STARTED[shell], environment)
        self.shown = ""
        self.wait("READY> ")

    def wait(self, text):
        end = time.monotonic() + 30
        while text not in self.shown:
            assert time.monotonic() < end, self.shown
            if select.select([self.leader], [], [], 0.1)[0]:
                self.shown += os.read(self.leader, 65536).decode("utf-8", "replace")

    def completed(self, line):
        """The words of a line after the key for completion."""
        said = self.folder / "said"
        said.unlink(missing_ok=True)
        self.shown = ""
        os.write(self.leader, f"{line}\t\x01echo >said \r".encode())
        end = time.monotonic() + 30
        while not (said.exists() and said.read_text()):
            assert time.monotonic() < end, self.shown
            if select.select([self.leader], [], [], 0.05)[0]:
                self.shown += os.read(self.leader, 65536).decode("utf-8", "replace")
        self.wait("READY> ")
        return said.read_text().rstrip("\n")

    def close(self):
        os.kill(self.process, 9)
        os.waitpid(self.process, 0)
        os.close(self.leader)


@pytest.fixture(params=["bash", "zsh", "fish"])
def terminal(request, home):
    if not shutil.which(request.param):
        pytest.skip(f"{request.param} is not on this machine")
    folder = home / "project"
    (folder / "presets").mkdir(parents=True)
    (folder / "train.py").write_text(SCRIPT)
    (folder / "presets" / "small.yaml").write_text("# a small one\nlr: 0.01\n")
    (folder / "cfg.yaml").write_text("opt: {narrow: 2}\n+extra: 1\n")
    run = folder / "runs" / "20261121-185242-k3f9"
    run.mkdir(parents=True)
    (run / "run.json").write_text("{}")
    opened = Terminal(request.param, home)
    opened.name = request.param
    yield opened
    opened.close()


@pytest.mark.slow
def test_a_real_shell_completes(terminal):
    done = {line: terminal.completed(line) for line in LINES}
    assert done == LINES


LINES = {
    "hprun insp": "hprun inspect",
    "hprun train.py --l": "hprun train.py --l",
    "hprun train.py --lr": "hprun train.py --lr",
    "hprun train.py -D w": "hprun train.py -D way=",
    "hprun train.py -D way=d": "hprun train.py -D way=down there",
    "hprun train.py -c +s": "hprun train.py -c +small",
    "hprun train.py -c cfg.yaml -D opt.n": "hprun train.py -c cfg.yaml -D opt.narrow=",
    "hprun train.py -c cfg.yaml -D +e": "hprun train.py -c cfg.yaml -D +extra=",
    "hprun rerun 2": "hprun rerun 20261121-185242-k3f9",
    "hprun diff 2": "hprun diff 20261121-185242-k3f9",
    "hprun tra": "hprun train.py",
}


@pytest.mark.slow
def test_a_range_stands_beside_the_name(terminal):
    if terminal.name == "bash":
        pytest.skip("bash has no room beside a word")
    os.write(terminal.leader, b"hprun train.py --l\t\t")
    terminal.wait("float, 1e-5 to 0.1, log, default 0.1: learning rate")

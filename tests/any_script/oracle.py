"""The live parser of a program, asked: in a process of its own, and in this one."""

import argparse
import json
import os
import runpy
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import accounts

LIVE = Path(__file__).with_name("live.py")


def account_of(script, python=sys.executable, folders=()):
    """Return the account of a script's parsers, from a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "account.json")
        subprocess.run(
            [python, LIVE, path, Path(script).name, *folders],
            cwd=Path(script).parent,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        return json.loads(path.read_text("utf-8"))


def inspected(script, hprun, folders=()):
    """Return what ``hprun inspect --json`` says of a script."""
    done = subprocess.run(
        [*hprun, "inspect", "--json", "--no-cache", "--show-secrets", Path(script).name],
        cwd=Path(script).parent,
        env=_environment() | {"PYTHONPATH": os.pathsep.join(folders)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def _environment():
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


class _ToldError(Exception):
    """The parser has been asked; the program need not go on."""


def account_here(folder):
    """Return the account of ``main.py``, run in this process; for argparse alone.

    Raises what the program raises.
    """
    told = []
    real = argparse.ArgumentParser.parse_args, argparse.ArgumentParser.parse_known_args

    def parse_args(self, args=None, namespace=None):
        told.append(accounts.of_argparse(self, whole=True))
        raise _ToldError

    def parse_known_args(self, args=None, namespace=None):
        told.append(accounts.of_argparse(self, whole=False))
        raise _ToldError

    argparse.ArgumentParser.parse_args = parse_args
    argparse.ArgumentParser.parse_known_args = parse_known_args
    modules, path = {*sys.modules}, sys.path[:]
    sys.path.insert(0, str(folder))
    try:
        with warnings.catch_warnings(action="ignore", category=PendingDeprecationWarning):
            runpy.run_path(str(folder / "main.py"), run_name="__main__")
    except _ToldError:
        pass
    finally:
        argparse.ArgumentParser.parse_args, argparse.ArgumentParser.parse_known_args = real
        sys.path[:] = path
        for name in {*sys.modules} - modules:
            del sys.modules[name]
    return {"parsers": told, "error": ""}

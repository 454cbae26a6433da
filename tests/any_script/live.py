"""Run a program up to its command line, and write what its own parser says of itself.

    python live.py ACCOUNT.json SCRIPT [FOLDER…]

The call that would parse is replaced by one that writes the account of the real parser and ends the
process. What is not installed is a stand-in (`stand_ins`). The folders are searched for imports,
behind the script's own. Runs under any python that has the parser's library; needs nothing else.
"""

import argparse
import contextlib
import functools
import importlib.abc
import importlib.util
import json
import os
import runpy
import signal
import sys
import traceback

import accounts
import stand_ins

SECONDS = 60


class Account:
    """What has been found out so far; it is written each time there is more."""

    def __init__(self, path):
        self.path = path
        self.parsers = []
        self.error = ""

    def add(self, parser):
        """Take the account of one more parser."""
        if parser not in self.parsers:
            self.parsers.append(parser)
        self.write()

    def write(self):
        """Write it all."""
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump({"parsers": self.parsers, "error": self.error}, file, indent=1)


def main(path, script, *folders):
    """Run the script until it has told all."""
    account = Account(path)
    account.write()
    _patch_argparse(account)
    sys.meta_path.insert(0, Patcher(account))
    stand_ins.install()
    with contextlib.suppress(ImportError):
        import packaging.version  # noqa: F401 - programs rely on it that others have imported it
    signal.signal(signal.SIGALRM, lambda *_: _end())
    signal.alarm(SECONDS)
    sys.argv = Words([script])
    sys.path[:1] = [os.path.dirname(os.path.abspath(script)), *folders]
    try:
        runpy.run_path(script, run_name="__main__")
    except BaseException:  # noqa: BLE001 - the program may end as it likes
        account.error = traceback.format_exc()
        account.write()
    _end()


def _end():
    sys.stdout.flush()
    os._exit(0)


class Words(list):
    """The words of the process, and what is sliced of them: there are none, but they are known."""

    def __getitem__(self, key):
        """Return a word, or words that are still those of the process."""
        found = super().__getitem__(key)
        return Words(found) if isinstance(key, slice) else found


def _is_own(words):
    """Whether a parser reads the words of the process."""
    return words is None or isinstance(words, Words)


def _patch_argparse(account):
    real_args = argparse.ArgumentParser.parse_args
    real_known = argparse.ArgumentParser.parse_known_args
    whole = []

    def parse_args(self, args=None, namespace=None):
        whole.append(self)
        try:
            return real_args(self, args, namespace)
        finally:
            whole.remove(self)

    def parse_known_args(self, args=None, namespace=None, **more):
        if not _is_own(args) or _is_inside(self):
            return real_known(self, args, namespace, **more)
        is_whole = any(each is self for each in whole)
        account.add(accounts.of_argparse(self, whole=is_whole))
        if is_whole:
            _end()
        found, left = real_known(self, args, namespace, **more)
        return found, Words(left)

    def intermixed(self, args=None, namespace=None):
        account.add(accounts.of_argparse(self, whole=True))
        _end()

    argparse.ArgumentParser.parse_args = parse_args
    argparse.ArgumentParser.parse_known_args = parse_known_args
    argparse.ArgumentParser.parse_intermixed_args = intermixed
    argparse.ArgumentParser.parse_known_intermixed_args = intermixed


def _is_inside(parser):
    """Whether it is a parser inside of another library's, of which that gives its own account."""
    return type(parser).__module__.partition(".")[0] in {"pyrallis", "draccus", "jsonargparse"}


class Patcher(importlib.abc.MetaPathFinder):
    """Replaces the entry of a parser's library as soon as it is imported."""

    def __init__(self, account):
        self.account = account

    def find_spec(self, name, path=None, target=None):
        """Return the spec that others find, with the patch behind its execution."""
        if name not in PATCHES:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec and not isinstance(spec.loader, type):
                break
        else:
            return None
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            PATCHES[name](module, self.account)

        spec.loader.exec_module = exec_module
        return spec


def _telling(account, tell):
    """Return a function that gives an account of its first argument, and ends the process."""

    def told(*args, **options):
        account.add(tell(*args, **options))
        _end()

    return told


def _patch_click(module, account):
    tell = _telling(account, accounts.of_click)
    module.Command.main = lambda self, *args, **options: tell(self)
    module.Command.__call__ = module.Command.main


def _patch_typer(module, account):
    def told(self, *args, **options):
        account.add(accounts.of_click(module.main.get_command(self), "typer"))
        _end()

    module.Typer.__call__ = told


def _patch_fire(module, account):
    def fire(component=None, command=None, **_options):
        account.add(accounts.of_fire(sys.modules["__main__"] if component is None else component))
        _end()

    module.Fire = fire


def _patch_absl_app(module, account):
    def run(main, argv=None, flags_parser=None):
        account.add(accounts.of_absl(sys.modules["absl.flags"].FLAGS))
        _end()

    module.run = run


def _patch_absl_flags(module, account):
    def parse(self, argv, **_options):
        account.add(accounts.of_absl(self))
        _end()

    module.FlagValues.__call__ = parse


def _patch_transformers(module, account):
    def parse(self, args=None, return_remaining_strings=False, **options):  # noqa: FBT002 - theirs
        account.add(accounts.of_argparse(self, whole=not return_remaining_strings))
        _end()

    module.HfArgumentParser.parse_args_into_dataclasses = parse


def _patch_tyro(module, account):
    def cli(f, *, args=None, prog=None, default=None, **options):
        account.add(accounts.of_dataclass("tyro", f, default))
        _end()

    module.cli = cli


def _patch_parser_of_a_class(module, account):
    def parse_args(self, args=None, namespace=None):
        style = type(self).__module__.partition(".")[0]
        account.add(accounts.of_dataclass(style, self.config_class))
        _end()

    module.ArgumentParser.parse_args = parse_args


def _patch_jsonargparse(module, account):
    def cli(components=None, *args, **options):
        account.add(accounts.of_dataclass("jsonargparse", components))
        _end()

    module.CLI = module.auto_cli = cli


def _patch_hydra(module, account):
    unsaid = object()

    def main(config_path=unsaid, config_name=None, version_base="1.1"):
        module.version.setbase(version_base)
        if config_path is unsaid:
            config_path = None if module.version.base_at_least("1.2") else "."

        def decorated(function):
            @functools.wraps(function)
            def called(*args, **options):
                folder = os.path.dirname(os.path.abspath(function.__code__.co_filename))
                account.add(accounts.of_hydra(folder, config_path, config_name))
                _end()

            return called

        return decorated

    module.main = main


PATCHES = {
    "click": _patch_click,
    "typer": _patch_typer,
    "fire": _patch_fire,
    "absl.app": _patch_absl_app,
    "absl.flags": _patch_absl_flags,
    "transformers.hf_argparser": _patch_transformers,
    "tyro": _patch_tyro,
    "draccus.argparsing": _patch_parser_of_a_class,
    "pyrallis.argparsing": _patch_parser_of_a_class,
    "jsonargparse": _patch_jsonargparse,
    "hydra": _patch_hydra,
}


if __name__ == "__main__":
    main(*sys.argv[1:])

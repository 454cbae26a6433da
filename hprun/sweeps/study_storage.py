"""Layer 4: where a study of Optuna stands: a journal in the folder of the sweep, or a database.

The journal is appended to under a lock of ours. The one that Optuna brings along stays behind for
half a minute when its holder is killed, and a line that was torn spoils the file for ever.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hprun.errors import ConfigError
from hprun.sweeps.grounds import Grounds
from hprun.sweeps.sweep import Sweep

JOURNAL = "study.journal"
EXTRA = "pip install 'hprun[sweep]'"


class Lock:
    """Lets one process at a time append to a journal, and takes a torn end off before it does.

    The kernel gives the lock up with its holder.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._handle = -1

    def acquire(self) -> bool:
        """Wait for the lock. Raises OSError."""
        import fcntl

        handle = os.open(f"{self._path}.flock", os.O_RDWR | os.O_CREAT, 0o666)
        fcntl.flock(handle, fcntl.LOCK_EX)
        self._handle = handle
        self._repair()
        return True

    def release(self) -> None:
        """Give the lock up."""
        os.close(self._handle)
        self._handle = -1

    def _repair(self) -> None:
        with open(self._path, "r+b") as file:
            end = file.seek(0, os.SEEK_END)
            start = end
            while start:
                step = min(4096, start)
                start -= step
                file.seek(start)
                newline = file.read(step).rfind(b"\n")
                if newline >= 0:
                    start += newline + 1
                    break
            if start < end:
                file.truncate(start)


@contextmanager
def spoken(storage: str) -> Iterator[None]:
    """Say in words of ours why a study is not there. Raises ConfigError."""
    try:
        yield
    except ImportError as error:
        if not storage:
            raise ConfigError(f"{error.name or error} is not installed", advice=EXTRA) from None
        raise ConfigError(
            "the driver of the database is not installed",
            origin=f"--storage {storage}",
            advice="pip install 'hprun[postgres]'",
        ) from None
    except OSError as error:
        raise ConfigError(f"the study cannot be opened: {error.strerror}") from None
    except Exception as error:
        told = error.__cause__ if type(error).__name__ == "StorageInternalError" else error
        if not type(told).__module__.startswith("sqlalchemy."):
            raise
        why = str(told).partition("\n")[0]
        raise ConfigError(
            f"the database of the study cannot be reached: {why}",
            origin=f"--storage {storage}",
            advice="the same command again goes on when it is there",
        ) from None


def storage_of(grounds: Grounds, sweep: Sweep) -> Any:  # noqa: ANN401 - Optuna's own
    """Return where the study of a sweep stands."""
    if sweep.storage:
        return _with_driver(sweep.storage)
    from optuna.storages import (  # type: ignore[import-not-found,unused-ignore]
        JournalStorage,
    )
    from optuna.storages.journal import (  # type: ignore[import-not-found,unused-ignore]
        JournalFileBackend,
    )

    path = grounds.path(JOURNAL)
    return JournalStorage(JournalFileBackend(path, Lock(path)))


def _with_driver(storage: str) -> str:
    """Return the address of a database with the driver that is installed."""
    plain = storage.startswith("postgresql://")
    if plain and importlib.util.find_spec("psycopg2") is None:
        return storage.replace("postgresql://", "postgresql+psycopg://", 1)
    return storage

"""Layer 4: the record of a run is begun: here a plan becomes what stands in the folder."""

from __future__ import annotations

import errno
import os
import sys

from hprun.errors import ConfigError
from hprun.records import folder as folders
from hprun.records.supervise import Steps, supervise, tell
from hprun.runtime import root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.cli.asked import Asked

_FULL = (errno.ENOSPC, errno.EDQUOT)


def begin(asked: Asked, parent: str) -> bool:
    """Make a record of the run in `parent`, and return in the process that is to be the script.

    `parent` is empty where nobody has said a word about it.
    Returns whether there is a record: a full disk is no reason not to run. Raises ConfigError where
    the folder cannot be made for another reason.
    """
    try:
        folder = folders.make(parent or folders.RECORDS)
    except OSError as error:
        if error.errno not in _FULL:
            raise ConfigError(
                f"the record cannot be made: {error.strerror}",
                origin=str(error.filename),
                advice="name another folder with --record=DIR, or say --no-record",
            ) from None
        sys.stderr.write(f"hprun: the run goes on, but without a record: {error.strerror}\n")
        return False
    within = os.environ.get(folders.VARIABLE, "")

    repositories = []

    def describe() -> None:
        from hprun.records.identity import Repository

        repositories.append(Repository(os.path.dirname(asked.target.file)))
        from hprun.cli.recorded_facts import about

        found = about(asked, folder, within)
        folders.write(os.path.join(folder, folders.RUN), found)

    def identify() -> None:
        from hprun.cli.recorded_facts import write_code

        write_code(asked, folder, *repositories)

    def write_down() -> None:
        from hprun.cli.recorded_facts import write_values

        write_values(asked, folder)

    _tell_at_exit(supervise(folder, Steps(describe, identify, write_down)))
    return True


def _tell_at_exit(descriptor: int) -> None:
    """Let the supervisor know at the end what nobody caught, and what nobody read."""
    import atexit

    process = os.getpid()

    def report() -> None:
        if os.getpid() == process:
            error = getattr(sys, "last_value", None)
            kind = type(error).__name__ if error is not None else ""
            tell(descriptor, (kind, _text(error), *root.unread()))

    atexit.register(report)


def _text(error: object) -> str:
    """Return what an exception says, as much as a message is."""
    try:
        return "" if error is None else str(error)[:2000]
    except Exception:  # noqa: BLE001 - the script's own code
        return ""

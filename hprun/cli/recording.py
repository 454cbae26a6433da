"""Layer 5: the record of a run is begun: here a plan becomes what stands in the folder."""

from __future__ import annotations

import errno
import os
import sys

from hprun.errors import ConfigError
from hprun.records import folder as folders
from hprun.records.supervise import Steps, supervise, tell, tie
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

        write_code(asked.target, os.path.join(folder, folders.CODE), *repositories)

    def write_down() -> None:
        from hprun.cli.recorded_facts import write_values

        write_values(asked, folder)

    descriptor = supervise(folder, Steps(describe, identify, write_down))
    _report_at_exit(asked)
    _tell_at_exit(descriptor)
    return True


GUARD, TOLD = 3, 4
"""The descriptors that a trial of a sweep is given."""


def begin_trial(asked: Asked, folder: str) -> None:
    """Write into the folder of a trial what it is; its worker, which made it, does the rest.

    Raises ConfigError where this process was started by no worker.
    """
    from hprun.cli.recorded_facts import about
    from hprun.records.state import sign

    try:
        descriptor = tie(GUARD, TOLD)
        folders.write(os.path.join(folder, folders.RUN), about(asked, folder, ""))
        sign(os.path.join(folder, folders.ALIVE), os.getpid())
    except OSError as error:
        raise ConfigError(f"--trial is for the workers of a sweep: {error.strerror}") from None
    os.environ[folders.VARIABLE] = folder
    _report_at_exit(asked)
    _tell_at_exit(descriptor)


def _report_at_exit(asked: Asked) -> None:
    """Report what a variable of the script is at the end, if one is named and is a number."""
    variable = asked.invocation.text("report_variable")
    if not variable:
        return
    import atexit

    from hprun.records.reporting import report

    process = os.getpid()

    def report_it() -> None:
        found = getattr(sys.modules["__main__"], variable, None)
        if os.getpid() == process and found is not None:
            try:
                report(None, **{variable: found})
            except TypeError:
                return

    atexit.register(report_it)


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

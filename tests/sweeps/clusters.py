"""A Slurm of one node on loopback, as Debian ships it, for the slow tests."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

_DAEMONS = ("munged", "slurmctld", "slurmd", "sbatch")
_CONF = """\
ClusterName=hprun
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket,cred_expire=5
SlurmUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SchedulerType=sched/backfill
SchedulerParameters=sched_min_interval=0
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
MailProg=/bin/true
ReturnToService=2
DefMemPerCPU=200
KillWait=5
MinJobAge=10
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory=2000 State=UNKNOWN
PartitionName=day Nodes=ALL Default=YES MaxTime=INFINITE DefaultTime=10 State=UP
"""


def _reason():
    if os.geteuid():
        return "a Slurm of the test's own needs root"
    missing = [each for each in _DAEMONS if shutil.which(each, path=_path()) is None]
    if missing:
        return f"no {missing[0]}: apt-get install slurmctld slurmd slurm-client munge"
    return ""


def _path():
    return f"{os.environ['PATH']}:/usr/sbin:/sbin"


def _free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


@contextlib.contextmanager
def slurm(folder: Path):
    """Start the cluster; yield its environment, or the reason why there is none."""
    reason = _reason()
    if reason:
        yield reason
        return
    started = []
    environment = {**os.environ, "PATH": _path(), "SLURM_CONF": str(folder / "slurm.conf")}

    def start(*words, log):
        with (folder / log).open("w") as file:
            started.append(
                subprocess.Popen(words, env=environment, stdout=file, stderr=file)
            )  # fmt: skip

    for name in ("munge", "state", "spool"):
        (folder / name).mkdir()
    key = folder / "munge" / "key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o400)
    os.chmod(folder / "munge", 0o755)
    conf = _CONF.format(
        host=socket.gethostname(), controller=_free_port(), node=_free_port(),
        folder=folder, cpus=os.cpu_count(),
    )  # fmt: skip
    (folder / "slurm.conf").write_text(conf)
    try:
        start(
            "munged", "--foreground", f"--key-file={key}", f"--socket={folder}/munge/socket",
            f"--log-file={folder}/munge/log", f"--pid-file={folder}/munge/pid",
            f"--seed-file={folder}/munge/seed", "--force", log="munged.out",
        )  # fmt: skip
        _until((folder / "munge" / "socket").exists)
        start("slurmctld", "-D", log="slurmctld.out")
        start("slurmd", "-D", log="slurmd.out")

        def idle():
            told = subprocess.run(
                ["sinfo", "-h", "-o", "%T"], env=environment, capture_output=True, text=True,
                check=False,
            )  # fmt: skip
            return told.stdout.strip() == "idle"

        up = _until(idle)
        yield (
            environment
            if up
            else f"slurmd did not come up: {(folder / 'slurmd.log').read_text()[-300:]}"
        )
    finally:
        if len(started) > 1:
            subprocess.run(["scancel", "--user=root"], env=environment, check=False)
            _until(
                lambda: (
                    not subprocess.run(
                        ["squeue", "-h"], env=environment, capture_output=True, check=False
                    ).stdout
                )
            )
        for each in reversed(started):
            each.terminate()
            try:
                each.wait(20)
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()


def _until(true, seconds=30):
    for _ in range(seconds * 5):
        if true():
            return True
        time.sleep(0.2)
    return False

"""A dockerd of our own: with images that are kept, without rules in this machine's firewall, and without traces."""

import fcntl
import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.containers.place import PLACE
from tests.debian import Unavailable

DAEMON_LOG = PLACE / "dockerd.log"
# Ports are published by a program, and builds use the host's network: so nobody's firewall need be touched.
UNTOUCHED = ("--iptables=false", "--ip-forward=false", "--ip-masq=false", "--bridge=none")


@contextmanager
def running_daemon() -> Iterator[str]:
    """Its address, for DOCKER_HOST; whatever it started is gone when it ends."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with alone(), tempfile.TemporaryDirectory(prefix="sc-docker-") as name, DAEMON_LOG.open("w") as log:
        bridges = bridges_here()
        daemon = start(Path(name), log)
        try:
            yield f"unix://{name}/socket"
        finally:
            daemon.terminate()
            try:
                daemon.wait(60)
            except subprocess.TimeoutExpired:
                daemon.kill()
            sweep(bridges, Path(name))


@contextmanager
def alone() -> Iterator[None]:
    """Two engines cannot share their images."""
    with (PLACE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unavailable("Another run of make test-docker has the engine: wait until it has ended.") from None
        yield


def start(place: Path, log: IO[str]) -> subprocess.Popen[bytes]:
    """The daemon; whether it lives is seen by asking it."""
    print("Starting an engine …", flush=True)
    (PLACE / "engine").mkdir(exist_ok=True)
    files = {"data-root": PLACE / "engine", "exec-root": place / "run", "pidfile": place / "pid"}
    options = [f"--{name}={path}" for name, path in files.items()]
    # It ends with this program, however that ends.
    return subprocess.Popen(
        [
            "setpriv",
            "--pdeathsig",
            "TERM",
            "dockerd",
            f"--host=unix://{place}/socket",
            "--storage-driver=overlay2",
            *options,
            *UNTOUCHED,
        ],
        stdout=log,
        stderr=subprocess.STDOUT,
    )


def last_words() -> str:
    """What the daemon said in the end."""
    return "\n".join(DAEMON_LOG.read_text(errors="replace").splitlines()[-5:])


def bridges_here() -> set[str]:
    """The names of this machine's bridges."""
    told = subprocess.run(["ip", "-json", "link", "show", "type", "bridge"], capture_output=True, text=True, check=True)
    return {link["ifname"] for link in json.loads(told.stdout or "[]") if link}


def sweep(bridges: set[str], place: Path) -> None:
    """Bridges that came meanwhile go; so does what is still mounted of the daemon's."""
    for name in bridges_here() - bridges:
        subprocess.run(["ip", "link", "delete", name], check=False, capture_output=True)
    ours = (str(place), str(PLACE / "engine"))
    mounted = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for target in reversed([path for path in mounted if path.startswith(ours)]):
        subprocess.run(["umount", "--lazy", target], check=False, capture_output=True)

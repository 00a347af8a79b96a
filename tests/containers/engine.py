"""Docker's engine: this machine's own where it answers, else one that is started here and ended with the tests."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests import debian
from tests.containers import plugins, private
from tests.containers.place import LOG, PLACE
from tests.debian import APT, Unavailable


@dataclass(frozen=True)
class Engine:
    """`environment`: what Docker's programs need in order to find it and their plugins. `is_ours`: started here."""

    environment: dict[str, str]
    is_ours: bool

    def docker(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one command of Docker's and keep what it says."""
        done = subprocess.run(["docker", *words], env=self.environment, capture_output=True, text=True, check=False)
        if check and done.returncode != 0:
            raise Unavailable(f"docker {' '.join(words)} failed:\n{done.stderr.strip()}")
        return done

    @property
    def answers(self) -> bool:
        """Whether anybody is there."""
        return shutil.which("docker") is not None and self.docker("info", check=False).returncode == 0


@contextmanager
def running_engine() -> Iterator[Engine]:
    """One with Compose 2; Unavailable says why there can be none."""
    engine = Engine(dict(os.environ), is_ours=False)
    if not engine.answers:
        debian.refuse_without_root("Docker's engine does not answer here, and to start one")
        install()
    if engine.answers:
        yield with_compose(engine)
        return
    with private.running_daemon() as host:
        ours = Engine({**os.environ, "DOCKER_HOST": host}, is_ours=True)
        wait_for(ours)
        tidy(ours)
        yield with_compose(ours)


def install() -> None:
    """Debian's packages of the engine, where they are missing."""
    PLACE.mkdir(parents=True, exist_ok=True)
    if not shutil.which("dockerd"):
        packages = ["docker.io", "iproute2", "iptables"]
        debian.step("Installing docker.io", [*APT, "install", "--no-install-recommends", *packages], LOG)


def wait_for(engine: Engine, patience: float = 30) -> None:
    """Until it answers."""
    deadline = time.monotonic() + patience
    while not engine.answers:
        if time.monotonic() > deadline:
            raise Unavailable(f"dockerd was started and does not answer:\n{private.last_words()}")
        time.sleep(0.2)


def tidy(ours: Engine) -> None:
    """Take away what a run left that was killed: in an engine of ours everything but images is a run's."""
    left = ours.docker("ps", "--all", "--quiet").stdout.split()
    if left:
        ours.docker("rm", "--force", *left)
    for kind in ("volume", "network", "image"):
        ours.docker(kind, "prune", "--force")


def with_compose(engine: Engine) -> Engine:
    """The same engine, with a Compose 2 that its programs find."""
    known = engine.docker("compose", "version", "--short", check=False)
    if known.returncode == 0 and known.stdout.strip().lstrip("v")[:1] != "1":
        return engine
    configuration = plugins.fetch()
    return Engine({**engine.environment, "DOCKER_CONFIG": str(configuration)}, engine.is_ours)

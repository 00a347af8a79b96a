"""A copy of this checkout with a composed system of its own: another name, a free port, other secrets."""

import json
import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.clusters import ROOT
from tests.containers.engine import Engine
from tests.debian import Unavailable
from tests.serving import free_port

PG_MAJORS = {"trixie": 17, "bookworm": 15}
PATIENCE = 240.0  # seconds for one command: a machine may be busy
# This machine's way out, which a build takes and an image does not keep.
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
# Of the directory docker/ what belongs to whoever works in this checkout.
PRIVATE = shutil.ignore_patterns("secrets", ".env", "compose.override.yaml", "site.conf", "__pycache__", "*.mo")


@dataclass
class System:
    """`docker` is its directory of that name, where every command is given; `typed` has those given so far."""

    engine: Engine
    suite: str
    docker: Path
    port: int = field(default_factory=free_port)
    name: str = f"stageclock-test-{os.getpid()}"
    typed: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where people reach it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What its commands find, without settings that somebody has here; COMPOSE_PROJECT_NAME replaces `name`."""
        settings = set(re.findall(r"\$\{(\w+)", (self.docker / "compose.yaml").read_text()))
        kept = {name: value for name, value in self.engine.environment.items() if name not in settings}
        return {
            **{name: value for name, value in kept.items() if not name.startswith("COMPOSE_")},
            "COMPOSE_PROJECT_NAME": self.name,
            "WEB_PORT": str(self.port),
            "SUITE": self.suite,
            "PG_MAJOR": str(PG_MAJORS[self.suite]),
        }

    def run(self, *words: str, check: bool = True, **options: Any) -> subprocess.CompletedProcess[str]:
        """One command as somebody types it in docker/; both of its streams are in `stdout`."""
        self.typed.append(shlex.join(word for word in words if word != "-T"))
        done = subprocess.run(
            words, cwd=self.docker, env=self.environment, timeout=PATIENCE, text=True, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}"
        return done

    def compose(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One `docker compose …`."""
        return self.run("docker", "compose", *words, check=check)

    def manage(self, *words: str) -> str:
        """One operator's command; what it said."""
        return self.compose("run", "--rm", "-T", "manage", *words).stdout

    def override(self, **services: dict[str, Any]) -> None:
        """Write compose.override.yaml, which Compose reads by itself: JSON is YAML too."""
        build: dict[str, Any] = {"args": {name: os.environ[name] for name in PROXIES if name in os.environ}}
        if self.engine.is_ours:  # which has no network of its own for builds
            build["network"] = "host"
        wishes: dict[str, Any] = {
            name: {"build": build} for name in ("db", "web", "migrate", "manage", "mail", "proxy")
        }
        for name, wish in services.items():
            wishes[name] = {**wishes.get(name, {}), **wish}
        (self.docker / "compose.override.yaml").write_text(json.dumps({"services": wishes}))

    def containers(self, service: str) -> list[dict[str, Any]]:
        """What the engine knows of a service's containers, ended ones too, by number."""
        labels = {"project": self.name, "service": service, "oneoff": "False"}
        filters = [f"--filter=label=com.docker.compose.{name}={value}" for name, value in labels.items()]
        found = self.engine.docker("ps", "--all", "--quiet", *filters).stdout.split()
        known = json.loads(self.engine.docker("inspect", *found).stdout) if found else []
        return sorted(known, key=lambda one: str(one["Name"]))

    def running(self, service: str) -> int:
        """How many of a service's containers run."""
        return sum(one["State"]["Running"] for one in self.containers(service))

    def logs(self, container: dict[str, Any]) -> str:
        """Everything that a container wrote."""
        told = self.engine.docker("logs", container["Id"])
        return told.stdout + told.stderr

    def inside(self, container: dict[str, Any], *words: str, check: bool = True) -> str:
        """Run something in a container, as its own user."""
        done = self.engine.docker("exec", container["Id"], *words, check=False)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def sql(self, query: str) -> str:
        """What the database answers to its superuser, columns parted by `|`."""
        return self.compose(
            "exec", "-T", "db", "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", "stageclock", "-c", query
        ).stdout.strip()

    def remove(self) -> None:
        """Everything but the images."""
        self.compose("--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "5", check=False)


def eventually(question: Any, patience: float = 90.0) -> Any:
    """The answer, once it is one that counts."""
    deadline = time.monotonic() + patience
    while not (answer := question()):
        assert time.monotonic() < deadline, f"not within {patience:.0f} s"
        time.sleep(0.5)
    return answer


@contextmanager
def copied_system(engine: Engine, suite: str, place: Path) -> Iterator[System]:
    """One that has its secrets and is not started; gone afterwards."""
    let_through = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for name in {".dockerignore", *(path.split("/")[0] for path in let_through)}:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name, ignore=PRIVATE)
        else:
            shutil.copy(ROOT / name, place / name)
    system = System(engine, suite, place / "docker")
    system.override()
    system.run("./make-secrets")
    try:
        yield system
    finally:
        print("Taking everything down …", flush=True)
        system.remove()


def build(system: System) -> None:
    """The images, with what the builder says as it goes where it fails."""
    done = system.compose("--profile", "*", "build", check=False)
    if done.returncode != 0:
        raise Unavailable("The images could not be built:\n" + "\n".join(done.stdout.splitlines()[-40:]))

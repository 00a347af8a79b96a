"""A real Prometheus beside the web, as docker/monitoring says, but looking every second."""

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.clusters import ROOT
from tests.serving import free_port

MONITORING = ROOT / "docker" / "monitoring"
PATIENCE = 40.0  # seconds: a machine may be busy


def find(program: str) -> str:
    """A program of Debian's package prometheus."""
    found = shutil.which(program) or shutil.which(f"/usr/bin/{program}")
    if not found:
        pytest.fail(f"There is no {program} here to try the alerts with: bin/setup --dev installs it.", pytrace=False)
    return found


def expressions() -> dict[str, str]:
    """The alerts by name, as the file has them."""
    groups = yaml.safe_load((MONITORING / "alerts.yml").read_text())["groups"]
    return {rule["alert"]: rule["expr"] for group in groups for rule in group["rules"]}


@dataclass(frozen=True)
class Prometheus:
    """Where it answers."""

    address: str

    def ask(self, path: str, **parameters: str) -> Any:
        """The data of an answer of its API."""
        with urllib.request.urlopen(f"{self.address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}") as answer:
            return json.load(answer)["data"]

    def matches(self, expression: str) -> list[dict[str, str]]:
        """The labels of everything for which an expression holds at this moment."""
        return [row["metric"] for row in self.ask("query", query=expression)["result"]]

    def wait(self, expression: str, holds: bool, meanwhile: Callable[[], object]) -> list[dict[str, str]]:
        """Until an expression holds, or holds no more; what it matched."""
        deadline = time.monotonic() + PATIENCE
        while bool(found := self.matches(expression)) is not holds:
            assert time.monotonic() < deadline, f"{expression} did not become {holds}: {found}"
            meanwhile()
            time.sleep(0.3)
        return found


@contextmanager
def watching(web: str, home: Path) -> Iterator[Prometheus]:
    """Prometheus with our example of a configuration, for the web at this address; gone afterwards."""
    config = yaml.safe_load((MONITORING / "prometheus.yml").read_text())
    config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    config["rule_files"] = [str(MONITORING / name) for name in config["rule_files"]]
    config["scrape_configs"][0]["static_configs"] = [{"targets": [web.removeprefix("http://")]}]
    (home / "prometheus.yml").write_text(yaml.safe_dump(config))
    port = free_port()
    options = [f"--config.file={home}/prometheus.yml", f"--storage.tsdb.path={home}/data", "--log.level=error"]
    server = subprocess.Popen([find("prometheus"), *options, f"--web.listen-address=127.0.0.1:{port}"])
    try:
        yield _ready(Prometheus(f"http://127.0.0.1:{port}"))
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _ready(prometheus: Prometheus) -> Prometheus:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if prometheus.matches("up == 1"):
                return prometheus
        except (OSError, urllib.error.URLError):
            pass
        assert time.monotonic() < deadline, "Prometheus does not come up"
        time.sleep(0.2)

"""The engines of the matrix, and whether this machine is one of them already."""

import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

# Debian's own pairs; a newer testing may have left 18 behind, which is then said.
SUITES = {15: "bookworm", 17: "trixie", 18: "testing"}
EXTENSIONS = ("pg_cron", "plpgsql_check")


@dataclass(frozen=True)
class Engine:
    """One server, its programs and packages under `root` ("/" where they are this machine's own)."""

    major: int
    root: Path

    @property
    def programs(self) -> Path:
        """Where the packages put PostgreSQL's programs."""
        return self.root / "usr/lib/postgresql" / str(self.major) / "bin"

    @property
    def is_complete(self) -> bool:
        """Whether server and extensions are there."""
        shared = self.root / "usr/share/postgresql" / str(self.major) / "extension"
        controls = [shared / f"{name}.control" for name in EXTENSIONS]
        return (self.programs / "postgres").exists() and all(control.exists() for control in controls)

    def version(self, package: str) -> str:
        """A package's upstream version, as "1.6.5"."""
        database = f"--admindir={self.root / 'var/lib/dpkg'}"
        found = subprocess.run(
            ["dpkg-query", database, "-W", "-f", "${source:Upstream-Version}", package],
            check=True,
            capture_output=True,
            text=True,
        )
        return found.stdout


def packages(major: int) -> list[str]:
    """What an engine is made of; libfaketime is for the fault tests that turn a server's clock."""
    return [*(f"postgresql-{major}{part}" for part in ("", "-cron", "-plpgsql-check")), "libfaketime"]


def of_this_machine(major: int) -> Engine | None:
    """The machine's own server, where the machine is the Debian that brings it and has it whole."""
    engine = Engine(major, Path("/"))
    codename = platform.freedesktop_os_release().get("VERSION_CODENAME")
    return engine if codename == SUITES[major] and engine.is_complete else None

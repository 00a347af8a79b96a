"""A machine to try bin/setup on: a checkout's outline, and a PATH that holds just what a test puts there."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.clusters import ROOT

BASICS = (
    *("cat", "chmod", "cksum", "cp", "date", "dirname", "env", "find", "flock", "grep", "id", "mkdir", "mv", "pwd"),
    *("rm", "sed", "sh", "sleep", "sort", "tail", "touch"),
)

# Stands for any Python: fit to be asked, to make an environment with itself in it, and to run pip there.
PYTHON = """
case "$*" in
    --version) echo "Python 3.13.0" ;;
    "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    "-m pip "*) echo "$*" >>calls; [ ! -e pip-fails ] || { echo "No matching distribution"; exit 1; } ;;
esac
"""

# Stands for apt: knows the packages named in the file `offers`, and "installs" servers, extensions, browser and font.
APT_GET = """
echo "apt-get $*" >>calls
case "$*" in *install*) ;; *) exit 0 ;; esac
for package in "$@"; do
    major=$(echo "$package" | sed -n 's/^postgresql-\\([0-9]*\\).*/\\1/p')
    extension=$STAGECLOCK_USR/share/postgresql/$major/extension
    case "$package" in
        postgresql-*-cron) mkdir -p "$extension" && touch "$extension/pg_cron.control" ;;
        postgresql-*-plpgsql-check) touch "$extension/plpgsql_check.control" ;;
        postgresql-*) mkdir -p "$STAGECLOCK_USR/lib/postgresql/$major/bin" && \\
            touch "$STAGECLOCK_USR/lib/postgresql/$major/bin/postgres" ;;
        chromium) mkdir -p "$STAGECLOCK_USR/bin" && touch "$STAGECLOCK_USR/bin/chromium" && \\
            chmod 755 "$STAGECLOCK_USR/bin/chromium" ;;
        prometheus) mkdir -p "$STAGECLOCK_USR/bin" && touch "$STAGECLOCK_USR/bin/promtool" && \\
            chmod 755 "$STAGECLOCK_USR/bin/promtool" ;;
        curl) mkdir -p "$STAGECLOCK_USR/bin" && touch "$STAGECLOCK_USR/bin/curl" && \\
            chmod 755 "$STAGECLOCK_USR/bin/curl" ;;
        libfaketime) mkdir -p "$STAGECLOCK_USR/lib" && touch "$STAGECLOCK_USR/lib/libfaketime.so.1" ;;
        fonts-noto-cjk) mkdir -p "$STAGECLOCK_USR/share/fonts" && \\
            touch "$STAGECLOCK_USR/share/fonts/NotoSansCJK-Regular.ttc" ;;
    esac
done
"""
APT_CACHE = 'while [ $# -gt 1 ]; do shift; done; grep -qx "$1" offers'


@dataclass(frozen=True)
class Machine:
    """`checkout` holds bin/setup; `commands` is the whole PATH; `usr` is where servers are looked for."""

    checkout: Path
    commands: Path
    usr: Path

    @classmethod
    def bare(cls, place: Path) -> "Machine":
        """With the basic programs and nothing that Stageclock needs."""
        machine = cls(place / "checkout", place / "commands", place / "usr")
        for directory in (machine.checkout, machine.commands, machine.usr):
            directory.mkdir()
        shutil.copytree(ROOT / "bin", machine.checkout / "bin")
        for name in ("pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, machine.checkout)
        for name in BASICS:
            found = shutil.which(name)
            assert found is not None, name
            (machine.commands / name).symlink_to(found)
        return machine

    def add_command(self, name: str, script: str) -> None:
        """Put a program of this name on the PATH."""
        path = self.commands / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def add_python(self) -> None:
        """Have a Python that is new enough."""
        self.add_command("python3.13", PYTHON)

    def add_server(self, major: int, *extensions: str) -> None:
        """Have a PostgreSQL server with these extensions."""
        program = self.usr / "lib" / "postgresql" / str(major) / "bin" / "postgres"
        program.parent.mkdir(parents=True)
        program.touch()
        for extension in extensions:
            control = self.usr / "share" / "postgresql" / str(major) / "extension" / f"{extension}.control"
            control.parent.mkdir(parents=True, exist_ok=True)
            control.touch()

    def add_browser(self) -> None:
        """Have what only the tests need: Chromium, a program that tells of a Chinese font, libfaketime, and more."""
        (self.usr / "lib").mkdir(exist_ok=True)
        (self.usr / "lib" / "libfaketime.so.1").touch()
        self.add_command("chromium", "exit 0")
        self.add_command("promtool", "exit 0")
        self.add_command("curl", "exit 0")
        self.add_command("fc-list", '[ "$1" != :lang=zh-cn ] || echo wqy.ttc: WenQuanYi')

    def add_apt(self, *offers: str) -> None:
        """Have an apt that knows these packages, and be root."""
        self.add_command("apt-get", APT_GET)
        self.add_command("apt-cache", APT_CACHE)
        self.add_command("id", "echo 0")
        (self.checkout / "offers").write_text("".join(f"{name}\n" for name in offers))

    def setup(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run bin/setup."""
        environment = {"PATH": str(self.commands), "STAGECLOCK_USR": str(self.usr)}
        command = [str(self.checkout / "bin" / "setup"), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=os.sep)

    @property
    def calls(self) -> list[str]:
        """What apt-get and pip were told, in order."""
        path = self.checkout / "calls"
        return path.read_text().splitlines() if path.exists() else []

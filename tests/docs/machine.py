"""A machine to give the documents' commands on: PostgreSQL with pg_cron, the demo, the web, a post office.

`flask …` runs in this process, as in tests/cli/: a new one costs more than a second, and there are many.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.cli.operator import flask
from tests.clusters import ROOT, Database, running_cluster
from tests.docs.commands import blocks
from tests.importing.sample import SAMPLE
from tests.mail.post_office import open_office
from tests.main_path.conftest import wait_for_launcher
from tests.plans import one
from tests.serving import Web, running_web
from tests.web.programs import give_token

PATIENCE = 120  # seconds for one command
KEPT = 'status=$?; export -p >"$KEPT/variables"; env -0 >"$KEPT/environment"; pwd >"$KEPT/directory"; exit $status'


@dataclass(frozen=True)
class Machine:
    """Gives commands as one shell would: what one exports holds for the next."""

    database: Database
    web: Web
    home: Path
    variables: dict[str, str]

    def run(self, command: str) -> tuple[int, str]:
        """The exit status of a command, and all that it printed."""
        here = self._here(command)
        return self._by_flask(here) if here.startswith("flask ") else self._by_shell(here)

    def _by_flask(self, command: str) -> tuple[int, str]:
        exported = self.home / "environment"
        pairs = exported.read_text(encoding="utf-8").split("\0")[:-1] if exported.exists() else []
        variables = dict(pair.split("=", 1) for pair in pairs) or self.variables
        done = flask(None, *shlex.split(command)[1:], **variables)
        return done.exit_code, done.output

    def _by_shell(self, command: str) -> tuple[int, str]:
        done = subprocess.run(
            ["bash", "-c", f"{self._before()}\n{command}\n{KEPT}"],
            env=self.variables, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout

    def sql(self, text: str) -> tuple[int, str]:
        """The same for a block of SQL, by psql."""
        script = self.home / "block.sql"
        script.write_text(text, encoding="utf-8")
        return self.run(f"psql -X -v ON_ERROR_STOP=1 -f {script}")

    def become(self, db: psycopg.Connection[Any], username: str) -> None:
        """Have somebody's access token in a new shell."""
        self.variables["TOKEN"] = give_token(db, one(db, "select id from users where username = %s", username))
        self.forget()

    def write_environment(self) -> None:
        """The operator's file, as the documents have it."""
        page = ROOT / "docs" / "getting-started.md"
        block = next(block for block in blocks(page) if block.lines[0].startswith("MIGRATION_DATABASE_URL="))
        (self.home / "etc").mkdir()
        (self.home / "etc" / "owner.env").write_text(self._here("\n".join(block.lines)), encoding="utf-8")

    def forget(self) -> None:
        """Begin a new shell, as the next page is read by somebody else."""
        for name in ("variables", "environment", "directory"):
            (self.home / name).unlink(missing_ok=True)

    def _before(self) -> str:
        """What the commands before have left in the shell."""
        return 'test ! -e "$KEPT/variables" || { . "$KEPT/variables"; cd "$(cat "$KEPT/directory")"; }'

    def _here(self, command: str) -> str:
        """A command with the places of this machine instead of those of the documents; `make` says what it would do."""
        for shown, here in self._places().items():
            command = re.sub(shown, here.replace("\\", r"\\"), command)
        return command

    def _places(self) -> dict[str, str]:
        owner = self.database.url("stageclock_owner")
        copy = Database(self.database.cluster, "stageclock_copy").url("stageclock_owner")
        return {
            r"'?postgresql://stageclock_owner@/stageclock\?host=/(var/)?run/postgresql'?": f"'{owner}'",
            r"'?postgresql://stageclock_owner@/stageclock_copy\?host=/run/postgresql'?": f"'{copy}'",
            r"https://stageclock\.example|http://127\.0\.0\.1:8000": self.web.address,
            r"@(?=\w+\.(pdf|py|csv)\b)": f"@{self.home}/",
            r"/var/backups/stageclock": str(self.home / "backups"),
            r"/srv/stageclock_copy": str(self.home / "copy"),
            r"/srv/stageclock/storage": str(self.home / "storage"),
            r"/srv/tgedu/storage": str(self.home / "tgedu" / "storage"),
            r"/opt/stageclock": str(ROOT),
            r"/etc/stageclock": str(self.home / "etc"),
            r"^sudo -u postgres ": "PGUSER=postgres ",
            r"^make(?= |$)": "make -n",
        }


@contextmanager
def machine() -> Iterator[Machine]:
    """A machine of its own."""
    home = Path(tempfile.mkdtemp(prefix="sc-docs-"))
    try:
        with running_cluster("stageclock") as cluster:
            cluster.run_sql("postgres", "create database stageclock")
            database = Database(cluster, "stageclock")
            database.prepare()
            wait_for_launcher(database)
            with open_office() as office, equipped(database, home, office.url) as made:
                yield made
    finally:
        shutil.rmtree(home)


@contextmanager
def equipped(database: Database, home: Path, smtp_url: str) -> Iterator[Machine]:
    """The machine with the demo, a TG-EDU store to import, and the web."""
    (home / "storage").mkdir()
    with tarfile.open(SAMPLE) as store:
        store.extractall(home / "tgedu" / "storage", filter="data")
    for name in ("report.pdf", "main.py", "syllabus.pdf", "data.csv"):
        (home / name).write_text("%PDF-1.7\n" if name.endswith("pdf") else "1,2\n")
    variables = environment(database, home, smtp_url)
    subprocess.run(["flask", "demo"], env=variables, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    database.tick()  # health is red before the first one, and pg_cron takes up to a minute
    with running_web(database, home / "storage") as web:
        made = Machine(database, web, home, {**variables, "PUBLIC_URL": "https://stageclock.example"})
        made.write_environment()
        with database.connect() as db:
            made.become(db, "dora")
        yield made


def environment(database: Database, home: Path, smtp_url: str) -> dict[str, str]:
    """An operator's: both addresses of the database, and psql as the owner."""
    cluster = database.cluster
    programs = [str(Path(sys.executable).parent), str(cluster.bin_dir), os.environ["PATH"]]
    return {
        "PATH": os.pathsep.join(programs), "HOME": str(home), "KEPT": str(home), "PYTHONPATH": str(ROOT),
        "FLASK_APP": "app", "LANG": "C.UTF-8", "SECRET_KEY": "of the tests", "STORAGE_DIR": str(home / "storage"),
        "DATABASE_URL": database.url("stageclock_app"), "MIGRATION_DATABASE_URL": database.url("stageclock_owner"),
        "PGHOST": str(cluster.socket_dir), "PGPORT": str(cluster.port), "PGUSER": "stageclock_owner",
        "PGDATABASE": database.name, "SMTP_URL": smtp_url, "MAIL_FROM": "stageclock@school.example",
    }  # fmt: skip

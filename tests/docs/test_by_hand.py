"""What the documents put into files of a server: PostgreSQL takes the lines, and what the units start runs."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from app.cluster import Cluster
from app.config import Settings
from tests.cast import gather
from tests.clusters import FAST, ROOT, Database, running_cluster
from tests.docs.commands import Block, all_commands, blocks
from tests.mail.post_office import open_office
from tests.serving import answer, free_port

PAGE = ROOT / "docs" / "getting-started.md"
INI = [
    block for document in (PAGE, ROOT / "docs" / "clock.md") for block in blocks(document) if block.language == "ini"
]
SERVERS = [block for block in INI if block.lines[0].startswith("shared_preload_libraries")]
ENVIRONMENTS = [block for block in INI if "_URL=" in block.lines[0]]
HBA, IDENT = (
    next("\n".join(b.lines) + "\n" for b in blocks(PAGE) if b.language == "text" and b.lines[0].startswith(first))
    for first in ("local  ", "stageclock  ")
)


CRON = [line for block in blocks(ROOT / "docs" / "backup.md") if block.language == "cron" for line in block.lines]


def unit(word: str) -> Block:
    """The unit whose command has this word."""
    found = [block for block in INI for line in block.lines if line.startswith("ExecStart=") and word in line]
    assert len(found) == 1, word
    return found[0]


def command_of(block: Block, **other: str) -> list[str]:
    """What systemd would start, from this checkout; `other` words instead of those that stand there."""
    line = next(line.removeprefix("ExecStart=") for line in block.lines if line.startswith("ExecStart="))
    here = line.replace("/opt/stageclock/.venv/bin", str(Path(sys.executable).parent))
    for old, new in other.items():
        assert old in here
        here = here.replace(old, new)
    return shlex.split(here)


def variables(database: Database, storage: Path, **more: str) -> dict[str, str]:
    """What both files of the environment would hold here."""
    urls = {"DATABASE_URL": database.url(), "MIGRATION_DATABASE_URL": database.url("stageclock_owner")}
    return {"PATH": os.environ["PATH"], "SECRET_KEY": "of the tests", "STORAGE_DIR": str(storage), **urls, **more}


@contextmanager
def service(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A unit that runs until it is told to stop, and then ends well."""
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield running
    finally:
        running.terminate()
        assert running.wait(20) == 0


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A cluster to give other settings."""
    with running_cluster("stageclock") as cluster:
        yield cluster


@pytest.mark.parametrize("block", SERVERS, ids=lambda block: block.place)
def test_the_server_starts_with_the_settings(server: Cluster, block: Block) -> None:
    options = dict(re.split(r"\s*=\s*", line) for line in block.lines)
    options = {name: value.strip("'") for name, value in options.items()}
    server.stop()
    server.configure({**FAST, **options})
    server.start()
    for name, value in options.items():
        assert server.run_sql("postgres", f"show {name}").strip() == value


def test_who_may_log_in_is_written_as_postgresql_reads_it(server: Cluster) -> None:
    for name, lines, view in (
        ("pg_hba.conf", HBA, "select error, auth_method, options::text from pg_hba_file_rules"),
        ("pg_ident.conf", IDENT, "select error, map_name from pg_ident_file_mappings"),
    ):
        path = server.data_dir / name
        path.write_text(lines + path.read_text())
        with psycopg.connect(server.url("postgres", "postgres")) as db:
            read = db.execute(view.encode()).fetchall()
        assert [row[0] for row in read] == [None] * len(read)
        assert len(read) >= len(lines.splitlines())
    assert {line.split()[2] for line in IDENT.splitlines()} == set(HBA.split()[2].split(","))


def test_the_users_who_may_log_in_are_those_that_are_made() -> None:
    made = {text.split()[-1] for text in (c.text for c in all_commands(PAGE)) if text.startswith("sudo useradd")}
    run = {line.removeprefix("User=") for block in INI for line in block.lines if line.startswith("User=")}
    assert {line.split()[1] for line in IDENT.splitlines()} == made | {"postgres"}
    assert run == made


def test_the_files_of_the_environment_hold_settings() -> None:
    names = {line.partition("=")[0] for block in ENVIRONMENTS for line in block.lines}
    assert len(ENVIRONMENTS) == 2
    assert {"DATABASE_URL", "MIGRATION_DATABASE_URL", "SECRET_KEY"} <= names
    assert names - {"FLASK_APP", "PGDATABASE", "PGUSER"} <= {name.upper() for name in Settings.model_fields}


def test_the_unit_of_the_web_serves(database: Database, tmp_path: Path) -> None:
    port = str(free_port())
    with service(command_of(unit("gunicorn"), **{":8000": f":{port}"}), variables(database, tmp_path)):
        assert answer(f"http://127.0.0.1:{port}/readyz") == 200


def test_the_unit_of_the_mail_sends_until_it_is_stopped(database: Database, tmp_path: Path) -> None:
    with database.connect() as db:
        gather(db)
        db.execute("select stageclock.switch_mail(true, 'dora')")
    with open_office() as office:
        more = {"SMTP_URL": office.url, "MAIL_FROM": "stageclock@school.example"}
        with service(command_of(unit("mail deliver")), variables(database, tmp_path, **more)) as sender:
            assert sender.stdout is not None
            assert sender.stdout.readline().startswith("Sending by ")


def test_the_unit_of_another_scheduler_ticks(database: Database, tmp_path: Path) -> None:
    done = subprocess.run(
        command_of(unit("clock tick")), cwd=ROOT, env=variables(database, tmp_path), text=True, capture_output=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "Nothing was due.\n")


def by_cron(line: str, home: Path) -> None:
    """Give the command of a line as cron does, in a poor shell, with files of `home` instead of the server's."""
    command = line.split(None, 6)[6].replace("\\%", "%").replace("/opt/stageclock", str(ROOT))
    for place in ("/etc/stageclock", "/var/backups/stageclock"):
        command = command.replace(place, f"{home}{place}")
    command = command.replace(".venv/bin/flask", f"{Path(sys.executable).parent}/flask")
    subprocess.run(["/bin/sh", "-c", command], env={"PATH": "/usr/bin:/bin"}, check=True)


def test_cron_backs_up_by_what_stands_in_the_owners_file_and_takes_old_ones_away(
    database: Database, tmp_path: Path
) -> None:
    backups, settings = tmp_path / "var/backups/stageclock", tmp_path / "etc/stageclock"
    (backups / "old").mkdir(parents=True)
    settings.mkdir(parents=True)
    given = {
        "MIGRATION_DATABASE_URL": database.url("stageclock_owner"),
        "STORAGE_DIR": tmp_path / "files",
        "FLASK_APP": "app",
    }
    (settings / "owner.env").write_text("".join(f"{name}='{value}'\n" for name, value in given.items()))
    make, tidy = CRON
    os.utime(backups / "old", (0, 0))
    by_cron(make, tmp_path)
    by_cron(tidy, tmp_path)
    (made,) = backups.iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", made.name)
    assert (made / "manifest.json").exists()

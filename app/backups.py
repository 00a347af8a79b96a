"""Backups of one installation: its database as PostgreSQL's own dump, and the files in storage beside it.

A backup is a directory: `stageclock.dump`, `files/`, and `manifest.json`, written last, by which a whole one is known.
The dump leaves pg_cron out, whose jobs a copy must not have; so the owner's rights are enough for it.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from app.connection import OWNER, connect, connect_operator, driver_url
from app.errors import OperatorError
from app.installer import version
from app.leftovers import FOLDERS, look

DUMP, FILES, MANIFEST = "stageclock.dump", "files", "manifest.json"
# Ours and nobody else's; naming one extension that every database has leaves all others, and what is in them, out.
WHAT = ["--format=custom", "--extension=plpgsql"]
# Whoever restores owns it; the grants are loaded with the code afterwards, for the roles that there are.
HOW = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: when and at which revision it was made, the dump's SHA-256, files and their bytes."""

    made_at: str
    revision: str
    dump_sha256: str
    files: int
    bytes: int


def make(directory: Path, url: str, storage_dir: Path) -> Manifest:
    """Back up into a directory that does not exist yet; raise OperatorError where it cannot be, leaving nothing.

    Files are copied before the dump and once more after it: what a row in the dump names was there at one of them.
    """
    with connect_operator(url) as connection:
        version.require_head(connection)
    with _draft(directory) as draft:
        _copy_files(storage_dir, draft / FILES)
        _run("pg_dump", url, *WHAT, f"--file={draft / DUMP}")
        _copy_files(storage_dir, draft / FILES)
        sizes = [path.stat().st_size for path in (draft / FILES).rglob("*") if path.is_file()]
        now = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(now, version.head() or "", _digest(draft / DUMP), files=len(sizes), bytes=sum(sizes))
        (draft / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n")
    return manifest


def read(directory: Path) -> Manifest:
    """The manifest of a backup whose dump is as it was written; raise OperatorError otherwise."""
    try:
        manifest = Manifest(**json.loads((directory / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError):
        sentence = f"{directory} holds no whole backup: give a directory that `flask backup make` made."
        raise OperatorError(sentence) from None
    if not (directory / DUMP).is_file() or _digest(directory / DUMP) != manifest.dump_sha256:
        raise OperatorError(f"{directory / DUMP} is not what was written: it is damaged. Take another backup.")
    return manifest


def restore(directory: Path, url: str, storage_dir: Path) -> list[str]:
    """Put a backup into an empty database and an empty storage; returns what is missing of its files, in words.

    Raise OperatorError, with nothing changed, where either is in use or the backup is not whole. Loads no code.
    """
    manifest = read(directory)
    if not version.is_known(manifest.revision):
        raise OperatorError("The backup was made by a newer Stageclock than this code: update the code.")
    _require_empty(url, storage_dir)
    _run("pg_restore", url, *HOW, *_as_owner(url), str(directory / DUMP))
    _copy_files(directory / FILES, storage_dir)
    with connect_operator(url) as connection:
        return look(connection, storage_dir).missing


def _require_empty(url: str, storage_dir: Path) -> None:
    tables = "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')"
    with connect_operator(url) as connection:
        if connection.execute(tables).fetchone() != (0,):
            raise OperatorError(
                f"The database {connection.info.dbname} is in use: a backup is restored into an empty one, with "
                "`createdb` and sql/roles.sql."
            )
    if any((storage_dir / name).is_dir() and any((storage_dir / name).iterdir()) for name in FOLDERS):
        raise OperatorError(f"STORAGE_DIR {storage_dir} is in use: a backup's files go into an empty directory.")


def _as_owner(url: str) -> list[str]:
    """A superuser must leave nothing of his own; where the host gives one role only, all is that one's."""
    with connect(url) as connection:
        exists = connection.execute("select to_regrole(%s) is not null", [OWNER]).fetchone()
    return [f"--role={OWNER}"] if exists == (True,) else []


@contextmanager
def _draft(directory: Path) -> Iterator[Path]:
    """A directory that is renamed into place once it is whole, readable by nobody else: it holds people's work."""
    if directory.exists():
        raise OperatorError(f"{directory} exists already: name a directory that does not.")
    draft = directory.with_name(directory.name + ".unfinished")
    try:
        draft.mkdir(mode=0o700, parents=True)
        yield draft
        draft.rename(directory)
    except FileExistsError:
        raise OperatorError(f"{draft} was left by a backup that did not end, or is being made: remove it.") from None
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise OperatorError(f"The backup cannot be written: {error}. Nothing was kept.") from None
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _copy_files(source: Path, target: Path) -> None:
    """Copy what is there and not yet copied; what vanishes meanwhile was deleted by its owner."""
    for name in FOLDERS:
        (target / name).mkdir(parents=True, exist_ok=True)
        for path in (source / name).rglob("*") if (source / name).is_dir() else ():
            kept = target / path.relative_to(source)
            if not path.is_file() or kept.exists():
                continue
            kept.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copy2(path, kept)
            except FileNotFoundError:
                continue


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run(program: str, url: str, *arguments: str) -> None:
    """One of PostgreSQL's programs; the address goes into its environment, where no list of processes shows it."""
    found = shutil.which(program)
    if found is None:
        raise OperatorError(f"{program} is not installed here: install PostgreSQL's client programs.")
    said = subprocess.run(  # noqa: S603  PostgreSQL's own programs
        [found, "--no-password", *arguments, *_target(program, url)],
        env={**os.environ, **_environment(url)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if said.returncode:
        lines = said.stderr.strip().splitlines() or [f"status {said.returncode}"]
        raise OperatorError(f"{lines[0].rstrip('.')}. Nothing was kept.")


def _target(program: str, url: str) -> list[str]:
    """pg_restore writes a script unless it is told a database."""
    return [f"--dbname={conninfo_to_dict(driver_url(url)).get('dbname', '')}"] if program == "pg_restore" else []


def _environment(url: str) -> dict[str, str]:
    """A libpq address as libpq's own variables."""
    names = {option.keyword.decode(): option.envvar for option in Conninfo.get_defaults() if option.envvar}
    values: dict[str, Any] = conninfo_to_dict(driver_url(url))
    return {names[key].decode(): str(value) for key, value in values.items() if key in names}

"""Backups of one installation: its database as PostgreSQL's own dump, and the files in storage beside it.

A backup is a directory: `stageclock.dump`, `files/`, and `manifest.json`, written last, by which a whole one is known.
The dump leaves pg_cron out, whose jobs a copy must not have; so the owner's rights are enough for it.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from app.backup_files import copy_files, put_back
from app.connection import OWNER, connect, connect_operator
from app.errors import OperatorError
from app.installer import version
from app.leftovers import look, shortened
from app.postgres_programs import run

DUMP, FILES, MANIFEST = "stageclock.dump", "files", "manifest.json"
# Ours and nobody else's; naming one extension that every database has leaves all others, and what is in them, out.
WHAT = ["--format=custom", "--extension=plpgsql"]
# Whoever restores owns it; the grants are loaded with the code afterwards, for the roles that there are.
HOW = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
# Whose tables and views they are; what extensions brought is nobody's work.
IN_USE = """
select count(*) from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'f', 'v', 'm')
  and not exists (select from pg_depend d
                  where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
"""
# One at a time, for who comes second would take away what the first has put there. It ends with the connection.
ALONE = "select pg_try_advisory_lock(hashtextextended('stageclock.restore', 0))"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: when and at which revision it was made, the dump's SHA-256, files and their bytes."""

    made_at: str
    revision: str
    dump_sha256: str
    files: int
    bytes: int


def make(directory: Path, url: str, storage_dir: Path) -> tuple[Manifest, list[str]]:
    """Back up into a directory that does not exist yet; returns what it holds, and which files storage has lost.

    Raise OperatorError where it cannot be, leaving nothing. Files are copied before the dump and once more after it:
    what a row in the dump names was there at one of them.
    """
    if directory.resolve().is_relative_to(storage_dir.resolve()):
        raise OperatorError(f"{directory} lies in STORAGE_DIR, which is what is backed up: name another place.")
    with _draft(directory) as draft:
        missing = _missing(url, storage_dir)
        copy_files(storage_dir, draft / FILES)
        run("pg_dump", url, *WHAT, f"--file={draft / DUMP}")
        copy_files(storage_dir, draft / FILES)
        sizes = [path.stat().st_size for path in (draft / FILES).rglob("*") if path.is_file()]
        now = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(now, version.head() or "", _digest(draft / DUMP), files=len(sizes), bytes=sum(sizes))
        (draft / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n")
    return manifest, missing


def _missing(url: str, storage_dir: Path) -> list[str]:
    """What no backup brings back any more; raise OperatorError where the database or the storage is another one."""
    with connect_operator(url) as connection:
        version.require_head(connection)
        return look(connection, storage_dir).missing


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
    """Put a backup into an empty database and an empty storage; returns what is wrong with its files, in words.

    Raise OperatorError, with nothing changed, where either is in use, cannot be written, or the backup is not whole.
    Loads no code.
    """
    manifest = read(directory)
    if not version.is_known(manifest.revision):
        raise OperatorError("The backup was made by a newer Stageclock than this code: update the code.")
    with connect_operator(url, autocommit=True) as connection:
        _require_empty(connection)
        with put_back(directory / FILES, storage_dir):
            run("pg_restore", url, *HOW, *_as_owner(url), str(directory / DUMP))
        return look(connection, storage_dir).missing + shortened(connection, storage_dir)


def _require_empty(connection: psycopg.Connection[Any]) -> None:
    name = connection.info.dbname
    if connection.execute(ALONE).fetchone() != (True,):
        raise OperatorError(f"Somebody else is restoring into the database {name}: wait until that is done.")
    if connection.execute(IN_USE).fetchone() != (0,):
        raise OperatorError(
            f"The database {name} is in use: a backup is restored into an empty one, with `createdb` and sql/roles.sql."
        )


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
        raise OperatorError(f"The backup cannot be made: {error}. Nothing was kept.") from None
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

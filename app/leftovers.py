"""Which files in storage no row names, and which rows name a file that is not there."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from app.errors import OperatorError

FOLDERS = ("attachments", "submissions")  # all that app/storage.py and imports write
A_DAY = 24 * 3600  # seconds: what is younger may be on its way to its row
NAMED = (
    "select storage_key, 'attachment ' || id || ' (' || file_name || ')' from public.attachments"
    " union all"
    " select storage_key, 'file ' || id || ' of hand-in ' || submission_id || ' (' || file_name || ')'"
    " from public.submission_files"
)
SIZES = (
    "select storage_key, file_name, size_bytes from public.attachments"
    " union all select storage_key, file_name, size_bytes from public.submission_files"
)


@dataclass(frozen=True)
class Found:
    """Files without a row that are older than a day, by their paths in storage; rows without a file, in words."""

    leftovers: list[str]
    missing: list[str]


def look(connection: psycopg.Connection[Any], storage_dir: Path) -> Found:
    """Compare storage with the rows; raise OperatorError where there is no such directory though rows name files.

    Files are listed before rows are read: what is handed in meanwhile has its row when it is looked for.
    """
    before = list(_old_files(storage_dir))
    named = dict(connection.execute(NAMED.encode()).fetchall())
    if named and not storage_dir.is_dir():
        raise OperatorError(f"STORAGE_DIR {storage_dir} is no directory, but {len(named)} files are kept: correct it.")
    missing = [f"{what}: {key}" for key, what in named.items() if not (storage_dir / key).is_file()]
    return Found(sorted(path for path in before if path not in named), sorted(missing))


def shortened(connection: psycopg.Connection[Any], storage_dir: Path) -> list[str]:
    """Files that are there and not as long as when they were received, in words."""
    return sorted(
        f"{key} ({name}): {found} of {size} bytes"
        for key, name, size in connection.execute(SIZES.encode()).fetchall()
        if (storage_dir / key).is_file() and (found := (storage_dir / key).stat().st_size) != size
    )


def _old_files(storage_dir: Path) -> Iterator[str]:
    """What lies in our folders, unfinished files included."""
    youngest = time.time() - A_DAY
    for name in FOLDERS:
        for folder, _, files in os.walk(storage_dir / name):
            for file in files:
                path = Path(folder) / file
                if path.lstat().st_mtime < youngest:
                    yield path.relative_to(storage_dir).as_posix()

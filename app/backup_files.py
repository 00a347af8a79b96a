"""The files of a backup: copied out of storage and back into it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import OperatorError
from app.leftovers import FOLDERS


def copy_files(source: Path, target: Path) -> None:
    """Copy what is whole and not yet copied; what vanishes meanwhile was deleted by its owner. Raise OSError."""
    for name in FOLDERS:
        (target / name).mkdir(parents=True, exist_ok=True)
        for path in _files(source / name):
            kept = target / path.relative_to(source)
            if kept.exists():
                continue
            kept.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copy2(path, kept)
            except FileNotFoundError:
                continue


@contextmanager
def put_back(source: Path, storage_dir: Path) -> Iterator[None]:
    """Have the files in an empty storage; where what comes after them fails, they are taken away again."""
    _require_empty(storage_dir)
    try:
        _make_folders(storage_dir)
        copy_files(source, storage_dir)
        yield
    except BaseException as error:
        _empty(storage_dir)
        if isinstance(error, OSError):
            raise OperatorError(f"The files cannot be restored: {error}. Nothing was kept.") from None
        raise


def _files(folder: Path) -> Iterator[Path]:
    """All but those that are being received; a folder that may not be read is no empty one."""
    for place, _, names in os.walk(folder, onerror=_fail) if folder.is_dir() else ():
        yield from (path for name in names if not name.startswith(".") and (path := Path(place) / name).is_file())


def _fail(error: OSError) -> None:
    raise error


def _require_empty(storage_dir: Path) -> None:
    try:
        in_use = any((storage_dir / name).is_dir() and any((storage_dir / name).iterdir()) for name in FOLDERS)
    except OSError as error:
        raise OperatorError(f"STORAGE_DIR {storage_dir} cannot be read: {error}.") from None
    if in_use:
        raise OperatorError(f"STORAGE_DIR {storage_dir} is in use: a backup's files go into an empty directory.")


def _make_folders(storage_dir: Path) -> None:
    """Open to whom the storage itself is open: the web, mostly, which is another user than who restores."""
    storage_dir.mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        if not (storage_dir / name).exists():
            (storage_dir / name).mkdir()
            shutil.copymode(storage_dir, storage_dir / name)


def _empty(storage_dir: Path) -> None:
    for name in FOLDERS:
        for place, _, names in os.walk(storage_dir / name):
            for file in names:
                (Path(place) / file).unlink(missing_ok=True)

"""Files that people hand out and hand in: their bytes lie in STORAGE_DIR under random keys, their names in rows.

A file is whole before its row is written, and its row is gone before it is removed: what a crash leaves is at worst a
file that no row names.
"""

import hashlib
import mimetypes
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from flask import current_app
from werkzeug.security import safe_join

from app import file_names

CHUNK = 1 << 20
MEGABYTE = 1 << 20
OCTETS = "application/octet-stream"


class Unacceptable(ValueError):
    """A file that is not taken; `why` is "empty", "too_large", "nameless", "kind", "too_many" or "address"."""

    def __init__(self, why: str, file_name: str) -> None:
        super().__init__(f"{file_name}: {why}")
        self.why = why
        self.file_name = file_name


class TooMuch(ValueError):
    """More bytes than are taken."""


@dataclass(frozen=True)
class Content:
    """Bytes in storage: their key, how many they are, and their SHA-256 in hexadecimal."""

    key: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Stored(Content):
    """Bytes in storage with the name they came by and the media type that goes with it."""

    file_name: str
    media_type: str


class Stream(Protocol):
    """What bytes are read from: fewer than asked for may come, none at the end."""

    def read(self, size: int, /) -> bytes: ...


def save(stream: Stream, file_name: str, *, folder: str = "attachments", most_mb: int | None = None) -> Stored:
    """Keep a file that is being received.

    Raise Unacceptable where it is empty, has no name, or is larger than `most_mb` (or than MAX_UPLOAD_MB, where that is
    less); OSError where the disk fails.
    """
    name = file_names.clean(file_name)
    if not name:
        raise Unacceptable("nameless", name)
    try:
        content = _write(stream, folder, most_allowed(most_mb) * MEGABYTE)
    except TooMuch:
        raise Unacceptable("too_large", name) from None
    if not content.size_bytes:
        remove(content.key)
        raise Unacceptable("empty", name)
    media_type = mimetypes.guess_type(name)[0] or OCTETS
    return Stored(content.key, content.size_bytes, content.sha256, name, media_type)


def copy(key: str) -> Content:
    """The same bytes under a key of their own; raise FileNotFoundError where there are none, OSError as `save`."""
    path = path_of(key)
    if path is None:
        raise FileNotFoundError(key)
    with path.open("rb") as stream:
        return _write(stream, "attachments", None)


def most_allowed(most_mb: int | None = None) -> int:
    """How large a file may be, in MB: what is wished for, as far as MAX_UPLOAD_MB lets it."""
    most: int = current_app.config["SETTINGS"].max_upload_mb
    return most if most_mb is None else min(most, most_mb)


def remove(key: str) -> None:
    """Take away the bytes of a row that is gone; what cannot be removed is written to the log and harms nobody."""
    path = path_of(key)
    try:
        if path:
            path.unlink(missing_ok=True)
    except OSError:
        current_app.logger.exception("%s stays in storage, though nothing names it any more", key)


def path_of(key: str) -> Path | None:
    """Where the bytes lie; None where they are missing or the key points out of storage."""
    storage = _storage_dir()
    joined = safe_join(str(storage), key)
    path = Path(joined) if joined else None
    return path if path and path.is_file() and path.resolve().is_relative_to(storage.resolve()) else None


def _storage_dir() -> Path:
    directory: Path = current_app.config["SETTINGS"].storage_dir
    return directory.absolute()


def _write(stream: Stream, folder: str, most: int | None) -> Content:
    """Write under a temporary name and give the file its own once it is whole and on the disk."""
    key = f"{folder}/{uuid4().hex}"
    path = _storage_dir() / key
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    try:
        size, sha256 = _receive(stream, unfinished, most)
        unfinished.rename(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _flush_names(path.parent)
    return Content(key, size, sha256)


def _receive(stream: Stream, path: Path, most: int | None) -> tuple[int, str]:
    """Size and SHA-256 of what was written; raise TooMuch as soon as it is more than `most` bytes."""
    total, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        while block := stream.read(CHUNK):
            size += len(block)
            if most is not None and size > most:
                raise TooMuch
            total.update(block)
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    return size, total.hexdigest()


def _flush_names(directory: Path) -> None:
    """A new name is on the disk only once its directory is."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

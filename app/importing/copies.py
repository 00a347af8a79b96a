"""Copies files of a store into the storage directory, verified, and takes them away again where the import fails."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from app.errors import OperatorError
from app.importing.archive import UNREADABLE
from app.importing.files import Files, Parts

CHUNK = 1 << 20


@dataclass(frozen=True)
class Digest:
    """Where a file lies in the store, its size in bytes and its SHA-256 in hexadecimal."""

    parts: Parts
    size: int
    sha256: str


def read_digests(files: Files, stored_paths: Iterable[object]) -> dict[str, Digest]:
    """Read each file once: path as stored → digest; files that are missing or unreadable are left out."""
    places = {path: files.find(path) for path in stored_paths if isinstance(path, str)}
    digests = {}
    for parts in files.in_order(parts for parts in places.values() if parts is not None):
        try:
            digests[parts] = read_digest(files, parts)
        except UNREADABLE:
            continue
    return {path: digests[parts] for path, parts in places.items() if parts in digests}


def read_digest(files: Files, parts: Parts, target: IO[bytes] | None = None) -> Digest:
    """Read a file to its end, on the way writing it to an open file where one is given."""
    total, size = hashlib.sha256(), 0
    with files.open(parts) as stream:
        while block := stream.read(CHUNK):
            total.update(block)
            size += len(block)
            if target is not None:
                target.write(block)
    return Digest(parts, size, total.hexdigest())


@dataclass
class Copies:
    """Files to copy, by their storage keys."""

    files: Files
    planned: dict[str, Digest] = field(default_factory=dict)
    made: list[Path] = field(default_factory=list)

    def add(self, storage_key: str, digest: Digest) -> None:
        """Plan one copy."""
        self.planned[storage_key] = digest

    def make(self, storage_dir: Path) -> None:
        """Copy everything planned and wait until it is on the disk; OperatorError where that cannot be."""
        by_place: dict[Parts, list[str]] = {}
        for key, planned in self.planned.items():
            by_place.setdefault(planned.parts, []).append(key)
        try:
            for parts in self.files.in_order(by_place):
                for key in by_place[parts]:
                    self.copy(parts, storage_dir / key, self.planned[key])
        except UNREADABLE as error:
            raise OperatorError(
                f"A file could not be copied into STORAGE_DIR ({error}): nothing was imported. "
                "Make room or rights there and import again."
            ) from None

    def copy(self, parts: Parts, path: Path, planned: Digest) -> None:
        """Copy one file under a name that nothing has yet, and see that it is still what its row says."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:
            self.made.append(path)
            copied = read_digest(self.files, parts, target)
            target.flush()
            os.fsync(target.fileno())
        if copied != planned:
            raise OperatorError(
                f"{'/'.join(parts)} changed while it was being imported: nothing was imported. "
                "Stop TG-EDU and import again."
            )

    def remove(self) -> None:
        """Take away what was copied."""
        for path in self.made:
            path.unlink(missing_ok=True)
        self.made.clear()

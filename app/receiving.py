"""What is handed in, as it arrives: within what the stage takes, and nothing kept of what it does not."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app import kinds, storage
from app.addresses import is_http
from app.multipart import Part
from app.storage import MEGABYTE, Stored, Unacceptable

FOLDER = "submissions"
MOST_FILES = 50  # that a stage takes at once: stages.max_files


@dataclass(frozen=True)
class Limits:
    """What a stage takes: links or files (`mode`), how many, how large, of which kinds; no kinds: any."""

    mode: str
    max_files: int
    max_file_mb: int
    file_types: tuple[str, ...]

    @property
    def most_mb(self) -> int:
        """How large one file may be, in MB."""
        return storage.most_allowed(self.max_file_mb)

    @property
    def most_bytes(self) -> int:
        """How large a whole hand-in may be: the files, and the form around them."""
        return (self.max_files * self.most_mb + 1 if self.mode == "file" else 1) * MEGABYTE


def most_of_any() -> int:
    """How large, in bytes, the largest form with files is that anything here takes."""
    return (MOST_FILES * storage.most_allowed() + 1) * MEGABYTE


@dataclass
class HandIn:
    """What has arrived so far."""

    url: str = ""
    note: str = ""
    files: list[dict[str, object]] = field(default_factory=list)

    def receive(self, parts: Iterable[Part], limits: Limits) -> None:
        """Take everything in; raise Unacceptable, Malformed or OSError, with no file kept."""
        try:
            for part in parts:
                self._take(part, limits)
            self._check_address(limits)
        except BaseException:
            self.forget()
            raise

    def forget(self) -> None:
        """Take away every file that has arrived."""
        for kept in self.files:
            storage.remove(str(kept["storage_key"]))
        self.files.clear()

    def _check_address(self, limits: Limits) -> None:
        """Only what a browser fetches from elsewhere is shown as a link."""
        if limits.mode == "link" and not is_http(self.url):
            raise Unacceptable("address", self.url)

    def _take(self, part: Part, limits: Limits) -> None:
        if part.file_name:
            self._take_file(part, part.file_name, limits)
        elif part.file_name is None and part.name == "url":
            self.url = part.text().strip()
        elif part.file_name is None and part.name == "note":
            self.note = part.text()

    def _take_file(self, part: Part, file_name: str, limits: Limits) -> None:
        if len(self.files) >= limits.max_files:
            raise Unacceptable("too_many", file_name)
        stored = storage.save(part, file_name, folder=FOLDER, most_mb=limits.max_file_mb)
        kind = _kind_of(stored)
        row = {"storage_key": stored.key, "file_name": stored.file_name, "size_bytes": stored.size_bytes}
        self.files.append({**row, "sha256": stored.sha256, "kind": kind, "media_type": kinds.media_type(kind)})
        if limits.file_types and kind not in limits.file_types:
            raise Unacceptable("kind", stored.file_name)


def _kind_of(stored: Stored) -> str | None:
    path = storage.path_of(stored.key)
    return kinds.of(path, stored.file_name) if path else None

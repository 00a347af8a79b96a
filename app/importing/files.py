"""Files of a TG-EDU store, wherever it lies. Paths are kept in its database in three forms: relative to the
application's folder (`storage/…`), relative to the store, or absolute on the machine where TG-EDU ran.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

Parts = tuple[str, ...]


def readings(stored: str, root_name: str) -> Iterator[Parts]:
    """The places in the store that a stored path may mean, likeliest first; none where it climbs."""
    path = PurePosixPath(stored.replace("\\", "/"))
    if ".." in path.parts or "\0" in stored:
        return
    for place, part in enumerate(path.parts[:-1]):
        if part in ("storage", root_name):
            yield path.parts[place + 1 :]
    if not path.is_absolute() and path.parts:
        yield path.parts


class Files(ABC):
    """The files beside the database."""

    root_name: str

    def find(self, stored: str) -> Parts | None:
        """Where the file of a stored path is, None where it is missing."""
        return next((parts for parts in readings(stored, self.root_name) if self.has(parts)), None)

    @abstractmethod
    def has(self, parts: Parts) -> bool:
        """Whether a regular file lies there, inside the store."""

    @abstractmethod
    def open(self, parts: Parts) -> IO[bytes]:
        """A file that is there, open for reading; an error of `archive.UNREADABLE` where it cannot be."""

    def in_order(self, wanted: Iterable[Parts]) -> list[Parts]:
        """Each wanted place once, in the order in which reading is cheapest."""
        return sorted(set(wanted))


class DirectoryFiles(Files):
    """Files in a directory; a symbolic link that leads out of it does not count."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.root_name = self.root.name

    def has(self, parts: Parts) -> bool:
        try:
            path = self.root.joinpath(*parts).resolve()
            return path.is_relative_to(self.root) and path.is_file()
        except OSError:
            return False

    def open(self, parts: Parts) -> IO[bytes]:
        return self.root.joinpath(*parts).open("rb")

"""Files packed into one archive while it is being sent: nothing but the piece under way is held in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from zipstream import ZipStream

from app import file_names


@dataclass
class Folder:
    """A folder of the archive under a name of its own, and the names that are taken in it."""

    path: PurePosixPath
    taken: set[str] = field(default_factory=set)

    def inside(self, name: str) -> "Folder":
        """A folder in it."""
        return Folder(self.path / file_names.unlike(file_names.portable(name), self.taken))

    def place(self, name: str) -> str:
        """Where a file of this name goes."""
        return str(self.path / file_names.unlike(file_names.portable(name), self.taken))


class Package:
    """An archive that says how long it is before it is sent, so that one that breaks off is known to be broken."""

    def __init__(self) -> None:
        self.top = Folder(PurePosixPath())
        self._zip = ZipStream(sized=True)

    def add(self, path: Path, folder: Folder, name: str) -> None:
        """Put a file in; it is read when its turn comes."""
        self._zip.add_path(path, folder.place(name), recurse=False)

    def write(self, text: str, folder: Folder, name: str) -> None:
        """Put a text in."""
        self._zip.add(text.encode(), folder.place(name))

    def __len__(self) -> int:
        """How many bytes it is going to be."""
        return len(self._zip)

    def __iter__(self) -> Iterator[bytes]:
        """The bytes, piece by piece."""
        pieces: Iterable[bytes] = self._zip
        return iter(pieces)

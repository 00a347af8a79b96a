"""All that was handed in at a stage, packed while it is sent."""

from collections.abc import Iterable

from flask import Response, current_app
from flask_babel import gettext as _

from app import storage
from app.file_names import disposition
from app.packing import Folder, Package
from app.queries import hand_in_lists
from app.queries.hand_in_lists import PackedFile


def answer(stage_id: int, name: str) -> Response:
    """The package as it is sent, under a name."""
    package = HandIns(hand_in_lists.packed(stage_id)).package
    response = Response(iter(package), mimetype="application/zip")
    response.content_length = len(package)
    response.headers["Content-Disposition"] = disposition(name, "zip")
    return response


class HandIns:
    """A folder for each team, in it one for each attempt; what is not in storage is named, not passed over."""

    def __init__(self, files: Iterable[PackedFile]) -> None:
        self.package = Package()
        self._folders: dict[tuple[int, ...], Folder] = {}
        self._missing: list[str] = []
        for file in files:
            self._add(file)
        if self._missing:
            lines = [_("These files are missing on the server:"), *self._missing, ""]
            self.package.write("\n".join(lines), self.package.top, "missing.txt")

    def _add(self, file: PackedFile) -> None:
        team = self._folder((file.team_id,), self.package.top, file.team)
        folder = self._folder((file.team_id, file.attempt), team, str(file.attempt))
        path = storage.path_of(file.storage_key) if file.storage_key else None
        if file.storage_key is None:
            self.package.write(f"{file.url or ''}\n", folder, "link.txt")
        elif path is None:
            self._missing.append(folder.place(file.file_name or ""))
            current_app.logger.error("A file of a hand-in is not in storage: %s", file.storage_key)
        else:
            self.package.add(path, folder, file.file_name or "")

    def _folder(self, key: tuple[int, ...], parent: Folder, name: str) -> Folder:
        if key not in self._folders:
            self._folders[key] = parent.inside(name)
        return self._folders[key]

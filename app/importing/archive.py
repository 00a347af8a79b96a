"""A tar of a TG-EDU store, read in place: nothing is unpacked under a name that the archive chose.

`tarfile`'s own data filter is missing from Debian 12's Python, so what it would refuse is refused here.
"""

import posixpath
import tarfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO

from app.errors import OperatorError
from app.importing.files import Files, Parts

UNREADABLE = (tarfile.TarError, EOFError, OSError, ValueError)  # zlib's and lzma's errors come as the last three


class TarFiles(Files):
    """Files of an archive below one of its folders."""

    def __init__(self, tar: tarfile.TarFile, members: dict[Parts, tarfile.TarInfo], root: Parts) -> None:
        self.tar, self.members, self.root = tar, members, root
        self.root_name = root[-1] if root else "storage"

    def has(self, parts: Parts) -> bool:
        return self.root + parts in self.members

    def open(self, parts: Parts) -> IO[bytes]:
        stream = self.tar.extractfile(self.members[self.root + parts])
        if stream is None:
            raise OSError("not a regular file")
        return stream

    def in_order(self, wanted: Iterable[Parts]) -> list[Parts]:
        """In the order of the archive: a compressed one can only be read forwards."""
        return sorted(set(wanted), key=lambda parts: self.members[self.root + parts].offset_data)


def open_tar(path: Path) -> tarfile.TarFile:
    """The archive, plain or compressed; raise OperatorError where it is none."""
    try:
        return tarfile.open(path)
    except UNREADABLE:
        raise OperatorError(
            f"{path} is neither a directory nor a tar: give a TG-EDU storage/ directory or a tar of one."
        ) from None


def list_members(tar: tarfile.TarFile, path: Path) -> dict[Parts, tarfile.TarInfo]:
    """Its regular files by the parts of their names; raise OperatorError where it is cut off or reaches outside."""
    try:
        members = tar.getmembers()
    except UNREADABLE as error:
        raise OperatorError(f"{path} is cut off or damaged ({error}): make the tar anew.") from None
    for member in members:
        if escapes(member):
            raise OperatorError(
                f"{path} is no archive of a storage/ directory: its member {member.name!r} reaches outside of it. "
                "Nothing was imported; make the tar anew."
            )
    return {PurePosixPath(member.name).parts: member for member in members if member.isreg()}


def escapes(member: tarfile.TarInfo) -> bool:
    """Whether unpacking it could touch anything outside: an absolute or climbing name or link, or a device."""
    is_link = member.issym() or member.islnk()
    names = [member.name]
    if is_link:
        # A symbolic link counts from where it stands, a hard one from the top of the archive.
        start = posixpath.dirname(member.name) if member.issym() else ""
        names += [member.linkname, posixpath.normpath(posixpath.join(start, member.linkname))]
    climbs = any(".." in PurePosixPath(name).parts for name in (names[0], names[-1]))
    return climbs or any(name.startswith("/") for name in names) or not (member.isreg() or member.isdir() or is_link)

"""Files and links handed out with course work. TG-EDU keeps them in tables, and in older single columns beside."""

import mimetypes
from uuid import uuid4

from app import file_names
from app.addresses import is_http
from app.importing.assignments import ASSIGNMENTS
from app.importing.copies import Copies, Digest, read_digests
from app.importing.transfer import Kind, Transfer, Values
from app.importing.values import Refused, Row, instant, optional_word, prose, shown, word

FILES = Kind("major_assignment_attachment", "attachments", born="uploaded_at")
OLDER_FILES = Kind("major_assignment.requirement_file_path", "attachments", born=None)
LINKS = Kind("major_assignment_link", "links")
OLDER_LINKS = Kind("major_assignment.requirement_url", "links", born=None)

OCTETS = "application/octet-stream"


def bring_files(transfer: Transfer) -> Copies:
    """Rows for the files that are there; the files themselves are copied once the import is agreed to."""
    listed = transfer.store.rows(FILES.source_table)
    copies = Copies(transfer.store.files)
    for kind, rows in ((FILES, listed), (OLDER_FILES, older_files(transfer, listed))):
        bring_kind(transfer, kind, rows, copies)
    return copies


def bring_kind(transfer: Transfer, kind: Kind, rows: list[Row], copies: Copies) -> None:
    """One source's files: read once for size and digest, then written as rows."""
    fresh = [row["file_path"] for row in rows if not transfer.register(kind).knows(kind.source_id(row))]
    digests = read_digests(transfer.store.files, fresh)
    planned = {}

    def build(row: Row) -> Values:
        values, digest = file_values(transfer, kind, row, digests)
        planned[values["storage_key"]] = digest
        return values

    for draft in transfer.bring(kind, rows, build):
        copies.add(draft.values["storage_key"], planned[draft.values["storage_key"]])


def file_values(transfer: Transfer, kind: Kind, row: Row, digests: dict[str, Digest]) -> tuple[Values, Digest]:
    """One file's row and what it was read as."""
    assignment_id = transfer.register(ASSIGNMENTS).resolve(row["major_assignment_id"])
    path = word(row, "file_path")
    if path not in digests:
        raise Refused(f"its file {shown(path)} is missing")
    name = file_name(row)
    return {
        "assignment_id": assignment_id,
        "storage_key": f"attachments/{uuid4().hex}",
        "file_name": name,
        "media_type": mimetypes.guess_type(name)[0] or OCTETS,
        "size_bytes": digests[path].size,
        "sha256": digests[path].sha256,
        "uploaded_by": transfer.named(kind, row["id"], "uploaded_by", row["uploaded_by"]),
        "created_at": instant(row, "uploaded_at") or transfer.now,
    }, digests[path]


def file_name(row: Row) -> str:
    """The name that people see: without folders and control characters, never blank."""
    for stored in (prose(row, "original_filename"), prose(row, "file_path")):
        if name := file_names.clean(stored):
            return name
    raise Refused("its file has no name")


def older_files(transfer: Transfer, listed: list[Row]) -> list[Row]:
    """The single file of each course work, where the table does not have it too: there TG-EDU shows it once."""
    known = {(str(row["major_assignment_id"]), row["file_path"]) for row in listed}
    return [
        {
            "id": row["id"],
            "major_assignment_id": row["id"],
            "file_path": row["requirement_file_path"],
            "original_filename": row["requirement_file_name"],
            "uploaded_at": row["created_at"],
            "uploaded_by": row["creator_id"],
        }
        for row in transfer.store.rows("major_assignment")
        if row["requirement_file_path"] and (str(row["id"]), row["requirement_file_path"]) not in known
    ]


def bring_links(transfer: Transfer) -> None:
    """Addresses, http and https only: the pages show them as links."""
    listed = transfer.store.rows(LINKS.source_table)
    for kind, rows in ((LINKS, listed), (OLDER_LINKS, older_links(transfer, listed))):

        def build(row: Row, kind: Kind = kind) -> Values:
            assignment_id = transfer.register(ASSIGNMENTS).resolve(row["major_assignment_id"])
            url = http_address(word(row, "url"))
            return {
                "assignment_id": assignment_id,
                "url": url,
                "title": optional_word(row, "title") or url,
                "description": prose(row, "description"),
                "created_by": transfer.named(kind, row["id"], "created_by", row["created_by"]),
                "created_at": instant(row, "created_at") or transfer.now,
            }

        transfer.bring(kind, rows, build)


def http_address(url: str) -> str:
    """The address itself; refuse any that a browser would not fetch by http, such as `javascript:`."""
    if not is_http(url):
        raise Refused(f"its url is no http or https address: {shown(url)}")
    return url


def older_links(transfer: Transfer, listed: list[Row]) -> list[Row]:
    """The single address of each course work, where the table does not have it too."""
    known = {(str(row["major_assignment_id"]), row["url"]) for row in listed}
    return [
        {
            "id": row["id"],
            "major_assignment_id": row["id"],
            "url": row["requirement_url"],
            "title": None,
            "description": None,
            "created_at": row["created_at"],
            "created_by": row["creator_id"],
        }
        for row in transfer.store.rows("major_assignment")
        if row["requirement_url"] and (str(row["id"]), row["requirement_url"]) not in known
    ]

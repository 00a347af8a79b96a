"""Notices as TG-EDU wrote them: their text is kept, because nothing here could write it anew."""

from psycopg.types.json import Jsonb

from app.importing.people import USERS
from app.importing.transfer import Kind, Transfer, Values
from app.importing.unique import readable
from app.importing.values import Row, flag, instant, prose, word

NOTICES = Kind("notification", "notifications")


def bring_notices(transfer: Transfer) -> None:
    """Every notice of somebody who is here, read or not: kind `imported`, params `title`, `text` and `by`, a name."""
    names = {row["id"]: readable(row, "real_name") for row in transfer.store.rows("user")}

    def build(row: Row) -> Values:
        born = instant(row, "created_at") or transfer.now
        said = {"title": word(row, "title"), "text": prose(row, "content"), "by": names.get(row["sender_id"])}
        return {
            "recipient_id": transfer.register(USERS).resolve(row["receiver_id"]),
            "kind": "imported",
            "params": Jsonb(said),
            "read_at": born if flag(row, "is_read") else None,
            "created_at": born,
        }

    transfer.bring(NOTICES, transfer.store.rows("notification"), build)

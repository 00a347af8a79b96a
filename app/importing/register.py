"""What became of the rows of each table of the source: their keys there → their keys here, or why there is none."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg import Connection, sql

from app.importing.values import Refused

SYSTEM = "tgedu"

WITH_KEY = sql.SQL(
    "select i.source_id, t.id, t.created_at from import_sources i left join {} t on t.id = i.row_id"
    " where i.system = %s and i.source_table = %s"
)
WITHOUT_KEY = sql.SQL(
    "select source_id, row_id, null::timestamptz from import_sources where system = %s and source_table = %s"
).format()


@dataclass
class Register:
    """One table of the source. Keys there are text; keys here are numbers. `fresh` rows are this import's own."""

    source_table: str
    here: dict[str, int] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    born: dict[str, datetime] = field(default_factory=dict)

    def knows(self, source_id: str) -> bool:
        """Whether an earlier import brought this row, be it still there or removed since."""
        return source_id in self.here or source_id in self.removed

    def bring(self, source_id: str, row_id: int) -> None:
        """This import has written the row."""
        self.here[source_id] = row_id
        self.fresh.add(source_id)

    def resolve(self, source_id: object) -> int:
        """The key here of a row that another row needs; refuse the other where there is none."""
        key = str(source_id)
        if key in self.refused:
            raise Refused(f"it belongs to {self.source_table} {key}, which is refused")
        if key in self.removed:
            raise Refused(f"it belongs to {self.source_table} {key}, which was removed here after an earlier import")
        if key not in self.here:
            raise Refused(f"it belongs to {self.source_table} {key}, which does not exist")
        return self.here[key]

    def refuse(self, source_id: str) -> None:
        """From now on rows that need this one are refused too."""
        self.here.pop(source_id, None)
        self.refused.add(source_id)


def load_register(connection: Connection[Any], source_table: str, table: str, has_id: bool) -> Register:
    """What earlier imports brought of one source table. A row without a key of its own is remembered, no more."""
    register = Register(source_table)
    statement = WITH_KEY.format(sql.Identifier(table)) if has_id else WITHOUT_KEY
    for source_id, row_id, created_at in connection.execute(statement, [SYSTEM, source_table]):
        if row_id is None:
            register.removed.add(source_id)
        else:
            register.here[source_id] = row_id
        if created_at is not None:
            register.born[source_id] = created_at
    return register

"""One import under way: brings the rows of one table after the other, inside one transaction.

A row goes through the same steps whatever it is: known from an earlier import? → its own rules → written with its
origin. What is refused never stops the rest, and refuses the rows that need it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg import Connection

from app.importing.findings import Findings
from app.importing.register import SYSTEM, Register, load_register
from app.importing.source import Store
from app.importing.values import Refused, Row, instant
from app.importing.writing import copy_rows, reserve_ids, write_apart

Values = dict[str, Any]
OTHER_ROW = (
    "this key belonged to another row when it was imported before (TG-EDU gives the key of a deleted row out again)"
)


@dataclass(frozen=True)
class Kind:
    """What becomes of one source table: the table here, the columns that make the key there, the time of its birth."""

    source_table: str
    table: str
    key: tuple[str, ...] = ("id",)
    born: str | None = "created_at"
    keyed: bool | None = None

    @property
    def has_id(self) -> bool:
        """Whether rows have a key of their own here; the others are remembered by the user they are about."""
        return len(self.key) == 1 if self.keyed is None else self.keyed

    def source_id(self, row: Row) -> str:
        """`7`, or `3/7` where two columns make the key."""
        return "/".join(str(row[column]) for column in self.key)


def claim_key(kind: Kind, row: Row, seen: set[str]) -> None:
    """Refuse a row without a key, or with one that an earlier row has: a damaged database may hold such."""
    source_id = kind.source_id(row)
    if source_id in seen or any(row[column] is None for column in kind.key):
        raise Refused("its key is empty or occurs twice")
    seen.add(source_id)


@dataclass
class Draft:
    """A row that keeps every rule known here, with its key there and, from writing on, here."""

    source_id: str
    values: Values
    row_id: int = 0


@dataclass
class Transfer:
    """What all subjects share: where from, where to, at which instant, held or not, and what was found."""

    store: Store
    connection: Connection[Any]
    now: datetime
    hold: bool
    findings: Findings = field(default_factory=Findings)
    registers: dict[str, Register] = field(default_factory=dict)

    def register(self, kind: Kind) -> Register:
        """What became of this kind's rows so far."""
        if kind.source_table not in self.registers:
            self.registers[kind.source_table] = load_register(
                self.connection, kind.source_table, kind.table, kind.has_id
            )
        return self.registers[kind.source_table]

    def bring(
        self,
        kind: Kind,
        rows: Iterable[Row],
        build: Callable[[Row], Values],
        write: Callable[[list[Draft]], None] | None = None,
    ) -> list[Draft]:
        """Bring the rows that `build` does not refuse and that no earlier import brought; return what was written.

        `write` writes a batch where more belongs to it than its rows: it comes whole or is refused whole.
        """
        drafts = self.draft(kind, rows, build)
        written = write_apart(
            self.connection,
            drafts,
            write or (lambda batch: self.write(kind, batch)),
            lambda d, why: self.refuse(kind, d.source_id, why),
        )
        self.count(kind, written)
        return written

    def draft(self, kind: Kind, rows: Iterable[Row], build: Callable[[Row], Values]) -> list[Draft]:
        """What is to be written: neither known from an earlier import nor refused by its own rules."""
        register, drafts, seen = self.register(kind), [], set[str]()
        for row in rows:
            source_id = kind.source_id(row)
            try:
                claim_key(kind, row, seen)
                if register.knows(source_id):
                    self.check_birth(kind, row)
                    self.findings.present[kind.table] += 1
                else:
                    drafts.append(Draft(source_id, build(row)))
            except Refused as refusal:
                self.refuse(kind, source_id, str(refusal))
        return drafts

    def count(self, kind: Kind, written: list[Draft]) -> None:
        """Remember what was written."""
        register = self.register(kind)
        for draft in written:
            register.bring(draft.source_id, draft.row_id)
        self.findings.brought[kind.table] += len(written)

    def check_birth(self, kind: Kind, row: Row) -> None:
        """Refuse a row whose key another row had when it was imported; edits on either side are nobody's business."""
        born_here = self.register(kind).born.get(kind.source_id(row))
        born_there = instant(row, kind.born) if kind.born else None
        if born_here and born_there and born_here != born_there:
            raise Refused(OTHER_ROW)

    def write(self, kind: Kind, drafts: list[Draft]) -> None:
        """Rows and their origins, by two COPYs. The columns are those that the first draft names."""
        columns = list(drafts[0].values)
        if kind.has_id:
            for draft, row_id in zip(drafts, reserve_ids(self.connection, kind.table, len(drafts)), strict=True):
                draft.row_id = row_id
            rows = ([d.row_id, *d.values.values()] for d in drafts)
            copy_rows(self.connection, kind.table, ["id", *columns], rows)
        else:
            for draft in drafts:
                draft.row_id = draft.values["user_id"]
            copy_rows(self.connection, kind.table, columns, (list(d.values.values()) for d in drafts))
        origins = ((SYSTEM, kind.source_table, d.source_id, kind.table, d.row_id) for d in drafts)
        copy_rows(
            self.connection, "import_sources", ["system", "source_table", "source_id", "table_name", "row_id"], origins
        )

    def refuse(self, kind: Kind, source_id: str, reason: str) -> None:
        """List a row as refused, and with it whatever needs it."""
        self.register(kind).refuse(source_id)
        self.findings.refuse(kind.source_table, source_id, reason)

    def named(self, kind: Kind, source_id: object, column: str, value: object) -> int | None:
        """The user whom an optional column names; where there is none the column stays empty, which is noted."""
        if value is None:
            return None
        try:
            return self.registers["user"].resolve(value)
        except Refused:
            self.leave_empty(kind, source_id, column, "the user it names is not brought")
            return None

    def leave_empty(self, kind: Kind, source_id: object, column: str, why: str) -> None:
        """Note that a row comes without one of its values."""
        self.alter(source_id, f"Leaves {kind.source_table}.{column} empty", why)

    def alter(self, source_id: object, what: str, why: str) -> None:
        """Note that a row comes otherwise than it is there."""
        self.findings.altered[what, why].append(str(source_id))

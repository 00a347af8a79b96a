"""Values that only one row may have: taken here already, or claimed by an earlier row of the source."""

from collections.abc import Iterable
from typing import Any

from psycopg import Connection

from app.importing.values import Refused, Row, optional_word, shown


def taken(
    connection: Connection[Any], statement: str, rows: Iterable[Row], column: str
) -> tuple[dict[str, str], set[str]]:
    """Ask once for all rows: word → what it is compared by, and which of those somebody here has already."""
    words = sorted({word for row in rows if (word := readable(row, column))})
    found = connection.execute(statement, [words]).fetchall()
    return {word: compared for word, compared, _ in found}, {compared for _, compared, exists in found if exists}


def readable(row: Row, column: str) -> str | None:
    """The word, None where it is blank or cannot be stored: the row's own rules say so."""
    try:
        return optional_word(row, column)
    except Refused:
        return None


class Claims:
    """Who has which value of one column; the first row of the source keeps it."""

    def __init__(self, column: str, compared_by: dict[str, str], taken: set[str]) -> None:
        self.column, self.compared_by, self.taken = column, compared_by, taken
        self.claimed: dict[str, tuple[str, object]] = {}

    def check(self, word: str) -> None:
        """Refuse a value that is somebody else's."""
        compared = self.compared_by.get(word, word)
        if compared in self.taken:
            raise Refused(
                f"its {self.column} {shown(word)} is taken here already by one that no import brought as this row: "
                "change either and import again"
            )
        if compared in self.claimed:
            other, source_id = self.claimed[compared]
            raise Refused(f"its {self.column} {shown(word)} is that of {source_id} ({shown(other)}) already")

    def claim(self, word: str, source_id: object) -> None:
        """Keep the value for this row."""
        self.claimed[self.compared_by.get(word, word)] = (word, source_id)

"""Opens a TG-EDU store, a directory or a tar of one, without changing anything in it."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.errors import OperatorError
from app.importing.archive import UNREADABLE, TarFiles, list_members, open_tar
from app.importing.files import DirectoryFiles, Files
from app.importing.layout import DATABASE, MAY_LACK, READ, TOLD_BY_THE_FILE
from app.importing.values import Row

WANTED = "give a TG-EDU storage/ directory or a tar of one."
COMPANIONS = ("", "-wal", "-journal")  # a database in use keeps its last changes beside it


@dataclass(frozen=True)
class Store:
    """One TG-EDU store: its rows and its files."""

    database: sqlite3.Connection
    files: Files

    def rows(self, table: str) -> list[Row]:
        """All rows of a table that is read, in the order of its key, with exactly the columns that are read."""
        there = self.columns(table)
        listed = ", ".join(quoted(c) if c in there else f"null as {quoted(c)}" for c in READ[table])
        return [dict(row) for row in self.database.execute(f"select {listed} from {quoted(table)} order by 1, 2")]  # noqa: S608

    def columns(self, table: str) -> set[str]:
        """The names of a table's columns; none where there is no such table."""
        return {row["name"] for row in self.database.execute("select name from pragma_table_info(?)", [table])}

    def counts(self) -> dict[str, int]:
        """Every table that holds rows → how many."""
        tables = self.database.execute(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        )
        counted = {name: self.number_of(f"from {quoted(name)}") for (name,) in tables}
        return {name: count for name, count in sorted(counted.items()) if count}

    def unread_values(self) -> dict[str, int]:
        """`table.column` → rows in which a column that is not read says something, of the tables that are."""
        found = {}
        for table, wanted in READ.items():
            for column in sorted(self.columns(table) - set(wanted)):
                if (table, column) not in TOLD_BY_THE_FILE:
                    # null fails the comparison too
                    said = f"from {quoted(table)} where {quoted(column)} not in ('', 0)"
                    found[f"{table}.{column}"] = self.number_of(said)
        return {name: count for name, count in found.items() if count}

    def number_of(self, rest: str) -> int:
        """How many rows `select … rest` has."""
        return int(self.database.execute(f"select count(*) {rest}").fetchone()[0])


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def open_store(path: Path) -> Iterator[Store]:
    """The store at `path`; raise OperatorError, saying what is wrong, where there is none that can be read."""
    with TemporaryDirectory(prefix="stageclock-import-") as scratch:
        copy = Path(scratch) / DATABASE[-1]
        with find_files(path, copy) as files, closing(open_database(copy, path)) as database:
            check_tables(Store(database, files), path)
            yield Store(database, files)


@contextmanager
def find_files(path: Path, copy: Path) -> Iterator[Files]:
    """The files of the store; its database is copied, so that SQLite may recover it without touching the store."""
    if path.is_dir():
        root = next((r for r in (path, path / "storage") if r.joinpath(*DATABASE).is_file()), None)
        if root is None:
            raise OperatorError(f"{path} holds no {'/'.join(DATABASE)}: {WANTED}")
        files: Files = DirectoryFiles(root)
        copy_database(files, copy, path)
        yield files
    elif path.exists():
        with open_tar(path) as tar:
            members = list_members(tar, path)
            found = min((name for name in members if name[-2:] == DATABASE), key=len, default=None)
            if found is None:
                raise OperatorError(f"{path} holds no {'/'.join(DATABASE)}: {WANTED}")
            files = TarFiles(tar, members, found[:-2])
            copy_database(files, copy, path)
            yield files
    else:
        raise OperatorError(f"{path} does not exist: {WANTED}")


def copy_database(files: Files, copy: Path, path: Path) -> None:
    """Copy the database with what SQLite keeps beside it."""
    names = [(*DATABASE[:-1], DATABASE[-1] + suffix) for suffix in COMPANIONS]
    try:
        for parts in files.in_order(name for name in names if files.has(name)):
            with files.open(parts) as stream, copy.with_name(parts[-1]).open("wb") as target:
                shutil.copyfileobj(stream, target, 1 << 20)
    except UNREADABLE as error:
        raise OperatorError(f"{path} cannot be read ({error}): {WANTED}") from None


def open_database(copy: Path, path: Path) -> sqlite3.Connection:
    """The copied database, checked whole; text that is not UTF-8 stays recognisable for the rows' own rules."""
    database = sqlite3.connect(copy)
    database.row_factory = sqlite3.Row
    database.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    try:
        fault = database.execute("pragma quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        fault = str(error)
    if fault != "ok":
        database.close()
        raise OperatorError(
            f"{'/'.join(DATABASE)} in {path} is no whole SQLite database ({fault}): stop TG-EDU, copy its storage/ "
            "directory again, and import that."
        )
    database.execute("pragma query_only = on")
    return database


def check_tables(store: Store, path: Path) -> None:
    """Raise OperatorError naming what the database lacks of what is read."""
    lacks = []
    for table, wanted in READ.items():
        there = store.columns(table)
        missing = [f"column {table}.{c}" for c in wanted if c not in there and (table, c) not in MAY_LACK]
        lacks += missing if there else [f"table {table}"]
    if lacks:
        raise OperatorError(
            f"The database in {path} is not TG-EDU's, or an older version's: it lacks {', '.join(lacks)}. "
            "Start a current TG-EDU on it once, which adds what is missing, and import again. Nothing was imported."
        )

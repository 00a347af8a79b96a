"""How many statements a request sends, counted in this process where SQLAlchemy hands them to the driver."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from app import create_app
from app.config import Settings
from bench.sessions import SECRET
from tests.clusters import Database


@contextmanager
def counting() -> Iterator[list[str]]:
    """The statements of the block, as they come."""
    seen: list[str] = []

    def see(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", see)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", see)


def statements_of(database: Database, storage: str, request: bytes) -> int:
    """How many a request sends that has been sent once before."""
    settings = {"database_url": database.url(), "secret_key": SECRET, "storage_dir": storage, "log_level": "warning"}
    client = create_app(Settings(**settings)).test_client(use_cookies=False)  # type: ignore[arg-type]
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _version = first.split()
    headers = dict(line.split(": ", 1) for line in lines)
    headers.pop("Content-Length", None)
    for _ in range(2):
        with counting() as seen:
            answer = client.open(path, method=method, headers=headers, data=body)
            answer.get_data()
            assert answer.status_code in {200, 303}, answer.text
    return len(seen)

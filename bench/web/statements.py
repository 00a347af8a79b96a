"""How many statements a request sends, counted in this process where SQLAlchemy hands them to the driver."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

from sqlalchemy import Engine, event
from werkzeug.test import EnvironBuilder

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


def asking(database: Database, storage: str, request: bytes) -> Callable[[], None]:
    """What hands a request to an application in this process, as a server does; fails where it is not answered well."""
    settings = {"database_url": database.url(), "secret_key": SECRET, "storage_dir": storage, "log_level": "warning"}
    application = create_app(Settings(**settings))  # type: ignore[arg-type]
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _version = first.split()
    headers = dict(line.split(": ", 1) for line in lines)
    environ = EnvironBuilder(path, method=method, headers=headers, data=body or None).get_environ()

    def note(status: str, _headers: object, _error: object = None) -> Callable[[bytes], object]:
        assert status[:3] in {"200", "303"}, status
        return lambda _written: None

    def ask() -> None:
        answer = application.wsgi_app({**environ, "wsgi.input": BytesIO(body)}, note)
        for _part in answer:
            pass
        getattr(answer, "close", lambda: None)()

    return ask


def statements_of(database: Database, storage: str, request: bytes) -> int:
    """How many a request sends that has been sent once before."""
    ask = asking(database, storage, request)
    ask()
    with counting() as seen:
        ask()
    return len(seen)

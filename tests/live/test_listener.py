"""The thread that listens: nothing that goes wrong elsewhere makes it deaf."""

from datetime import datetime
from queue import SimpleQueue

from app.live.listener import Listener
from app.queries.live import Change
from tests.clusters import Database

PATIENCE = 20.0  # seconds: a machine may be busy


class Clumsy:
    """Falls over the first change that it is told of."""

    def __init__(self) -> None:
        self.begun: SimpleQueue[None] = SimpleQueue()
        self.told: SimpleQueue[set[Change]] = SimpleQueue()
        self.falls = 1

    def begin(self) -> None:
        self.begun.put(None)

    def change(self, changes: set[Change]) -> None:
        if self.falls:
            self.falls -= 1
            raise RuntimeError("fallen")
        self.told.put(changes)

    def beat(self, now: datetime | None) -> None:
        pass


def test_a_fault_of_whoever_is_told_is_followed_by_hearing_anew(database: Database) -> None:
    clumsy = Clumsy()
    listener = Listener(database.connect, clumsy)
    try:
        with database.connect() as db:
            for number in (1, 2):
                clumsy.begun.get(timeout=PATIENCE)
                db.execute("select pg_notify('stageclock', %s)", [f"stage:{number}"])
            assert clumsy.told.get(timeout=PATIENCE) == {Change("stage", 2)}
    finally:
        listener.stop()

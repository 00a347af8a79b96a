"""One `flask local run` a checkout: a lock that the kernel lets go of, whatever ends its holder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import OperatorError
from app.local.place import Place


@contextmanager
def only_one(place: Place) -> Iterator[int]:
    """Hold the checkout's lock and yield its file descriptor; OperatorError names the process that has it.

    The web server inherits the descriptor, so that one left over by a `kill -9` still counts as running.
    """
    descriptor = os.open(place.local / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OperatorError(f"This checkout already runs: {os.pread(descriptor, 200, 0).decode()}.") from None
        sign(descriptor, os.getpid())
        yield descriptor
    finally:
        os.close(descriptor)


def sign(descriptor: int, process: int, address: str = "") -> None:
    """Write into the lock who holds it and how to end that, for the one who comes too late."""
    place = f" serves {address}" if address else " is at work"
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"process {process}{place}; stop it with Ctrl-C or `kill {process}`".encode(), 0)

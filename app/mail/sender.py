"""The sender: claims what is due, message by message, hands it to the server, and writes down what became of it.

Any number may run at once. A claim is committed before its message is sent and settled after, so that whatever kills a
sender, only the message in flight may be sent again, once its lease has run out.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any, NamedTuple

import psycopg

from app.commands import mail
from app.commands.mail import Claim
from app.errors import OperatorError, explain
from app.mail.letter import Office, write
from app.mail.server import Away, Line, Refused, Server, line_to
from app.queries.mail import is_due, refusal

Connection = psycopg.Connection[Any]
Tally = Counter[str | None]

POLL = 2.0  # seconds between two looks into the outbox
LONGEST_WAIT = 300.0  # seconds, while server or database are away

REFUSALS = {
    "off": "Mail is off: notices are not queued, and nothing is sent. `flask mail on` switches it on.",
    "foreign_copy": "This database is a copy of another one: nothing is mailed. See `flask clock verify`.",
}


class Supervisor(NamedTuple):
    """Who hears how it goes: what was done and each trouble, in a line; and of each look that met no trouble."""

    say: Callable[[str], None]
    looked: Callable[[], None]


def require_mail(connection: Connection) -> None:
    """Raise OperatorError where nothing is mailed from this database."""
    why = refusal(connection)
    if why is not None:
        raise OperatorError(REFUSALS[why])


def deliver(connection: Connection, server: Server, office: Office, stop: Event, tally: Tally) -> None:
    """Send everything that is due and count into `tally` what became of it; raise Away where the server takes none."""
    require_mail(connection)
    has_work = is_due(connection)
    connection.commit()
    if not has_work:
        return
    while True:
        sent = tally["sent"]
        try:
            return _empty(connection, server, office, stop, tally)
        except Away:  # servers hang up after so many messages: a new line is only worth it where this one carried any
            if tally["sent"] == sent:
                raise


def follow(
    connect: Callable[[], Connection], server: Server, office: Office, stop: Event, supervisor: Supervisor
) -> None:
    """Deliver until told to stop, whatever is away meanwhile."""
    wait = POLL
    while not stop.is_set():
        tally: Tally = Counter()
        try:
            with connect() as connection:
                while not stop.is_set():
                    with _told(tally, supervisor.say):
                        deliver(connection, server, office, stop, tally)
                    supervisor.looked()
                    wait = POLL
                    stop.wait(POLL)
        except (Away, OperatorError, psycopg.Error) as error:
            wait = min((POLL if tally["sent"] else wait) * 2, LONGEST_WAIT)
            supervisor.say(f"{_sentence(error)} Next try in {wait:.0f} s.")
            stop.wait(wait)


def summary(tally: Tally) -> str:
    """What a pass did, in a line."""
    return f"Sent {tally['sent']}, put off {tally['waiting']}, gave up {tally['dead']}."


@contextmanager
def _told(tally: Tally, say: Callable[[str], None]) -> Iterator[None]:
    """A pass whose tally is said, also of one that ends in trouble."""
    tally.clear()
    try:
        yield
    finally:
        if tally:
            say(summary(tally))


def _empty(connection: Connection, server: Server, office: Office, stop: Event, tally: Tally) -> None:
    """Send over one line until nothing is due; raise Away where it ends before."""
    with line_to(server) as line:
        while not stop.is_set():
            line.begin(office.sender.addr_spec)
            claimed = mail.claim(connection)
            if claimed is None:
                return
            _carry(connection, line, office, claimed, tally)


def _carry(connection: Connection, line: Line, office: Office, claimed: Claim, tally: Tally) -> None:
    """One message, from the claim to its settlement."""
    try:
        address, message = write(office, claimed)
    except Exception as error:  # one that cannot be written must not keep back the others
        said = f"It cannot be written: {type(error).__name__}: {error}"
        tally[mail.settle(connection, claimed, said, for_good=True)] += 1
        return
    try:
        line.send(address, message)
    except Refused as refused:
        tally[mail.settle(connection, claimed, str(refused), for_good=refused.for_good)] += 1
    except Away as away:
        tally[mail.settle(connection, claimed, str(away))] += 1
        raise
    else:
        tally[mail.settle(connection, claimed)] += 1


def _sentence(error: Exception) -> str:
    understood = explain(error) or error
    return str(understood).strip().partition("\n")[0]

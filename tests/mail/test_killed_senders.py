"""A sender that is killed at any moment: everything arrives, and only what was in flight may arrive twice."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from typing import Any

import psycopg

from tests.cast import Cast
from tests.clusters import ROOT, Database, MovableClock
from tests.effort import LONG
from tests.mail.conftest import environment
from tests.mail.post_office import PostOffice
from tests.plans import one

Connection = psycopg.Connection[Any]

MESSAGES = 10_000 if LONG else 300
KILLS = 5
PEOPLE = 100
LEASE_IS_OVER = timedelta(minutes=6)
TELL = """
insert into notifications (recipient_id, kind, params)
select u.id, 'stage_opened', jsonb_build_object('stage', 'Report ' || n)
from (select id from users where username like 'student%%' limit %s) u, generate_series(1, %s) n
"""
IN_FLIGHT = "select notification_id from mail_outbox where attempts > 0 and sent_at is null and dead_at is null"


class Killer:
    """Kills the sender with a message in flight, before the server says that it has taken it, at given counts."""

    def __init__(self, office: PostOffice, seed: int) -> None:
        self.office = office
        self.sender: subprocess.Popen[bytes] | None = None
        self.moments = sorted(random.Random(seed).sample(range(10, MESSAGES - 10), KILLS))
        self.killed = threading.Event()
        office.taking = self.taking

    def taking(self, _message_id: str) -> None:
        if self.moments and len(self.office.taken) >= self.moments[0] and self.sender is not None:
            self.moments.pop(0)
            if len(self.moments) % 2:
                self.office.taken.pop()  # as if it had not come: it has to come again
            os.kill(self.sender.pid, signal.SIGKILL)
            self.sender.wait()
            self.killed.set()


def test_everything_arrives_though_the_sender_is_killed_five_times_and_only_what_was_in_flight_twice(
    office: PostOffice, database: Database, db: Connection, cast: Cast, clock: MovableClock
) -> None:
    assert cast
    db.execute(
        "insert into users (username, name, password_hash, email)"
        " select 'student' || n, 'Student ' || n, 'x', 's' || n || '@school.example' from generate_series(1, %s) n",
        [PEOPLE],
    )
    db.execute(TELL.encode(), [PEOPLE, MESSAGES // PEOPLE])
    assert one(db, "select count(*) from mail_outbox") == MESSAGES
    killer, in_flight, begun = Killer(office, seed=17), set[int](), time.monotonic()
    for _ in range(KILLS):
        killer.sender = start(database, office)
        assert killer.killed.wait(300)
        killer.killed.clear()
        in_flight.update(row[0] for row in db.execute(IN_FLIGHT.encode()))
    assert len(in_flight) == KILLS
    killer.sender = start(database, office)
    assert killer.sender.wait(300) == 0
    clock.shift(LEASE_IS_OVER)
    killer.sender = start(database, office)
    assert killer.sender.wait(60) == 0
    twice = {key for key, number in office.copies.items() if number > 1}
    names = {f"<notice-{key}." for key in in_flight}
    assert len(office.copies) == MESSAGES
    assert max(office.copies.values()) == 2 and all(key.partition(".")[0] + "." in names for key in twice)
    assert one(db, "select count(*) from mail_outbox where sent_at is not null") == MESSAGES
    print(f"{MESSAGES} messages, {KILLS} kills, {len(twice)} twice, {time.monotonic() - begun:.0f} s")


def start(database: Database, office: PostOffice) -> subprocess.Popen[bytes]:
    """A sender in a process of its own, that ends once nothing is due."""
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "mail", "deliver"],
        cwd=ROOT, env={"PATH": "/usr/bin:/bin", **environment(database, office)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip

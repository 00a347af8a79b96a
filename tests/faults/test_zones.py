"""Clocks that are put forward and back in Europe and America, sessions in other zones: always the same instants."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.faults.scene import add_scene, is_done, is_untouched
from tests.plans import HOUR

Connection = psycopg.Connection[Any]
# The instant at which a zone's wall clocks jump.
JUMPS = {
    "Europe/Berlin forward": datetime(2030, 3, 31, 1, tzinfo=UTC),
    "Europe/Berlin back": datetime(2030, 10, 27, 1, tzinfo=UTC),
    "America/New_York forward": datetime(2030, 3, 10, 7, tzinfo=UTC),
    "America/New_York back": datetime(2030, 11, 3, 6, tzinfo=UTC),
}
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati")
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("jump", list(JUMPS))
def test_stages_move_at_the_instant_whatever_zone_the_sessions_are_in(
    database: Database, db: Connection, clock: MovableClock, jump: str
) -> None:
    """An hour before the jump, at it and an hour after: on the wall two of them read the same in autumn."""
    ends = [JUMPS[jump] + n * HOUR for n in (-1, 0, 1)]
    scenes = [add_scene(db, end) for end in ends]
    zone = jump.partition(" ")[0]
    db.execute("update courses set time_zone = %s", [zone])
    db.execute("update assignments set time_zone = %s", [zone])
    for end, scene in zip(ends, scenes, strict=True):
        clock.set(end - SECOND)
        tick_from_everywhere(database)
        assert not any(row[0] for row in closings(db, scene.work))
        clock.set(end + 3 * SECOND)
        tick_from_everywhere(database)
        assert is_done(db, scene)
        assert closings(db, scene.work) == [(end + n * SECOND, end + 3 * SECOND) for n in range(4)]
    assert not any(is_untouched(db, scene) for scene in scenes)


def tick_from_everywhere(database: Database) -> None:
    """A tick from a session of each zone."""
    for zone in ZONES:
        with database.connect("stageclock_clock", options=f"-c timezone={zone}") as session:
            session.execute("CALL stageclock.tick()")


def closings(db: Connection, work: int) -> list[tuple[datetime, datetime]]:
    """(due_at, happened_at) of the closings of a course work."""
    return db.execute(
        "select t.due_at, t.happened_at from stage_transitions t join stages s on s.id = t.stage_id"
        " where s.assignment_id = %s and t.to_status = 'completed' order by t.due_at",
        [work],
    ).fetchall()

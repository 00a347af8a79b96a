"""The demo shows life: teams in every state, roles, tasks, hand-ins, and a clock that does the rest."""

from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.demo.load import load
from app.leftovers import look
from tests.clusters import Database
from tests.plans import one

Connection = psycopg.Connection[Any]
FORMED = """
    select split_part(t.name, ' · ', 2), t.status::text, t.locked_at is not null,
           (select count(*) from team_members m where m.team_id = t.id),
           (select count(*) from team_invitations i where i.team_id = t.id and i.status = 'waiting')
    from teams t join assignments a on a.id = t.assignment_id and a.title like %s order by t.id
"""


@pytest.fixture
def loaded(database: Database, db: Connection, tmp_path: Path) -> Connection:
    """The demo, as `flask demo` loads it."""
    with database.connect("stageclock_owner") as owner:
        load(owner, tmp_path)
    return db


def test_teams_stand_in_every_state(loaded: Connection) -> None:
    assert loaded.execute(FORMED, ["%bookshop"]).fetchall() == [
        ("Cloud books", "confirmed", True, 3, 0), ("Page turners", "confirmed", True, 4, 0),
        ("Nameless", "confirmed", True, 2, 0),
    ]  # fmt: skip
    assert loaded.execute(FORMED, ["%Sensors%"]).fetchall() == [
        ("Thermometers", "confirmed", True, 3, 0), ("Damp", "awaiting", False, 2, 0), ("Light", "forming", False, 2, 2),
    ]  # fmt: skip


def test_one_team_has_roles_and_tasks_and_hand_ins_are_approved_waiting_and_extended(loaded: Connection) -> None:
    assert one(loaded, "select count(*) from role_assignments") == 2
    tasks = loaded.execute("select progress, priority::text from team_tasks order by id").fetchall()
    assert tasks == [(60, "high"), (0, "normal"), (100, "normal")]
    reviews = loaded.execute("select review::text from submissions order by id").fetchall()
    assert reviews == [("approved",), ("waiting",), ("returned",), ("waiting",)]
    assert one(loaded, "select count(*) from stage_extensions where revoked_at is null") == 1
    assert one(loaded, "select count(*) from notifications") > 20, "and everybody was told"


def test_files_are_handed_out_and_in_and_lie_in_storage(loaded: Connection, tmp_path: Path) -> None:
    found = look(loaded, tmp_path)
    assert (found.leftovers, found.missing) == ([], [])
    assert (one(loaded, "select count(*) from attachments"), one(loaded, "select count(*) from submission_files")) == (
        1,
        2,
    )


def test_what_began_before_today_was_opened_by_the_clock_then(loaded: Connection) -> None:
    lags = loaded.execute("select happened_at - due_at from stage_transitions where cause = 'clock' order by id")
    assert [lag.total_seconds() for (lag,) in lags] == [2, 41 * 60, 2, 2, 2]
    assert one(loaded, "select count(*) from stages where paused_at is not null") == 1


def test_the_first_tick_groups_who_is_in_no_team_of_the_bookshop_alone(database: Database, loaded: Connection) -> None:
    database.tick(3)
    grouped = loaded.execute(
        "select a.title, count(m.user_id) from assignments a join team_members m on m.assignment_id = a.id"
        " group by a.title order by 2 desc"
    ).fetchall()
    assert [(title.split(" · ")[1], number) for title, number in grouped] == [
        ("Online bookshop", 30), ("Sensors at home", 7),
    ]  # fmt: skip
    assert one(
        loaded, "select min(n) >= 2 and max(n) <= 5 from (select count(*) n from team_members group by team_id) s"
    )
    assert one(loaded, "select count(*) from stage_attempts") == 0, "nothing failed"


def test_something_falls_due_within_minutes(loaded: Connection) -> None:
    soon = "select count(*) from stages where {} - stageclock.current_time() between '0' and interval '5 minutes'"
    assert one(loaded, soon.format("starts_at")) >= 2 and one(loaded, soon.format("ends_at")) >= 2

"""Course work is made, changed, put away and taken out again; its material and who manages it."""

import json
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from tests.cast import Cast, add_person, gather
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, history_of, one, poison, status_of

Connection = psycopg.Connection[Any]
TABLES = (
    "assignments", "assignment_teachers", "attachments", "links", "stages", "stage_transitions", "audit_events",
    "notifications",
)  # fmt: skip
FILE = {
    "storage_key": "attachments/1", "file_name": "规则.pdf", "media_type": "application/pdf", "size_bytes": 7,
    "sha256": "0" * 64,
}  # fmt: skip
VALUES: dict[str, Any] = {
    "title": "Library", "description": "# Goals", "time_zone": "Europe/Berlin", "min_team_size": 3, "max_team_size": 4,
    "starts_at": MONDAY, "ends_at": MONDAY + HOUR,
}  # fmt: skip


@pytest.fixture
def cast(db: Connection, clock: MovableClock) -> Cast:
    """Everybody in their place, on a Monday."""
    clock.set(MONDAY)
    return gather(db)


def call(db: Connection, function: str, **arguments: object) -> Any:
    """What a door returns."""
    named = ", ".join(f"p_{name} => %({name})s" for name in arguments)
    row = db.execute(f"select stageclock.{function}({named})".encode(), arguments).fetchone()
    return row[0] if row else None


def refused(db: Connection, sqlstate: str, function: str, **arguments: object) -> str:
    """The sentence with which a call is refused, having changed nothing."""
    before = [db.execute(f"table {table}".encode()).fetchall() for table in TABLES]
    with pytest.raises(psycopg.Error) as refusal:
        call(db, function, **arguments)
    assert refusal.value.sqlstate == sqlstate, refusal.value
    assert [db.execute(f"table {table}".encode()).fetchall() for table in TABLES] == before
    return str(refusal.value.diag.message_primary)


def last_event(db: Connection) -> tuple[Any, ...]:
    """(actor, action, subject type, subject, details, when) of the latest act."""
    query = "select actor_id, action, subject_type, subject_id, details, created_at from audit_events"
    row = db.execute(query.encode() + b" order by id desc limit 1").fetchone()
    return tuple(row or ())


def create(db: Connection, cast: Cast, **changed: object) -> int:
    values = {"course_id": cast.courses["SE-1"], **VALUES, "actor_id": cast.people["erin"], **changed}
    return int(call(db, "create_assignment", **values))


def test_new_course_work_is_a_draft_managed_by_who_made_it(db: Connection, cast: Cast) -> None:
    work = create(db, cast, title="  Library ")
    row = db.execute(
        "select title, description, time_zone, min_team_size, max_team_size, starts_at, ends_at, state, created_by,"
        " version from assignments where id = %s",
        [work],
    ).fetchone()
    assert row == (*VALUES.values(), "draft", cast.people["erin"], 1)
    managers = db.execute("select user_id from assignment_teachers where assignment_id = %s", [work]).fetchall()
    assert managers == [(cast.people["erin"],)]
    details = last_event(db)[4]
    assert last_event(db)[:4] == (cast.people["erin"], "assignment_created", "assignment", work)
    assert (details["title"], details["course_id"]) == ("Library", cast.courses["SE-1"])


def test_an_admin_who_makes_course_work_manages_it_too(db: Connection, cast: Cast) -> None:
    work = create(db, cast, actor_id=cast.people["dora"])
    assert one(db, "select user_id from assignment_teachers where assignment_id = %s", work) == cast.people["dora"]


@pytest.mark.parametrize(
    ("changed", "sqlstate"),
    [
        ({"title": "  "}, "SC013"),
        ({"title": None}, "SC013"),
        ({"time_zone": "Mars/Olympus"}, "SC013"),
        ({"time_zone": "FOO+3"}, "SC013"),
        ({"min_team_size": 0}, "SC013"),
        ({"min_team_size": 5}, "SC013"),
        ({"max_team_size": None}, "SC013"),
        ({"ends_at": MONDAY}, "SC003"),
        ({"ends_at": MONDAY - HOUR}, "SC003"),
        ({"starts_at": datetime(1899, 1, 1, tzinfo=UTC)}, "SC003"),
        ({"ends_at": datetime(9001, 1, 1, tzinfo=UTC)}, "SC003"),
    ],
)
def test_what_cannot_be_is_neither_made_nor_edited(
    db: Connection, cast: Cast, changed: dict[str, Any], sqlstate: str
) -> None:
    values = {**VALUES, "actor_id": cast.people["alice"], **changed}
    said = refused(db, sqlstate, "create_assignment", course_id=cast.courses["SE-1"], **values)
    assert refused(db, sqlstate, "edit_assignment", assignment_id=cast.bookshop, version=1, **values) == said


def test_course_work_is_made_only_in_a_course_that_is_there_and_in_use(db: Connection, cast: Cast) -> None:
    values = {**VALUES, "actor_id": cast.people["dora"]}
    assert refused(db, "SC006", "create_assignment", course_id=10**6, **values) == "There is no such course."
    db.execute("update courses set archived_at = now()")
    assert "restore it first" in refused(db, "SC002", "create_assignment", course_id=cast.courses["SE-1"], **values)


def test_an_edit_is_recorded_with_what_was_and_what_is(db: Connection, cast: Cast) -> None:
    work = create(db, cast)
    changed = {**VALUES, "title": "Archive", "max_team_size": 6, "ends_at": None}
    event = call(db, "edit_assignment", assignment_id=work, version=1, **changed, actor_id=cast.people["dora"])
    actor, action, subject, key, details, at = last_event(db)
    assert event
    assert (actor, action, subject, key, at) == (cast.people["dora"], "assignment_edited", "assignment", work, MONDAY)
    assert details["from"] == {"title": "Library", "max_team_size": 4, "ends_at": "2030-03-04T09:00:00+00:00"}
    assert details["to"] == {"title": "Archive", "max_team_size": 6, "ends_at": None}
    assert one(db, "select version from assignments where id = %s", work) == 2


def test_an_edit_that_changes_nothing_writes_nothing(db: Connection, cast: Cast) -> None:
    work = create(db, cast)
    before = one(db, "select count(*) from audit_events")
    assert call(db, "edit_assignment", assignment_id=work, version=1, **VALUES, actor_id=None) is None
    assert one(db, "select count(*) from audit_events") == before
    assert one(db, "select version from assignments where id = %s", work) == 1


def test_the_second_of_two_editors_is_told(db: Connection, cast: Cast) -> None:
    work = create(db, cast)
    call(db, "edit_assignment", assignment_id=work, version=1, **{**VALUES, "title": "First"}, actor_id=None)
    second = {"assignment_id": work, **VALUES, "title": "Second", "actor_id": None}
    assert "Somebody else has changed this" in refused(db, "SC011", "edit_assignment", version=1, **second)
    call(db, "edit_assignment", version=2, **second)
    assert one(db, "select title from assignments where id = %s", work) == "Second"


def test_another_zone_moves_no_instant(db: Connection, cast: Cast) -> None:
    work = create(db, cast)
    stage = add_stage(db, work, MONDAY, MONDAY + HOUR)
    before = db.execute("select starts_at, ends_at, version from stages where id = %s", [stage]).fetchall()
    changed = {**VALUES, "time_zone": "America/New_York"}
    call(db, "edit_assignment", assignment_id=work, version=1, **changed, actor_id=None)
    assert db.execute("select starts_at, ends_at, version from stages where id = %s", [stage]).fetchall() == before
    assert last_event(db)[4] == {"from": {"time_zone": "Europe/Berlin"}, "to": {"time_zone": "America/New_York"}}


def test_archiving_does_first_what_is_due_and_then_stands_still(
    database: Database, db: Connection, cast: Cast, clock: MovableClock
) -> None:
    due = add_stage(db, cast.bookshop, MONDAY - HOUR, None)
    coming = add_stage(db, cast.bookshop, MONDAY + HOUR, None)
    event = call(db, "archive_assignment", assignment_id=cast.bookshop, actor_id=cast.people["alice"], reason=" over ")
    assert event
    assert last_event(db)[1:5] == ("assignment_archived", "assignment", cast.bookshop, {"reason": "over"})
    assert status_of(db, due) == "active"
    assert one(db, "select bool_and(held) from stages") is True
    clock.set(MONDAY + 2 * HOUR)
    database.tick()
    assert status_of(db, coming) == "pending"
    call(db, "restore_assignment", assignment_id=cast.bookshop, actor_id=cast.people["alice"])
    assert last_event(db)[1:5] == ("assignment_restored", "assignment", cast.bookshop, {"reason": None})
    database.tick()
    assert history_of(db, coming) == [("active", MONDAY + HOUR, MONDAY + 2 * HOUR)]


def test_what_fails_does_not_keep_course_work_from_being_archived(db: Connection, cast: Cast) -> None:
    poison(db, add_stage(db, cast.bookshop, MONDAY - HOUR, None))
    call(db, "archive_assignment", assignment_id=cast.bookshop, actor_id=None)
    assert one(db, "select state from assignments where id = %s", cast.bookshop) == "archived"


@pytest.mark.parametrize(
    ("state", "act", "said"),
    [
        ("draft", "archive", "A draft is not archived: delete it, or publish it first."),
        ("archived", "archive", "This course work is archived already."),
        ("draft", "restore", "This course work is not archived."),
        ("published", "restore", "This course work is not archived."),
    ],
)
def test_only_published_course_work_is_archived_and_only_archived_restored(
    db: Connection, cast: Cast, state: str, act: str, said: str
) -> None:
    db.execute("update assignments set state = %s", [state])
    assert refused(db, "SC002", f"{act}_assignment", assignment_id=cast.bookshop, actor_id=None) == said


def test_files_are_handed_out_and_taken_back(db: Connection, cast: Cast) -> None:
    files = json.dumps([FILE, {**FILE, "storage_key": "attachments/2", "file_name": "b.txt"}])
    alice = cast.people["alice"]
    first, second = call(db, "add_attachments", assignment_id=cast.bookshop, files=files, actor_id=alice)
    row = db.execute(
        "select assignment_id, storage_key, file_name, media_type, size_bytes, sha256, uploaded_by from attachments"
        " where id = %s",
        [first],
    ).fetchone()
    assert row == (cast.bookshop, *FILE.values(), alice)
    assert last_event(db)[:4] == (alice, "attachment_added", "assignment", cast.bookshop)
    assert last_event(db)[4] == {k: "b.txt" if k == "file_name" else v for k, v in FILE.items() if k != "storage_key"}
    assert call(db, "remove_attachment", attachment_id=second, actor_id=alice) == "attachments/2"
    assert last_event(db)[:4] == (alice, "attachment_removed", "assignment", cast.bookshop)
    assert refused(db, "SC006", "remove_attachment", attachment_id=second, actor_id=alice) == "There is no such file."


def test_one_bad_file_among_several_leaves_none(db: Connection, cast: Cast) -> None:
    for bad in ({"size_bytes": 0}, {"size_bytes": None}, {"file_name": " "}):
        files = json.dumps([FILE, {**FILE, "storage_key": "attachments/2", **bad}])
        refused(db, "SC013", "add_attachments", assignment_id=cast.bookshop, files=files, actor_id=None)


def test_links_are_handed_out_and_taken_back(db: Connection, cast: Cast) -> None:
    alice = cast.people["alice"]
    link = call(db, "add_link", assignment_id=cast.bookshop, title=" ", url="HTTPS://example.org/a?b#c", actor_id=alice)
    assert db.execute("select title, url, created_by from links").fetchall() == [
        ("HTTPS://example.org/a?b#c", "HTTPS://example.org/a?b#c", alice)
    ]
    assert last_event(db)[:4] == (alice, "link_added", "assignment", cast.bookshop)
    call(db, "remove_link", link_id=link, actor_id=alice)
    assert last_event(db)[:4] == (alice, "link_removed", "assignment", cast.bookshop)
    assert refused(db, "SC006", "remove_link", link_id=link, actor_id=alice) == "There is no such link."


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "ftp://example.org", "mailto:a@example.org", "//example.org",
        "example.org", "http://", "https:///x", "http:/example.org", "https://exa mple.org", "https://example.org/a b",
        "https://example.org/\n", "https://example.org/\x01", " https://example.org", "", None,
        "javascript:alert(1)//https://example.org",
    ],
)  # fmt: skip
def test_a_link_of_another_scheme_or_with_blanks_is_refused(db: Connection, cast: Cast, url: str | None) -> None:
    refused(db, "SC013", "add_link", assignment_id=cast.bookshop, title="x", url=url, actor_id=None)


def test_managers_come_by_username_and_go(db: Connection, cast: Cast) -> None:
    alice, frank = cast.people["alice"], cast.people["frank"]
    call(db, "appoint_manager", assignment_id=cast.bookshop, username=" FRANK ", actor_id=alice)
    member = {"user_id": frank, "username": "frank", "name": "Frank Fang"}
    assert last_event(db)[:5] == (alice, "manager_added", "assignment", cast.bookshop, member)
    again = refused(db, "SC012", "appoint_manager", assignment_id=cast.bookshop, username="frank", actor_id=alice)
    assert again == "This person manages the course work already."
    call(db, "remove_manager", assignment_id=cast.bookshop, user_id=alice, actor_id=frank)
    assert last_event(db)[1] == "manager_removed"
    assert one(db, "select user_id from assignment_teachers") == frank


@pytest.mark.parametrize("username", ["bob", "gone", "nobody", "", None])
def test_only_teachers_and_admins_who_can_sign_in_manage(db: Connection, cast: Cast, username: str | None) -> None:
    add_person(db, "gone", "Gone Gray", "teacher")
    db.execute("update users set is_active = false where username = 'gone'")
    refused(db, "SC013", "appoint_manager", assignment_id=cast.bookshop, username=username, actor_id=None)


def test_somebody_who_can_sign_in_is_always_left_to_manage(db: Connection, cast: Cast) -> None:
    alice, frank = cast.people["alice"], cast.people["frank"]
    mine = {"assignment_id": cast.bookshop, "actor_id": alice}
    assert "add another teacher first" in refused(db, "SC015", "remove_manager", **mine, user_id=alice)
    call(db, "appoint_manager", **mine, username="frank")
    db.execute("update users set is_active = false where id = %s", [frank])
    assert "add another teacher first" in refused(db, "SC015", "remove_manager", **mine, user_id=alice)
    call(db, "remove_manager", **mine, user_id=frank)
    assert "does not manage" in refused(db, "SC006", "remove_manager", **mine, user_id=frank)


def test_what_does_not_exist_is_refused_by_every_door(db: Connection, cast: Cast) -> None:
    nowhere = {"assignment_id": 10**6, "actor_id": None}
    for function, arguments in (
        ("edit_assignment", {"version": 1, **VALUES}),
        ("archive_assignment", {}),
        ("restore_assignment", {}),
        ("delete_assignment", {"title": "x"}),
        ("add_attachments", {"files": "[]"}),
        ("add_link", {"title": "x", "url": "https://example.org"}),
        ("appoint_manager", {"username": "frank"}),
        ("remove_manager", {"user_id": cast.people["alice"]}),
    ):
        assert refused(db, "SC006", function, **nowhere, **arguments) == "There is no such course work.", function

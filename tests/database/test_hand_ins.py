"""What counts is when the server began to receive a hand-in; extensions keep a stage open for one team."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, add_work, one
from tests.teams import add_team, students_of

Connection = psycopg.Connection[Any]
SECOND = timedelta(seconds=1)
FILE = {
    "storage_key": "k1", "file_name": "report.pdf", "media_type": "application/pdf", "kind": "pdf",
    "size_bytes": 10, "sha256": "0" * 64,
}  # fmt: skip


@pytest.fixture
def place(db: Connection, clock: MovableClock) -> dict[str, int]:
    """A submission stage for files that is open for an hour, and a team of two."""
    clock.set(MONDAY)
    work = add_work(db, students=3)
    stage = add_stage(db, work, MONDAY - HOUR, MONDAY + HOUR, kind="submission", status="active")
    db.execute("update stages set submission_mode = 'file'")
    ann, ben, cem = students_of(db, work)
    return {"work": work, "stage": stage, "team": add_team(db, work, [ann, ben]), "ann": ann, "ben": ben, "cem": cem}


@pytest.fixture
def refuses(db: Connection) -> Callable[..., None]:
    """`refuses("SC001", "select …", …)`: the call is refused with this SQLSTATE and stores nothing."""

    def check(sqlstate: str, query: str, *parameters: object) -> None:
        before = one(db, "select count(*) from submissions")
        with pytest.raises(psycopg.DatabaseError) as refused:
            db.execute(query.encode(), parameters)
        assert refused.value.sqlstate == sqlstate, refused.value
        assert one(db, "select count(*) from submissions") == before

    return check


BEGIN = "select stageclock.begin_submission(%s, %s, %s)"
COMPLETE = "select stageclock.complete_submission(%s, %s, %s, %s, %s)"
EXTEND = "select stageclock.extend_stage(%s, %s, %s, %s, %s)"


def files(*changes: dict[str, object]) -> str:
    return json.dumps([{**FILE, "storage_key": f"k{n}", **change} for n, change in enumerate(changes)])


def hand_in(db: Connection, ticket: int, person: int, key: str = "k") -> int:
    return int(one(db, COMPLETE, ticket, None, "", files({"storage_key": key}), person))


def test_a_hand_in_begun_on_time_counts_though_the_stage_closes_meanwhile(
    database: Database, db: Connection, clock: MovableClock, place: dict[str, int]
) -> None:
    clock.set(MONDAY + HOUR - SECOND)
    ticket = one(db, BEGIN, place["stage"], place["team"], place["ann"])
    clock.set(MONDAY + HOUR + 14 * MINUTE)
    database.tick()
    hand_in(db, ticket, place["ann"])
    assert db.execute("select attempt, begun_at, submitted_at from submissions").fetchall() == [
        (1, MONDAY + HOUR - SECOND, MONDAY + HOUR + 14 * MINUTE)
    ]


@pytest.mark.parametrize("late", [timedelta(), SECOND])
def test_one_begun_at_the_end_or_later_does_not_whatever_the_tick_has_written(
    db: Connection, clock: MovableClock, place: dict[str, int], refuses: Callable[..., None], late: timedelta
) -> None:
    clock.set(MONDAY + HOUR + late)
    refuses("SC001", BEGIN, place["stage"], place["team"], place["ann"])
    assert one(db, "select count(*) from submission_tickets") == 0


def test_a_ticket_is_good_once_for_its_owner_and_for_fifteen_minutes(
    db: Connection, clock: MovableClock, place: dict[str, int], refuses: Callable[..., None]
) -> None:
    ticket = one(db, BEGIN, place["stage"], place["team"], place["ann"])
    refuses("SC006", COMPLETE, ticket, None, "", files({}), place["ben"])
    clock.set(MONDAY + 15 * MINUTE + SECOND)
    refuses("SC001", COMPLETE, ticket, None, "", files({}), place["ann"])
    clock.set(MONDAY + 15 * MINUTE)
    hand_in(db, ticket, place["ann"])
    refuses("SC002", COMPLETE, ticket, None, "", files({"storage_key": "other"}), place["ann"])


def test_each_hand_in_is_the_next_attempt_and_the_team_is_told(db: Connection, place: dict[str, int]) -> None:
    for person in ("ann", "ben"):
        hand_in(db, one(db, BEGIN, place["stage"], place["team"], place[person]), place[person], key=person)
    assert [row[0] for row in db.execute("select attempt from submissions order by id")] == [1, 2]
    assert one(db, "select count(*) from notifications where kind = 'submission_made'") == 2


def test_only_members_hand_in_and_only_for_this_course_work(
    db: Connection, place: dict[str, int], refuses: Callable[..., None]
) -> None:
    refuses("SC016", BEGIN, place["stage"], place["team"], place["cem"])
    other = add_work(db, students=1)
    stranger = students_of(db, other)[0]
    refuses("SC013", BEGIN, place["stage"], add_team(db, other, [stranger]), stranger)
    refuses("SC006", BEGIN, 10**9, place["team"], place["ann"])


@pytest.mark.parametrize(
    ("settings", "url", "changes"),
    [
        ("submission_mode = 'file'", "https://example.org", [{}]),
        ("submission_mode = 'file'", None, []),
        ("submission_mode = 'link'", None, []),
        ("submission_mode = 'link'", "javascript:alert(1)", []),
        ("submission_mode = 'link'", "https://example.org", [{}]),
        ("max_files = 1", None, [{}, {}]),
        ("max_file_mb = 1", None, [{"size_bytes": 1048577}]),
        ("max_files = 5", None, [{"size_bytes": 0}]),
        ("file_types = '{pdf}'", None, [{"kind": "exe"}]),
        ("file_types = '{pdf}'", None, [{"kind": None}]),
    ],
)
def test_what_the_stage_does_not_take_is_refused_by_the_database_too(
    db: Connection, place: dict[str, int], refuses: Callable[..., None],
    settings: str, url: str | None, changes: list[dict[str, object]],
) -> None:  # fmt: skip
    db.execute(f"update stages set {settings}".encode())
    ticket = one(db, BEGIN, place["stage"], place["team"], place["ann"])
    refuses("SC013", COMPLETE, ticket, url, "", files(*changes), place["ann"])
    assert one(db, "select used_at from submission_tickets") is None, "the ticket is still good"


def test_no_list_of_files_is_no_file(db: Connection, place: dict[str, int], refuses: Callable[..., None]) -> None:
    ticket = one(db, BEGIN, place["stage"], place["team"], place["ann"])
    refuses("SC013", COMPLETE, ticket, None, "", None, place["ann"])


def test_a_hand_in_locks_its_team_before_its_ticket_as_whoever_removes_the_team_does(
    database: Database, db: Connection, place: dict[str, int]
) -> None:
    ticket = one(db, BEGIN, place["stage"], place["team"], place["ann"])
    with database.connect("stageclock_owner", autocommit=False) as removing, ThreadPoolExecutor(1) as pool:
        removing.execute("select stageclock.lock_teams(%s)", [place["work"]])
        handing_in = pool.submit(hand_in, db, ticket, place["ann"])
        while not one(removing, "select count(*) from pg_locks where locktype = 'advisory' and not granted"):
            pass
        removing.execute("select from submission_tickets where id = %s for update nowait", [ticket])
        removing.rollback()
        assert handing_in.result(timeout=30)


def test_an_extension_keeps_a_closed_stage_open_for_its_team_alone(
    database: Database, db: Connection, clock: MovableClock, place: dict[str, int], refuses: Callable[..., None]
) -> None:
    other = add_team(db, place["work"], [place["cem"]])
    until = MONDAY + 3 * HOUR
    one(db, "select stageclock.extend_stage(%s, %s, %s, 'ill', %s)", place["stage"], place["team"], until, place["ben"])
    clock.set(MONDAY + 2 * HOUR)
    database.tick()
    refuses("SC001", BEGIN, place["stage"], other, place["cem"])
    assert one(db, BEGIN, place["stage"], place["team"], place["ann"])
    clock.set(until)
    refuses("SC001", BEGIN, place["stage"], place["team"], place["ann"])


def test_an_extension_outlives_an_end_by_hand_but_not_a_pause_nor_its_revocation(
    db: Connection, clock: MovableClock, place: dict[str, int], refuses: Callable[..., None]
) -> None:
    extend = "select stageclock.extend_stage(%s, %s, %s, 'ill', %s)"
    extension = one(db, extend, place["stage"], place["team"], MONDAY + 3 * HOUR, place["ben"])
    db.execute("select stageclock.complete_stage(%s, null)", [place["stage"]])
    assert one(db, BEGIN, place["stage"], place["team"], place["ann"])
    db.execute("select stageclock.pause_assignment(%s, null)", [place["work"]])
    refuses("SC001", BEGIN, place["stage"], place["team"], place["ann"])
    db.execute("select stageclock.resume_assignment(%s, null)", [place["work"]])
    one(db, "select stageclock.revoke_extension(%s, %s)", extension, place["ben"])
    refuses("SC001", BEGIN, place["stage"], place["team"], place["ann"])
    refuses("SC002", "select stageclock.revoke_extension(%s, %s)", extension, place["ben"])


def test_a_later_extension_replaces_the_earlier_and_reschedules_shorten_none(
    db: Connection, place: dict[str, int], refuses: Callable[..., None]
) -> None:
    extend = "select stageclock.extend_stage(%s, %s, %s, 'ill', %s)"
    refuses("SC003", extend, place["stage"], place["team"], MONDAY + HOUR, place["ben"])
    refuses("SC003", extend, place["stage"], place["team"], MONDAY, place["ben"])
    for hours in (2, 5):
        one(db, extend, place["stage"], place["team"], MONDAY + hours * HOUR, place["ben"])
    db.execute(
        "select stageclock.reschedule_stage(%s, %s, %s, null)", [place["stage"], MONDAY - HOUR, MONDAY + HOUR / 2]
    )
    in_force = "select ends_at from stage_extensions where revoked_at is null"
    assert db.execute(in_force).fetchall() == [(MONDAY + 5 * HOUR,)]


def test_a_hand_in_is_returned_with_a_comment_approved_and_then_stays(
    db: Connection, place: dict[str, int], refuses: Callable[..., None]
) -> None:
    submission = hand_in(db, one(db, BEGIN, place["stage"], place["team"], place["ann"]), place["ann"])
    review = "select stageclock.review_submission(%s, %s, %s, null)"
    refuses("SC013", review, submission, "returned", " ")
    one(db, review, submission, "returned", "no sources")
    one(db, review, submission, "approved", None)
    assert db.execute("select review, review_comment from submissions").fetchall() == [("approved", None)]
    refuses("SC002", "select stageclock.withdraw_submission(%s, %s)", submission, place["ann"])
    refuses("SC006", "select stageclock.withdraw_submission(%s, %s)", submission, place["ben"])


def test_ones_own_hand_in_is_taken_back_while_the_stage_is_open(
    db: Connection, clock: MovableClock, place: dict[str, int], refuses: Callable[..., None]
) -> None:
    first, second = (
        hand_in(db, one(db, BEGIN, place["stage"], place["team"], place["ann"]), place["ann"], key) for key in "ab"
    )
    assert one(db, "select stageclock.withdraw_submission(%s, %s)", first, place["ann"]) == ["a"]
    clock.set(MONDAY + HOUR)
    refuses("SC001", "select stageclock.withdraw_submission(%s, %s)", second, place["ann"])


SET_RULES = "select stageclock.set_submission_rules(%s, %s, %s, %s, %s)"


def test_what_a_stage_takes_is_set_and_recorded_once(db: Connection, place: dict[str, int]) -> None:
    for changed in (True, False):
        assert one(db, SET_RULES, place["stage"], 2, 9, ["pdf", "zip"], place["cem"]) is changed
    assert db.execute("select max_files, max_file_mb, file_types from stages").fetchall() == [(2, 9, ["pdf", "zip"])]
    event = db.execute("select actor_id, details from audit_events where action = 'submission_rules_set'").fetchall()
    assert event == [
        (
            place["cem"],
            {
                "from": {"max_files": 5, "max_file_mb": 50, "file_types": ""},
                "to": {"max_files": 2, "max_file_mb": 9, "file_types": "pdf, zip"},
            },
        )
    ]


@pytest.mark.parametrize(
    ("max_files", "max_file_mb", "file_types"),
    [(0, 1, []), (51, 1, []), (None, 1, []), (1, 0, []), (1, None, []), (1, 1, ["PDF"]), (1, 1, [".pdf"]),
     (1, 1, [None]), (1, 1, None), (1, 1, ["pdf"] * 51)],
)  # fmt: skip
def test_what_no_stage_can_take_is_refused(
    db: Connection, place: dict[str, int], refuses: Callable[..., None],
    max_files: int | None, max_file_mb: int | None, file_types: list[str | None] | None,
) -> None:  # fmt: skip
    refuses("SC013", SET_RULES, place["stage"], max_files, max_file_mb, file_types, place["cem"])
    assert one(db, "select max_files from stages") == 5


def test_archived_course_work_and_stages_without_hand_ins_keep_their_rules(
    db: Connection, place: dict[str, int], refuses: Callable[..., None]
) -> None:
    refuses("SC006", SET_RULES, 10**9, 1, 1, [], place["cem"])
    custom = add_stage(db, place["work"], MONDAY, None)
    refuses("SC013", SET_RULES, custom, 1, 1, [], place["cem"])
    db.execute("update assignments set state = 'archived'")
    refuses("SC002", SET_RULES, place["stage"], 1, 1, [], place["cem"])
    refuses("SC002", EXTEND, place["stage"], place["team"], MONDAY + 2 * HOUR, "ill", place["cem"])

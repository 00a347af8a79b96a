"""Invitations and requests: history as it is, and what is open only where it still has a point."""

from datetime import UTC, datetime
from pathlib import Path

from tests.clusters import MovableClock
from tests.importing.conftest import Change, Import
from tests.importing.sample import SAMPLE, Connection, counts, here
from tests.plans import one

IMPORTED_AT = datetime(2026, 11, 24, tzinfo=UTC)
INVITE = "insert into team_invitation (id, team_id, inviter_id, invitee_id, status) values (?, ?, ?, ?, ?)"
LEAVE = "insert into leave_team_request (id, team_id, member_id, reason, status) values (?, ?, ?, ?, ?)"
DISSOLVE = "insert into dissolve_team_request (id, team_id, leader_id, reason, status) values (?, ?, ?, ?, ?)"


def test_open_invitations_of_people_with_teams_are_cancelled(
    run_import: Import, db: Connection, clock: MovableClock
) -> None:
    clock.set(IMPORTED_AT)
    run_import(SAMPLE, "--yes")
    rows = db.execute("select status, answered_at, count(*) from team_invitations group by 1, 2 order by 1").fetchall()
    assert rows == [("waiting", None, 1), ("accepted", None, 5), ("declined", None, 6), ("cancelled", IMPORTED_AT, 4)]
    placed = (
        "select count(*) from team_invitations i join teams t on t.id = i.team_id"
        " join team_members m on m.assignment_id = t.assignment_id and m.user_id = i.user_id where i.status = 'waiting'"
    )
    assert one(db, placed) == 0


def test_an_open_invitation_into_a_team_with_room_stays_open(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("delete from team_member where user_id = 56 and team_id = 25")
    change("delete from team_member where user_id = 14 and team_id = 22")
    change(INVITE, 90, 22, 20, 56, "pending")
    change(INVITE, 91, 22, 20, 56, "pending")
    change(INVITE, 92, 26, 41, 56, None)
    change(INVITE, 93, 27, 53, 14, "pending")
    output = run_import(store, "--yes").output
    assert "team_invitation 91: that team has invited this person already" in output
    status = "select status from team_invitations where id = %s"
    assert one(db, status, here(db, "team_invitation", 90)) == "waiting"
    assert one(db, status, here(db, "team_invitation", 92)) == "cancelled", "team 26 is locked"
    assert one(db, status, here(db, "team_invitation", 93)) == "cancelled", "and so is team 27"


def test_requests_keep_their_state_and_who_decided(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("update leave_team_request set leader_responded_at = '2026-11-24 01:00:00' where id = 3")
    change("update leave_team_request set teacher_responded_at = '2026-11-24 02:00:00', reviewer_id = 4 where id = 2")
    change("update leave_team_request set review_comment = ' go on ' where id = 2")
    run_import(store, "--yes")
    assert db.execute(
        "select team_id, user_id, reason, status, decided_by, decided_at, decision_reason"
        " from leave_requests order by id"
    ).fetchall() == [
        (here(db, "team", 21), here(db, "user", 19), "时间冲突", "escalated", None, None, None),
        (
            *(here(db, "team", 37), here(db, "user", 55), "时间冲突", "approved", here(db, "user", 4)),
            *(datetime(2026, 11, 24, 2, tzinfo=UTC), "go on"),
        ),
        (
            *(here(db, "team", 41), here(db, "user", 52), "时间冲突", "declined", here(db, "user", 25)),
            *(datetime(2026, 11, 24, 1, tzinfo=UTC), None),
        ),
    ]
    assert db.execute("select team_id, requested_by, reason, status from dissolve_requests order by id").fetchall() == [
        (here(db, "team", 12), here(db, "user", 42), "成员不足", "waiting"),
        (here(db, "team", 22), here(db, "user", 20), "成员不足", "waiting"),
    ]


DAMAGES = [
    (INVITE, (1, 32, 999, "pending"), "team_invitation {key}: it belongs to user 999, which does not exist"),
    (INVITE, (99, 32, 5, "pending"), "team_invitation {key}: it belongs to team 99, which does not exist"),
    (INVITE, (1, 32, 5, "lost"), 'team_invitation {key}: its status "lost" is unknown'),
    (LEAVE, (21, 5, "why", "pending_leader"), "leave_team_request {key}: this person is not in that team"),
    (LEAVE, (21, 19, "why", "pending_leader"), "leave_team_request {key}: this person has asked to leave that"),
    (LEAVE, (1, 35, " ", "pending_leader"), "leave_team_request {key}: its reason is blank"),
    (LEAVE, (1, 35, "a\0b", "pending_leader"), "leave_team_request {key}: its reason holds a NUL character"),
    (LEAVE, (1, 35, "why", "perhaps"), 'leave_team_request {key}: its status "perhaps" is unknown'),
    (DISSOLVE, (12, 5, "why", "pending"), "dissolve_team_request {key}: this person is not in that team"),
    (DISSOLVE, (12, 42, "why", "pending"), "dissolve_team_request {key}: that team's leader has asked to"),
    (DISSOLVE, (1, 32, "why", "pending_teacher"), 'dissolve_team_request {key}: its status "pending_teacher" is'),
]  # fmt: skip


def test_requests_that_cannot_be_are_refused_alone(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    for key, (statement, row, _) in enumerate(DAMAGES, 90):
        change(statement, key, *row)
    result = run_import(store, "--yes")
    assert result.exit_code == 0
    for key, (_, _, said) in enumerate(DAMAGES, 90):
        assert said.format(key=key) in result.output
    assert f"Refuses {5 + len(DAMAGES)} rows" in result.output
    assert [counts(db)[table] for table in ("team_invitations", "leave_requests", "dissolve_requests")] == [16, 3, 2]


def test_a_closed_request_of_somebody_who_has_left_stays_history(
    run_import: Import, store: Path, change: Change, db: Connection
) -> None:
    change("delete from team_member where team_id = 37 and user_id = 55")
    run_import(store, "--yes")
    query = "select status from leave_requests where id = %s"
    assert one(db, query, here(db, "leave_team_request", 2)) == "approved"

"""Students make their teams while team formation is open; teachers may always. Refusals change nothing."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, add_work, one
from tests.teams import add_team, students_of, teams_of

Connection = psycopg.Connection[Any]
Refuse = Callable[..., None]


@pytest.fixture
def work(db: Connection, clock: MovableClock) -> int:
    """Course work for teams of two to three whose formation is open for an hour; six students."""
    clock.set(MONDAY)
    work = add_work(db, students=6)
    db.execute("update assignments set max_team_size = 3 where id = %s", [work])
    add_stage(db, work, MONDAY - HOUR, MONDAY + HOUR, kind="team_formation", status="active")
    return work


@pytest.fixture
def refuses(db: Connection) -> Refuse:
    """`refuses("SC004", "select …", …)`: the call is refused with this SQLSTATE, and no team is other than before."""

    def check(sqlstate: str, query: str, *parameters: object) -> None:
        before = db.execute("select * from team_members order by 1, 2").fetchall()
        with pytest.raises(psycopg.DatabaseError) as refused:
            db.execute(query.encode(), parameters)
        assert refused.value.sqlstate == sqlstate, refused.value
        assert db.execute("select * from team_members order by 1, 2").fetchall() == before

    return check


def create(db: Connection, work: int, name: str, leader: int) -> int:
    return int(one(db, "select stageclock.create_team(%s, %s, %s, %s)", work, name, leader, leader))


def invite(db: Connection, team: int, student: int, leader: int) -> int:
    return int(one(db, "select stageclock.invite_student(%s, %s, %s)", team, student, leader))


def told(db: Connection, person: int) -> list[str]:
    """The kinds of a person's notices, oldest first."""
    return [
        row[0] for row in db.execute("select kind from notifications where recipient_id = %s order by id", [person])
    ]


def test_a_student_makes_a_team_invites_and_is_joined(db: Connection, work: int) -> None:
    ann, ben, *_ = students_of(db, work)
    team = create(db, work, " Rockets ", ann)
    invitation = invite(db, team, ben, ann)
    assert told(db, ben) == ["team_invitation"]
    one(db, "select stageclock.accept_invitation(%s, %s)", invitation, ben)
    assert teams_of(db, work) == {team: {ann, ben}}
    assert told(db, ann) == ["invitation_accepted"]
    assert one(db, "select name from teams") == "Rockets"


def test_nobody_is_in_two_teams_of_one_course_work(db: Connection, work: int, refuses: Refuse) -> None:
    ann, ben, *_ = students_of(db, work)
    team = create(db, work, "Rockets", ann)
    invitation = invite(db, team, ben, ann)
    create(db, work, "Comets", ben)
    assert one(db, "select status from team_invitations where id = %s", invitation) == "cancelled"
    refuses("SC002", "select stageclock.accept_invitation(%s, %s)", invitation, ben)
    refuses("SC004", "select stageclock.create_team(%s, 'Second', %s, %s)", work, ann, ann)
    refuses("SC004", "select stageclock.invite_student(%s, %s, %s)", team, ben, ann)
    with pytest.raises(psycopg.errors.UniqueViolation):
        db.execute("insert into team_members (team_id, assignment_id, user_id) values (%s, %s, %s)", [team, work, ben])


def test_a_full_team_takes_nobody_and_its_other_invitations_are_cancelled(
    db: Connection, work: int, refuses: Refuse
) -> None:
    ann, ben, cem, dan, *_ = students_of(db, work)
    team = create(db, work, "Rockets", ann)
    first, second, third = (invite(db, team, student, ann) for student in (ben, cem, dan))
    one(db, "select stageclock.accept_invitation(%s, %s)", first, ben)
    one(db, "select stageclock.accept_invitation(%s, %s)", second, cem)
    assert one(db, "select status from team_invitations where id = %s", third) == "cancelled"
    refuses("SC002", "select stageclock.accept_invitation(%s, %s)", third, dan)
    refuses("SC005", "select stageclock.invite_student(%s, %s, %s)", team, dan, ann)


def test_only_whom_an_invitation_is_for_answers_it(db: Connection, work: int, refuses: Refuse) -> None:
    ann, ben, cem, *_ = students_of(db, work)
    invitation = invite(db, create(db, work, "Rockets", ann), ben, ann)
    refuses("SC006", "select stageclock.accept_invitation(%s, %s)", invitation, cem)
    refuses("SC006", "select stageclock.decline_invitation(%s, %s)", invitation, cem)
    refuses("SC016", "select stageclock.withdraw_invitation(%s, %s)", invitation, ben)
    refuses("SC006", "select stageclock.accept_invitation(%s, %s)", 10**9, ben)
    one(db, "select stageclock.withdraw_invitation(%s, %s)", invitation, ann)
    refuses("SC002", "select stageclock.accept_invitation(%s, %s)", invitation, ben)


def test_once_formation_has_ended_students_change_nothing_whatever_the_tick_has_written(
    db: Connection, work: int, clock: MovableClock, refuses: Refuse
) -> None:
    ann, ben, cem, *_ = students_of(db, work)
    team = create(db, work, "Rockets", ann)
    invitation = invite(db, team, ben, ann)
    clock.set(MONDAY + HOUR)
    for query, *parameters in (
        ("select stageclock.accept_invitation(%s, %s)", invitation, ben),
        ("select stageclock.create_team(%s, 'Late', %s, %s)", work, cem, cem),
        ("select stageclock.invite_student(%s, %s, %s)", team, cem, ann),
        ("select stageclock.rename_team(%s, 'Late', %s)", team, ann),
        ("select stageclock.request_leave(%s, 'ill', %s)", team, ann),
    ):
        refuses("SC001", query, *parameters)
    one(db, "select stageclock.place_student(%s, %s, %s, null, 'by the teacher')", work, cem, team)
    assert teams_of(db, work)[team] == {ann, cem}


def test_without_a_formation_stage_teams_are_open_while_the_course_work_is_published(
    db: Connection, clock: MovableClock, refuses: Refuse
) -> None:
    clock.set(MONDAY)
    work = add_work(db, students=2)
    ann, ben = students_of(db, work)
    create(db, work, "Rockets", ann)
    db.execute("select stageclock.pause_assignment(%s, null)", [work])
    refuses("SC001", "select stageclock.create_team(%s, 'Late', %s, %s)", work, ben, ben)


def test_strangers_and_the_switched_off_are_in_no_team(db: Connection, work: int, refuses: Refuse) -> None:
    ann, ben, *_ = students_of(db, work)
    stranger = students_of(db, add_work(db, students=1))[0]
    team = create(db, work, "Rockets", ann)
    refuses("SC013", "select stageclock.create_team(%s, 'Spies', %s, %s)", work, stranger, stranger)
    refuses("SC013", "select stageclock.invite_student(%s, %s, %s)", team, stranger, ann)
    db.execute("update users set is_active = false where id = %s", [ben])
    refuses("SC013", "select stageclock.invite_student(%s, %s, %s)", team, ben, ann)
    refuses("SC016", "select stageclock.invite_student(%s, %s, %s)", team, students_of(db, work)[2], stranger)


def test_confirmation_is_asked_for_with_a_reason_where_the_size_is_out_of_range(
    db: Connection, work: int, refuses: Refuse
) -> None:
    ann, *_ = students_of(db, work)
    team = create(db, work, "Rockets", ann)
    refuses("SC013", "select stageclock.request_confirmation(%s, '  ', %s)", team, ann)
    one(db, "select stageclock.request_confirmation(%s, 'the others left', %s)", team, ann)
    refuses("SC013", "select stageclock.reject_team(%s, '', null)", team)
    one(db, "select stageclock.reject_team(%s, 'find one more', null)", team)
    assert one(db, "select status from teams") == "rejected"
    one(db, "select stageclock.request_confirmation(%s, 'nobody is left', %s)", team, ann)
    one(db, "select stageclock.confirm_team(%s, null)", team)
    assert db.execute("select status, locked_at is not null from teams").fetchall() == [("confirmed", True)]
    refuses("SC002", "select stageclock.rename_team(%s, 'Stars', %s)", team, ann)
    assert told(db, ann) == ["team_rejected", "team_confirmed"]


def test_leaving_is_asked_for_declined_taken_to_the_teacher_and_granted(
    db: Connection, work: int, refuses: Refuse
) -> None:
    ann, ben, *_ = students_of(db, work)
    team = add_team(db, work, [ann, ben])
    refuses("SC015", "select stageclock.request_leave(%s, 'ill', %s)", team, ann)
    request = one(db, "select stageclock.request_leave(%s, 'ill', %s)", team, ben)
    refuses("SC012", "select stageclock.request_leave(%s, 'ill', %s)", team, ben)
    refuses("SC016", "select stageclock.decide_leave(%s, true, null, %s)", request, ben)
    one(db, "select stageclock.decide_leave(%s, false, 'stay', %s)", request, ann)
    one(db, "select stageclock.escalate_leave(%s, %s)", request, ben)
    refuses("SC016", "select stageclock.decide_leave(%s, true, null, %s)", request, ann)
    one(db, "select stageclock.decide_leave(%s, true, null, null, true)", request)
    assert teams_of(db, work) == {team: {ann}}
    assert one(db, "select stageclock.request_leave(%s, null, %s)", team, ann) is None
    assert teams_of(db, work) == {}, "the last one takes the team along"


def test_a_leader_hands_the_lead_over_before_leaving(db: Connection, work: int, refuses: Refuse) -> None:
    ann, ben, cem, *_ = students_of(db, work)
    team = add_team(db, work, [ann, ben])
    refuses("SC016", "select stageclock.transfer_leadership(%s, %s, %s)", team, ben, ben)
    refuses("SC013", "select stageclock.transfer_leadership(%s, %s, %s)", team, cem, ann)
    one(db, "select stageclock.transfer_leadership(%s, %s, %s)", team, ben, ann)
    assert one(db, "select leader_id from teams") == ben
    assert one(db, "select stageclock.request_leave(%s, 'ill', %s)", team, ann) is not None


def test_a_leader_is_always_one_of_the_team_whoever_writes(db: Connection, work: int) -> None:
    ann, ben, *_ = students_of(db, work)
    team = add_team(db, work, [ann])
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        db.execute("update teams set leader_id = %s where id = %s", [ben, team])


def test_a_teacher_dissolves_a_team_but_not_its_hand_ins(db: Connection, work: int, refuses: Refuse) -> None:
    ann, ben, cem, *_ = students_of(db, work)
    team, other = add_team(db, work, [ann, ben]), add_team(db, work, [cem])
    refuses("SC016", "select stageclock.request_dissolution(%s, 'no time', %s)", team, ben)
    one(db, "select stageclock.request_dissolution(%s, 'no time', %s)", team, ann)
    stage = add_stage(db, work, MONDAY, None, kind="submission", status="active")
    db.execute(
        "insert into submissions (stage_id, team_id, attempt, submitted_by, begun_at, submitted_at, url)"
        " values (%s, %s, 1, %s, %s, %s, 'https://example.org')",
        [stage, other, cem, MONDAY, MONDAY],
    )
    refuses("SC002", "select stageclock.dissolve_team(%s, null)", other)
    one(db, "select stageclock.dissolve_team(%s, null, 'agreed')", team)
    assert set(teams_of(db, work)) == {other}
    assert told(db, ben) == ["team_dissolved"]
    assert one(db, "select details -> 'members' from audit_events where action = 'team_dissolved'") == [ann, ben]


def test_a_teacher_moves_a_student_but_no_leader_of_others(db: Connection, work: int, refuses: Refuse) -> None:
    ann, ben, cem, *_ = students_of(db, work)
    team, other = add_team(db, work, [ann, ben]), add_team(db, work, [cem], status="confirmed", locked=True)
    refuses("SC015", "select stageclock.place_student(%s, %s, %s, null)", work, ann, other)
    one(db, "select stageclock.place_student(%s, %s, %s, null)", work, ben, other)
    assert teams_of(db, work) == {team: {ann}, other: {cem, ben}}
    foreign = add_team(db, add_work(db, students=1), [students_of(db, add_work(db, students=1))[0]])
    refuses("SC013", "select stageclock.place_student(%s, %s, %s, null)", work, ben, foreign)
    one(db, "select stageclock.place_student(%s, %s, null, null)", work, ben)
    assert teams_of(db, work) == {team: {ann}, other: {cem}}


def test_a_student_makes_a_team_for_nobody_else(db: Connection, work: int, refuses: Refuse) -> None:
    ann, ben, *_ = students_of(db, work)
    refuses("SC016", "select stageclock.create_team(%s, 'Others', %s, %s)", work, ben, ann)


def test_archived_course_work_keeps_its_teams_as_they_are(db: Connection, work: int, refuses: Refuse) -> None:
    ann, ben, *_ = students_of(db, work)
    team = add_team(db, work, [ann])
    stage = add_stage(db, work, MONDAY + HOUR, None, kind="division")
    db.execute("update assignments set state = 'archived' where id = %s", [work])
    for call in (
        f"place_student({work}, {ben}, {team}, {ann})", f"create_team({work}, 'New', {ben}, {ann}, true)",
        f"confirm_team({team}, {ann}, null)", f"dissolve_team({team}, {ann}, 'gone')",
        f"lock_team_members({team}, true, {ann})", f"rename_team({team}, 'Other', {ann}, true)",
        f"add_role({stage}, null, 'Tester', '', true, {ann}, true)", f"broadcast({work}, 'Hello', {ann})",
    ):  # fmt: skip
        refuses("SC002", f"select stageclock.{call}")

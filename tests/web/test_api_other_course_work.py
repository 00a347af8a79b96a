"""What bodies and addresses name belongs to the course work that is asked for: nothing of another's is mixed in.

Alice manages the bookshop and another course work of its class, so that she may change both, each by itself.
"""

from typing import Any, NamedTuple

import psycopg
import pytest

from tests.cast import Cast, add_course_work, add_person, enroll
from tests.plans import MONDAY, add_stage, one
from tests.teams import add_team
from tests.web.conftest import Start

Connection = psycopg.Connection[Any]


class Place(NamedTuple):
    """One course work with a hand-in, a division with a role, and a team of one student."""

    work: int
    hand_in: int
    division: int
    role: int
    team: int
    student: int


def place(db: Connection, work: int, student: int) -> Place:
    """Everything of one course work."""
    hand_in = add_stage(db, work, MONDAY, None, kind="submission", name="Report")
    division = add_stage(db, work, MONDAY, None, kind="division", name="Division")
    role = int(one(db, "insert into division_roles (stage_id, name) values (%s, 'Editor') returning id", division))
    return Place(work, hand_in, division, role, add_team(db, work, [student]), student)


@pytest.fixture
def here(db: Connection, cast: Cast) -> Place:
    return place(db, cast.bookshop, cast.people["bob"])


@pytest.fixture
def there(db: Connection, cast: Cast) -> Place:
    gus = add_person(db, "gus", "Gus Groß")
    enroll(db, cast.courses["SE-1"], gus)
    return place(db, add_course_work(db, cast.courses["SE-1"], "Café", manager=cast.people["alice"]), gus)


def test_nothing_of_another_course_work_is_mixed_in(program: Start, here: Place, there: Place, db: Connection) -> None:
    alice = program("alice")
    ours, later = f"/assignments/{here.work}", "2031-03-04T08:00:00Z"
    attempts: list[tuple[str, object, str]] = [
        (f"{ours}/students/{here.student}/placement", {"team_id": there.team}, "POST"),
        (f"{ours}/shift", {"from_stage_id": there.hand_in, "days": 1}, "POST"),
        (f"/stages/{here.hand_in}/extensions", {"team_id": there.team, "ends_at": later, "reason": "R"}, "POST"),
        (f"/teams/{here.team}/roles/{there.role}/holders/{here.student}", None, "PUT"),
        (f"/teams/{here.team}/roles/{here.role}/holders/{there.student}", None, "PUT"),
        (f"/teams/{here.team}/stages/{there.division}/roles", {"name": "Another"}, "POST"),
        (f"/teams/{here.team}/leadership", {"user_id": there.student}, "POST"),
        (f"/teams/{here.team}/tasks", {"title": "T", "assignee_id": there.student}, "POST"),
    ]
    for address, body, method in attempts:
        answer = alice.send(address, body, method)
        assert answer.status_code in {404, 409, 422}, (address, answer.status_code)
    for table in ("stage_extensions", "role_assignments", "team_tasks"):
        assert one(db, f"select count(*) from {table}") == 0, table
    assert one(db, "select count(*) from division_roles") == 2
    assert one(db, "select leader_id from teams where id = %s", here.team) == here.student
    assert one(db, "select team_id from team_members where user_id = %s", here.student) == here.team
    assert one(db, "select count(distinct starts_at) from stages") == 1


def test_what_is_named_is_taken_where_it_belongs(program: Start, here: Place, there: Place, db: Connection) -> None:
    """The same requests, each with what is its own."""
    alice = program("alice")
    holder = f"/teams/{here.team}/roles/{here.role}/holders/{here.student}"
    assert alice.send(holder, method="PUT").status_code == 204
    task = {"title": "T", "assignee_id": here.student}
    assert alice.send(f"/teams/{here.team}/tasks", task).status_code == 201
    role = alice.send(f"/teams/{here.team}/stages/{here.division}/roles", {"name": "Another"})
    assert role.status_code == 201
    assert (
        alice.send(f"/assignments/{there.work}/students/{there.student}/placement", {"team_id": None}).status_code
        == 204
    )
    assert one(db, "select count(*) from team_members where user_id = %s", there.student) == 0


def test_a_teacher_of_one_course_copies_nothing_into_or_out_of_another(
    program: Start, here: Place, cast: Cast, db: Connection
) -> None:
    frank, foreign = program("frank"), cast.courses["XX-9"]
    asked = {"course_id": foreign, "weeks": 1, "title": "Mine"}
    assert frank.send(f"/assignments/{here.work}/copy", asked).status_code == 404
    erin = program("erin")
    assert erin.send(f"/assignments/{here.work}/copy", asked).status_code == 404
    theirs = add_course_work(db, foreign, "Theirs", manager=cast.people["frank"])
    into = {"into_assignment_id": theirs, "weeks": 1}
    assert erin.send(f"/assignments/{here.work}/plan-copy", into).status_code == 404
    into = {"into_assignment_id": here.work, "weeks": 1}
    assert frank.send(f"/assignments/{theirs}/plan-copy", into).status_code == 404
    assert one(db, "select count(*) from stages where assignment_id = %s", theirs) == 0


def test_an_archived_course_takes_no_course_work_and_nobody_new(program: Start, cast: Cast, db: Connection) -> None:
    dora, course = program("dora"), f"/courses/{cast.courses['SE-1']}"
    add_person(db, "gus", "Gus Groß")
    assert dora.send(f"{course}/archiving").status_code == 204
    attempts: list[tuple[str, dict[str, object]]] = [
        (f"{course}/assignments", {"title": "New", "time_zone": "UTC"}),
        (f"{course}/members", {"who": "gus", "role": "student"}),
        (f"{course}/rosters", {"rows": [{"student_number": "1", "name": "N"}]}),
        (f"/assignments/{cast.bookshop}/copy", {"course_id": cast.courses["SE-1"], "weeks": 1, "title": "New"}),
    ]
    for address, body in attempts:
        answer = dora.send(address, body)
        assert answer.status_code == 409 and answer.get_json()["code"].startswith("SC"), (address, answer.text)
    assert one(db, "select count(*) from assignments") == 1

"""Teams, roles, tasks and hand-ins through the interface for programs; strangers see and change nothing."""

from typing import Any

import psycopg
import pytest

from tests.cast import Cast, add_person, enroll
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.teams import add_team, teams_of
from tests.web.conftest import Start

Connection = psycopg.Connection[Any]


@pytest.fixture
def gus(db: Connection, cast: Cast, clock: MovableClock) -> int:
    """A classmate of Bob's; team formation, division and hand-in are open."""
    clock.set(MONDAY)
    for kind in ("team_formation", "division", "submission"):
        add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR, kind=kind, status="active", name=kind)
    db.execute("update stages set submission_mode = 'link' where kind = 'submission'")
    person = add_person(db, "gus", "Gus Groß")
    enroll(db, cast.courses["SE-1"], person)
    cast.people["gus"] = person
    return person


@pytest.fixture
def team(db: Connection, cast: Cast, gus: int) -> int:
    """Bob's team; Gus is in it."""
    return add_team(db, cast.bookshop, [cast.people["bob"], gus])


def stage_of(db: Connection, kind: str) -> int:
    return int(one(db, "select id from stages where kind = %s", kind))


def test_students_make_a_team_and_invite(program: Start, cast: Cast, db: Connection, gus: int) -> None:
    bob, other, address = program("bob"), program("gus"), f"/assignments/{cast.bookshop}"
    made = bob.send(f"{address}/teams", {"name": "Owls"})
    assert made.status_code == 201
    team = made.get_json()["id"]
    invited = bob.send(f"/teams/{team}/invitations", {"user_id": gus})
    assert invited.status_code == 201
    assert other.get(f"/teams/{team}").status_code == 404, "not in it yet"
    assert [each["name"] for each in other.items(f"{address}/open-teams")] == ["Owls"]
    invitation = invited.get_json()["id"]
    assert [each["id"] for each in other.items(f"{address}/invitations")] == [invitation]
    assert program("charlie").send(f"/invitations/{invitation}/acceptance").status_code == 404
    assert other.send(f"/invitations/{invitation}/acceptance").status_code == 204
    assert teams_of(db, cast.bookshop) == {team: {cast.people["bob"], gus}}
    assert other.get(f"{address}/team").get_json()["leader_id"] == cast.people["bob"]


def test_a_second_team_is_refused_with_its_code(program: Start, cast: Cast, team: int) -> None:
    answer = program("bob").send(f"/assignments/{cast.bookshop}/teams", {"name": "Owls"})
    assert answer.status_code == 409 and answer.get_json()["code"] == "SC004"


def test_teachers_confirm_lock_and_dissolve(program: Start, cast: Cast, db: Connection, team: int) -> None:
    alice, bob = program("alice"), program("bob")
    assert bob.send(f"/teams/{team}/confirmation", {}).status_code == 403
    assert alice.send(f"/teams/{team}/confirmation", {}).status_code == 204
    assert alice.get(f"/teams/{team}").get_json()["status"] == "confirmed"
    assert [each["id"] for each in alice.items(f"/assignments/{cast.bookshop}/teams?q=gus")] == [team]
    assert bob.get(f"/assignments/{cast.bookshop}/teams").status_code == 403
    assert alice.send(f"/teams/{team}/unlocking").status_code == 204
    assert alice.send(f"/teams/{team}/dissolution", {"reason": ""}).status_code == 422
    assert alice.send(f"/teams/{team}/dissolution", {"reason": "Asked for."}).status_code == 204
    assert one(db, "select count(*) from teams") == 0


def test_a_member_asks_to_leave_and_the_leader_decides(program: Start, team: int, cast: Cast, db: Connection) -> None:
    bob, other = program("bob"), program("gus")
    made = other.send(f"/teams/{team}/leave-requests", {"reason": "Moving."})
    asked = bob.items(f"/teams/{team}/requests")[0]
    assert made.status_code == 201 and made.get_json() == {"id": asked["id"]}
    assert (asked["kind"], asked["status"]) == ("leave", "waiting")
    assert program("charlie").send(f"/leave-requests/{asked['id']}/decision", {"approved": True}).status_code == 404
    assert bob.send(f"/leave-requests/{asked['id']}/decision", {"approved": True}).status_code == 204
    assert teams_of(db, cast.bookshop) == {team: {cast.people["bob"]}}


def test_leaders_look_for_classmates_in_no_team_and_staff_see_them_all(
    program: Start, cast: Cast, db: Connection, gus: int
) -> None:
    address = f"/assignments/{cast.bookshop}/students-without-team"
    assert program("bob").get(f"{address}?q=gus").status_code == 403, "leads no team yet"
    add_team(db, cast.bookshop, [cast.people["bob"]])
    assert program("bob").items(f"{address}?q=gus") == [{"id": gus, "name": "Gus Groß", "student_number": None}]
    assert program("bob").get(address).status_code == 403, "has to say whom they look for"
    assert program("bob").items(f"{address}?q=Bob") == [], "is in a team"
    assert [each["id"] for each in program("alice").items(address)] == [gus]
    assert program("gus").get(f"{address}?q=bob").status_code == 403
    assert program("charlie").get(f"{address}?q=gus").status_code == 404


def test_who_is_alone_leaves_at_once_and_nothing_waits(program: Start, cast: Cast, db: Connection, gus: int) -> None:
    team = add_team(db, cast.bookshop, [gus])
    assert program("charlie").send(f"/teams/{team}/leave-requests", {"reason": "Bye."}).status_code == 404
    left = program("gus").send(f"/teams/{team}/leave-requests", {"reason": ""})
    assert left.status_code == 201 and left.get_json() == {"id": None}
    assert teams_of(db, cast.bookshop) == {}


def test_a_leader_asks_to_dissolve_and_the_staff_finds_the_team(program: Start, cast: Cast, team: int) -> None:
    bob, alice, teams = program("bob"), program("alice"), f"/assignments/{cast.bookshop}/teams"
    assert alice.items(f"{teams}?is_waiting=true") == []
    assert program("gus").send(f"/teams/{team}/dissolution-requests", {"reason": "No."}).status_code == 403
    made = bob.send(f"/teams/{team}/dissolution-requests", {"reason": "We quarrel."}).get_json()["id"]
    asked = alice.items(f"/teams/{team}/requests")[0]
    assert (asked["id"], asked["kind"]) == (made, "dissolution")
    assert [each["id"] for each in alice.items(f"{teams}?is_waiting=true&status=forming")] == [team]
    assert alice.items(f"{teams}?is_waiting=false") == alice.items(f"{teams}?status=confirmed") == []
    assert alice.get(f"{teams}?is_waiting=1").status_code == 422


def test_roles_are_added_given_and_taken(program: Start, cast: Cast, db: Connection, team: int, gus: int) -> None:
    alice, bob, stage = program("alice"), program("bob"), stage_of(db, "division")
    role = alice.send(f"/stages/{stage}/roles", {"name": "Editor"}).get_json()["id"]
    assert bob.send(f"/stages/{stage}/roles", {"name": "Mine"}).status_code == 403
    holder = f"/teams/{team}/roles/{role}/holders/{gus}"
    assert program("gus").send(holder, method="PUT").status_code == 403, "only the leader gives"
    assert bob.send(holder, method="PUT").status_code == 204
    assert [each["id"] for each in bob.items(f"/teams/{team}/roles")[0]["holders"]] == [gus]
    assert bob.send(holder, method="DELETE").status_code == 204
    assert alice.send(f"/roles/{role}", {"name": "Author", "is_required": False}, "PUT").status_code == 204
    assert alice.items(f"/stages/{stage}/roles")[0]["name"] == "Author"
    assert program("frank").send(f"/roles/{role}", method="DELETE").status_code == 404
    assert alice.send(f"/roles/{role}", method="DELETE").status_code == 204


def test_tasks_are_kept(program: Start, team: int, gus: int) -> None:
    bob = program("bob")
    task = bob.send(f"/teams/{team}/tasks", {"title": "Write", "assignee_id": gus}).get_json()["id"]
    reports = f"/tasks/{task}/progress"
    made = [program("gus").send(reports, {"progress": done, "note": f"{done} %"}) for done in (40, 100)]
    keys = [answer.get_json()["id"] for answer in made]
    assert [answer.status_code for answer in made] == [201, 201]
    told = [(each["id"], each["user_id"], each["progress"], each["note"]) for each in bob.items(reports)]
    assert told == [(keys[1], gus, 100, "100 %"), (keys[0], gus, 40, "40 %")]
    first = bob.get(f"{reports}?limit=1").get_json()
    assert [each["id"] for each in bob.items(f"{reports}?cursor={first['next']}")] == keys[:1]
    assert program("alice").items(reports) == bob.items(reports)
    assert program("alice").send(reports, {"progress": 50}).status_code == 403, "for members"
    assert program("charlie").get(reports).status_code == program("frank").get(reports).status_code == 404
    assert bob.get(f"/tasks/{task}").get_json()["progress"] == 100
    tasks = f"/teams/{team}/tasks"
    assert bob.items(f"{tasks}?status=open") == bob.items(f"{tasks}?assignee_id={gus + 1}") == []
    assert [each["id"] for each in bob.items(f"{tasks}?status=done&assignee_id={gus}")] == [task]
    assert bob.send(f"/tasks/{task}", {"title": "Write it"}, "PUT").get_json()["title"] == "Write it"
    assert program("charlie").get(f"/tasks/{task}").status_code == 404
    assert program("charlie").send(f"/tasks/{task}", method="DELETE").status_code == 404
    assert bob.send(f"/tasks/{task}", method="DELETE").status_code == 204


def test_a_link_is_handed_in_and_reviewed(program: Start, db: Connection, team: int) -> None:
    bob, alice, stage = program("bob"), program("alice"), stage_of(db, "submission")
    made = bob.send(f"/stages/{stage}/submissions", {"url": "https://example.org/work"})
    assert made.status_code == 201
    key = made.get_json()["id"]
    assert [each["url"] for each in alice.items(f"/stages/{stage}/submissions")] == ["https://example.org/work"]
    assert bob.send(f"/submissions/{key}/review", {"review": "approved"}).status_code == 403
    assert alice.send(f"/submissions/{key}/review", {"review": "approved"}).status_code == 204
    assert program("gus").get(f"/submissions/{key}").get_json()["review"] == "approved"
    assert program("charlie").get(f"/submissions/{key}").status_code == 404
    assert program("charlie").get(f"/stages/{stage}/submissions").status_code == 404


def test_classmates_see_no_other_teams_hand_ins(program: Start, cast: Cast, db: Connection, team: int) -> None:
    stage = stage_of(db, "submission")
    key = program("bob").send(f"/stages/{stage}/submissions", {"url": "https://example.org/w"}).get_json()["id"]
    enroll(db, cast.courses["SE-1"], cast.people["charlie"])
    assert program("charlie").items(f"/stages/{stage}/submissions") == []
    assert program("charlie").get(f"/submissions/{key}").status_code == 404
    assert program("charlie").send(f"/submissions/{key}/withdrawal").status_code == 404


def test_a_team_is_given_a_later_end_and_loses_it(program: Start, db: Connection, team: int) -> None:
    alice, stage = program("alice"), stage_of(db, "submission")
    later = {"team_id": team, "ends_at": (MONDAY + 5 * HOUR).isoformat(), "reason": "Illness"}
    assert program("bob").send(f"/stages/{stage}/extensions", later).status_code == 403
    made = alice.send(f"/stages/{stage}/extensions", later)
    assert program("bob").get(f"/stages/{stage}").get_json()["extended_until"] == later["ends_at"]
    given = alice.items(f"/stages/{stage}/extensions?only_in_force=true&team_id={team}")[0]
    assert made.status_code == 201 and made.get_json() == {"id": given["id"]}
    assert alice.items(f"/stages/{stage}/extensions?team_id={team + 1}") == []
    assert program("frank").send(f"/extensions/{given['id']}/revocation", {"reason": "No"}).status_code == 404
    assert alice.send(f"/extensions/{given['id']}/revocation", {"reason": "Well again"}).status_code == 204
    assert alice.items(f"/stages/{stage}/extensions?only_in_force=true") == []
    assert len(alice.items(f"/stages/{stage}/extensions")) == 1


def test_a_teacher_puts_a_student_into_a_team(program: Start, cast: Cast, db: Connection, team: int, gus: int) -> None:
    address = f"/assignments/{cast.bookshop}/students/{gus}/placement"
    assert program("bob").send(address, {"team_id": None}).status_code == 403
    assert program("alice").send(address, {"team_id": None, "reason": "Asked for."}).status_code == 204
    assert teams_of(db, cast.bookshop) == {team: {cast.people["bob"]}}

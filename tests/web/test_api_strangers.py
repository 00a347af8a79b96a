"""Every operation of the interface, asked by those whom it is not for: nothing is told to them, and nothing changes."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.cast import Cast, add_person
from tests.plans import MONDAY, add_stage, one
from tests.teams import add_team
from tests.web.conftest import Start
from tests.web.programs import API, Program

Connection = psycopg.Connection[Any]
Operation = tuple[str, str, str | None]
INSTANT = "2030-03-04T08:00:00Z"
FOR_EVERYBODY = {"/account", "/account/language", "/account/mail", "/notifications", "/notifications/marks",
                 "/notifications/deletion", "/assignments", "/stages", "/courses"}  # fmt: skip
# Dora is in no team, the first stage is no division, and the files of this school are in no storage.
NOT_THERE = {
    "/assignments/{assignment_id}/team",
    "/stages/{stage_id}/roles",
    "/attachments/{attachment_id}",
    "/submission-files/{file_id}",
}
# A body of each shape that is taken, such that only who asks is wrong.
BODIES: dict[str, dict[str, object]] = {
    "ApplicationIn": {"digest": "d"},
    "AssignmentEditIn": {"title": "T"},
    "AssignmentIn": {"title": "T", "time_zone": "UTC"},
    "CopyIn": {"course_id": 1, "weeks": 1, "title": "T"},
    "CourseIn": {"code": "C", "name": "N", "time_zone": "UTC"},
    "DecisionIn": {"approved": True},
    "DeletionIn": {"title": "Bookshop"},
    "ExtensionIn": {"team_id": 1, "ends_at": INSTANT, "reason": "R"},
    "HandoutIn": {"url": "https://example.org"},
    "LanguageIn": {"locale": "en"},
    "LinkIn": {"url": "https://example.org"},
    "MailChoiceIn": {"topics": []},
    "ManagerIn": {"username": "frank"},
    "MemberIn": {"who": "charlie", "role": "student"},
    "MessageIn": {"text": "T"},
    "NameIn": {"name": "N"},
    "NeededReason": {"reason": "R"},
    "NewPersonIn": {"username": "x", "name": "X", "role": "admin"},
    "NoticesDeleted": {"ids": None},
    "NoticesMarked": {"read": True},
    "PersonEditIn": {"role": "admin"},
    "PersonIn": {"user_id": 2},
    "PlacementIn": {"team_id": None},
    "PlanCopyIn": {"into_assignment_id": 1, "weeks": 1},
    "PositionIn": {"position": 0},
    "PresetIn": {"first_day": "2030-03-04"},
    "ProgressIn": {"progress": 50},
    "Reason": {"reason": "R"},
    "RemindersIn": {"minutes": [60]},
    "ReopeningIn": {"ends_at": INSTANT},
    "RetryIn": {"ids": None},
    "ReviewIn": {"review": "approved"},
    "RoleIn": {"name": "N"},
    "RosterIn": {"rows": [{"student_number": "1", "name": "N"}]},
    "RulesIn": {"max_files": 1, "max_file_mb": 1, "file_types": []},
    "ScheduleIn": {"starts_at": None, "ends_at": INSTANT},
    "SentAct": {"reason": "R"},
    "ShiftIn": {"from_stage_id": 1, "days": 1},
    "StageEditIn": {"name": "N"},
    "StageIn": {"name": "N", "kind": "custom"},
    "TaskIn": {"title": "T"},
    "TeamIn": {"name": "N"},
}
QUERIES = {
    "/assignments/{assignment_id}/copy/preview": "?course_id=1&weeks=1",
    "/assignments/{assignment_id}/plan-copy/preview": "?into_assignment_id=1&weeks=1",
    "/assignments/{assignment_id}/shift/preview": "?from_stage_id=1&days=1",
    "/assignments/{assignment_id}/preview": "?act=pause",
    "/stages/{stage_id}/preview": "?act=activation",
}


@pytest.fixture
def operations(web: Flask) -> list[Operation]:
    """Each operation: its method, its path under /api/v1, and the shape of its body."""
    spec = web.test_client().get(f"{API}/openapi.json").get_json()
    return list(_operations(spec))


def _operations(spec: dict[str, Any]) -> Iterator[Operation]:
    for path, item in spec["paths"].items():
        for method in item.keys() & {"get", "post", "put", "patch", "delete"}:
            content = item[method].get("requestBody", {}).get("content", {})
            taken = content.get("application/json", {}).get("schema", {}).get("$ref")
            yield method.upper(), path.removeprefix(API), taken.rsplit("/", 1)[1] if taken else None


@pytest.fixture
def school(db: Connection, cast: Cast) -> None:
    """One thing of every kind in the bookshop, each with the key 1: what is asked for is really there."""
    bob, gus, hal = cast.people["bob"], add_person(db, "gus", "Gus Groß"), add_person(db, "hal", "Hal Hu")
    cast.people["gus"] = gus
    for student in (gus, hal):
        db.execute("insert into enrollments (course_id, user_id, role) values (1, %s, 'student')", [student])
    for kind in ("submission", "division", "team_formation"):
        add_stage(db, cast.bookshop, MONDAY, None, kind=kind, name=kind)
    team = add_team(db, cast.bookshop, [bob])
    file = "'key', 'a.txt', 'text/plain', 1, repeat('a', 64)"
    for insert in (
        "division_roles (stage_id, name) values (2, 'Editor')",
        f"team_tasks (team_id, title, created_by) values ({team}, 'Write', {bob})",
        "submissions (stage_id, team_id, attempt, submitted_by, begun_at, submitted_at, url)"
        f" values (1, {team}, 1, {bob}, now(), now(), 'https://example.org')",
        f"submission_files (submission_id, storage_key, file_name, media_type, size_bytes, sha256) values (1, {file})",
        f"attachments (assignment_id, storage_key, file_name, media_type, size_bytes, sha256) values (1, {file})",
        "links (assignment_id, title, url) values (1, 'L', 'https://example.org')",
        f"team_invitations (team_id, user_id, invited_by) values ({team}, {hal}, {bob})",
        f"leave_requests (team_id, user_id, reason) values ({team}, {bob}, 'R')",
        f"dissolve_requests (team_id, requested_by, reason) values ({team}, {bob}, 'R')",
        f"stage_extensions (stage_id, team_id, ends_at, reason, granted_by) values (1, {team}, now(), 'R', {bob})",
        "stage_transitions (stage_id, generation, from_status, to_status, happened_at, cause, effects)"
        " values (3, 0, 'pending', 'completed', now(), 'clock', '{\"created_teams\": []}')",
    ):
        db.execute(f"insert into {insert}".encode())
    rows = '[{"row": 1, "student_number": "20300001", "name": "Greta Gu", "email": null, "username": null}]'
    db.execute("select stageclock.create_roster_draft(1, 'List', null, null, %s, %s)", [rows, cast.people["dora"]])


def ask(program: Program, operation: Operation) -> int:
    """The status that somebody is answered who asks for the things with the key 1."""
    method, path, shape = operation
    address = re.sub(r"{\w+}", "1", path.replace("{what}", "teams")) + QUERIES.get(path, "")
    if method == "GET":
        return program.get(address).status_code
    if method == "POST" and path.endswith("/attachments"):
        return program.upload(address, (b"text", "a.txt")).status_code
    return program.send(address, BODIES[shape] if shape else None, method, If_Match='"1"').status_code


@pytest.mark.usefixtures("school")
def test_all_that_strangers_ask_for_is_there(program: Start, operations: list[Operation]) -> None:
    dora = program("dora")
    asked = {each[1]: ask(dora, each) for each in operations if each[0] == "GET"}
    nothing = {path for path, status in asked.items() if status != 200}
    assert nothing == NOT_THERE


def rows_of(db: Connection) -> dict[str, Any]:
    """Everything there is, but for when tokens were used."""
    tables = db.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()
    mine = [name for (name,) in tables if name != "access_tokens"]
    return {
        name: one(db, f"select md5(coalesce(jsonb_agg(t order by t::text)::text, '')) from {name} t") for name in mine
    }


@pytest.mark.usefixtures("school")
@pytest.mark.parametrize("username", ["charlie", "frank"])
def test_strangers_are_told_nothing_and_change_nothing(
    program: Start, db: Connection, operations: list[Operation], username: str
) -> None:
    stranger, before = program(username), rows_of(db)
    theirs = [each for each in operations if each[1] not in FOR_EVERYBODY or each[:2] == ("POST", "/courses")]
    assert len(theirs) > 120
    answers = {operation: ask(stranger, operation) for operation in theirs}
    assert {each: status for each, status in answers.items() if status not in {403, 404}} == {}
    assert rows_of(db) == before


@pytest.mark.usefixtures("school")
def test_a_student_of_the_class_changes_nothing_that_is_the_staffs(
    program: Start, db: Connection, operations: list[Operation]
) -> None:
    """Gus is in no team."""
    gus, before = program("gus"), rows_of(db)
    own = {"/assignments/{assignment_id}/teams"}  # anybody of the class may make a team
    acts = [each for each in operations if each[0] != "GET" and each[1] not in FOR_EVERYBODY | own]
    answers = {operation: ask(gus, operation) for operation in acts}
    assert {each: status for each, status in answers.items() if status not in {403, 404}} == {}
    assert rows_of(db) == before


@pytest.mark.usefixtures("school")
def test_a_token_that_may_only_read_changes_nothing_anywhere(
    program: Start, db: Connection, operations: list[Operation]
) -> None:
    reading, before = program("dora", scope="read"), rows_of(db)
    acts = [each for each in operations if each[0] != "GET"]
    assert len(acts) > 80
    assert {each: status for each in acts if (status := ask(reading, each)) != 403} == {}
    assert rows_of(db) == before


@pytest.mark.usefixtures("school")
def test_whoever_was_switched_off_is_told_nothing_by_any_operation(
    program: Start, db: Connection, operations: list[Operation]
) -> None:
    erin = program("erin")
    db.execute("update users set is_active = false where username = 'erin'")
    before = rows_of(db)
    assert {each: status for each in operations if (status := ask(erin, each)) != 401} == {}
    assert rows_of(db) == before

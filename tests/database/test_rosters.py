"""An uploaded class list: what it would do row by row, and doing just that, all or nothing."""

import json
from typing import Any

import psycopg
import pytest

from tests.cast import Cast, add_person, enroll, gather
from tests.clusters import Database, MovableClock
from tests.plans import MONDAY, one

Connection = psycopg.Connection[Any]


@pytest.fixture
def cast(db: Connection) -> Cast:
    """Everybody in their place; Bob has a student number, Charlie another."""
    cast = gather(db)
    db.execute("update users set student_number = '1001' where username = 'bob'")
    db.execute("update users set student_number = '1002' where username = 'charlie'")
    return cast


@pytest.fixture(autouse=True)
def on_monday(clock: MovableClock) -> None:
    clock.set(MONDAY)


def row(line: int, number: str, name: str, email: str | None = None, username: str | None = None) -> dict[str, Any]:
    return {"row": line, "student_number": number, "name": name, "email": email, "username": username}


def draft(db: Connection, cast: Cast, *rows: dict[str, Any]) -> int:
    """A class list for SE-1 that Erin has uploaded; returns its id."""
    create = "select stageclock.create_roster_draft(%s, 'class.csv', 'UTF-8', null, %s, %s)"
    return int(one(db, create, cast.courses["SE-1"], json.dumps(rows), cast.people["erin"]))


def outcome(db: Connection, key: int) -> list[tuple[Any, ...]]:
    query = "select line, student_number, username, outcome, reason from stageclock.roster_outcome(%s)"
    return db.execute(query, [key]).fetchall()


def digest(db: Connection, key: int) -> str:
    return str(one(db, "select digest from stageclock.roster_outcome(%s)", key))


def apply(db: Connection, cast: Cast, key: int, seen: str, hashes: int = 9) -> Any:
    made = [f"hash {n}" for n in range(1, hashes + 1)]
    return one(db, "select stageclock.apply_roster(%s, %s, %s, %s)", key, seen, made, cast.people["erin"])


def everything(db: Connection) -> list[Any]:
    tables = ("users", "enrollments", "courses", "roster_drafts", "audit_events")
    return [db.execute(f"select to_jsonb(t) from {table} t order by 1".encode()).fetchall() for table in tables]


def refused(db: Connection, sqlstate: str, cast: Cast, key: int, seen: str, hashes: int = 9) -> str:
    """The sentence with which applying is refused, having changed nothing."""
    before = everything(db)
    with pytest.raises(psycopg.Error) as refusal:
        apply(db, cast, key, seen, hashes)
    assert refusal.value.sqlstate == sqlstate, refusal.value
    assert everything(db) == before
    return str(refusal.value.diag.message_primary)


def test_each_row_says_what_will_happen(db: Connection, cast: Cast) -> None:
    add_person(db, "grace", "Grace Gu", "teacher")
    db.execute("update users set student_number = '1003' where username = 'grace'")
    add_person(db, "2002", "Henry Hu")
    key = draft(
        db, cast,
        row(2, "1001", "Bob Bauer"), row(3, "1002", "Charlie C."), row(4, "2001", "Ida Ito", "ida@x.example"),
        row(5, "1003", "Grace Gu"), row(6, "2002", "Henry Hu"), row(7, "2003", "Jon", username="BOB"),
        row(8, "2004", "Kim", username="kim"),
    )  # fmt: skip
    assert outcome(db, key) == [
        (2, "1001", "bob", "unchanged", None),
        (3, "1002", "charlie", "enroll", None),
        (4, "2001", "2001", "create", None),
        (5, "1003", "grace", "refuse", "not_a_student"),
        (6, "2002", "2002", "refuse", "username_without_number"),
        (7, "2003", "BOB", "refuse", "username_taken"),
        (8, "2004", "kim", "create", None),
    ]
    query = "select name, account_name, is_active from stageclock.roster_outcome(%s) where line = 3"
    assert db.execute(query, [key]).fetchall() == [("Charlie C.", "Charlie Cole", True)]


def test_who_teaches_a_course_is_not_put_on_its_class_list(db: Connection, cast: Cast) -> None:
    helper = add_person(db, "tutor", "Tutor Tan")
    db.execute("update users set student_number = '1004' where id = %s", [helper])
    enroll(db, cast.courses["SE-1"], helper, "teacher")
    assert outcome(db, draft(db, cast, row(2, "1004", "Tutor Tan"))) == [(2, "1004", "tutor", "refuse", "teaches_here")]


def test_looking_changes_nothing(db: Connection, cast: Cast) -> None:
    key = draft(db, cast, row(2, "2001", "Ida Ito"))
    before = everything(db)
    outcome(db, key)
    assert everything(db) == before


def test_applying_makes_accounts_and_places_and_records_them(db: Connection, cast: Cast) -> None:
    key = draft(
        db, cast, row(2, "2001", "Ida Ito", "ida@x.example"), row(3, "1002", "Charlie"), row(4, "1001", "Bob"),
        row(5, "2004", "Kim", username="kim"),
    )  # fmt: skip
    done = apply(db, cast, key, digest(db, key), hashes=2)
    accounts = "select username, name, student_number, email, password_hash, role, must_change_password from users"
    assert db.execute(f"{accounts} where student_number like '2%%' order by id".encode()).fetchall() == [
        ("2001", "Ida Ito", "2001", "ida@x.example", "hash 1", "student", True),
        ("kim", "Kim", "2004", None, "hash 2", "student", True),
    ]
    members = "select u.name from enrollments e join users u on u.id = e.user_id where e.course_id = %s and e.role = %s"
    names = {name for (name,) in db.execute(members, [cast.courses["SE-1"], "student"])}
    assert names == {"Bob Bauer", "Charlie Cole", "Ida Ito", "Kim"}
    assert [person["username"] for person in done["created"]] == ["2001", "kim"]
    assert [person["name"] for person in done["enrolled"]] == ["Charlie Cole"]
    assert done["unchanged"] == 1
    event = db.execute("select action, subject_type, subject_id, actor_id, details, created_at from audit_events")
    told, course, erin = done | {"file_name": "class.csv"}, cast.courses["SE-1"], cast.people["erin"]
    assert event.fetchall() == [("roster_applied", "course", course, erin, told, MONDAY)]
    assert one(db, "select applied_at from roster_drafts") == MONDAY


def test_an_existing_account_keeps_its_name_address_and_password(db: Connection, cast: Cast) -> None:
    before = one(db, "select to_jsonb(u) from users u where username = 'charlie'")
    key = draft(db, cast, row(2, "1002", "Charles", "other@x.example", "chuck"))
    apply(db, cast, key, digest(db, key))
    assert one(db, "select to_jsonb(u) from users u where username = 'charlie'") == before


def test_an_account_that_is_switched_off_is_enrolled_and_stays_off(db: Connection, cast: Cast) -> None:
    db.execute("update users set is_active = false where username = 'charlie'")
    key = draft(db, cast, row(2, "1002", "Charlie Cole"))
    assert one(db, "select is_active from stageclock.roster_outcome(%s)", key) is False
    apply(db, cast, key, digest(db, key))
    assert one(db, "select is_active from users where username = 'charlie'") is False


def test_nothing_is_applied_while_a_row_is_refused(db: Connection, cast: Cast) -> None:
    key = draft(db, cast, row(2, "2001", "Ida Ito"), row(3, "2002", "Jon", username="bob"))
    said = refused(db, "SC014", cast, key, digest(db, key))
    assert said == "Some rows of this class list are refused: mend the file and upload it again."


def test_a_class_list_is_applied_once(db: Connection, cast: Cast) -> None:
    key = draft(db, cast, row(2, "2001", "Ida Ito"))
    apply(db, cast, key, digest(db, key))
    assert refused(db, "SC014", cast, key, digest(db, key)) == "This class list was applied already."


@pytest.mark.parametrize(
    "meanwhile",
    [
        "insert into users (username, name, student_number, password_hash) values ('ida', 'Ida', '2001', 'x')",
        "insert into users (username, name, password_hash) values ('2001', 'Somebody', 'x')",
        "update users set is_active = false where username = 'charlie'",
        "update users set name = 'Carl' where username = 'charlie'",
        "insert into enrollments (course_id, user_id, role)"
        " select c.id, u.id, 'student' from courses c, users u where c.code = 'SE-1' and u.username = 'charlie'",
    ],
)
def test_what_changed_since_it_was_shown_is_shown_again_first(db: Connection, cast: Cast, meanwhile: str) -> None:
    key = draft(db, cast, row(2, "2001", "Ida Ito"), row(3, "1002", "Charlie Cole"))
    seen = digest(db, key)
    db.execute(meanwhile.encode())
    said = refused(db, "SC014", cast, key, seen)
    assert said == "The class or its accounts have changed since this was shown: look at what would happen now."


def test_what_changes_elsewhere_does_not_stand_in_the_way(db: Connection, cast: Cast) -> None:
    key = draft(db, cast, row(2, "2001", "Ida Ito"))
    seen = digest(db, key)
    db.execute(
        "select stageclock.enroll_person(%s, %s, 'student', null)", [cast.courses["SE-1"], cast.people["charlie"]]
    )
    apply(db, cast, key, seen)


def test_too_few_passwords_are_refused_as_a_change(db: Connection, cast: Cast) -> None:
    key = draft(db, cast, row(2, "2001", "Ida Ito"), row(3, "2002", "Jon"))
    assert "have changed" in refused(db, "SC014", cast, key, digest(db, key), hashes=1)


def test_two_who_apply_at_once_do_it_once(database: Database, db: Connection, cast: Cast) -> None:
    key = draft(db, cast, row(2, "2001", "Ida Ito"))
    seen = digest(db, key)
    with database.connect(autocommit=False) as first, database.connect() as second:
        apply(first, cast, key, seen)
        second.execute("set lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            apply(second, cast, key, seen)
        first.commit()
    assert "already" in refused(db, "SC014", cast, key, seen)
    assert one(db, "select count(*) from users where student_number = '2001'") == 1


def test_two_classes_may_not_make_the_same_account_twice(database: Database, db: Connection, cast: Cast) -> None:
    """The second one waits for the first, and then says that the accounts have changed."""
    here = draft(db, cast, row(2, "2001", "Ida Ito"))
    create = "select stageclock.create_roster_draft(%s, 'b.csv', null, 'S', %s, %s)"
    rows = json.dumps([row(2, "2001", "Ida Ito")])
    there = int(one(db, create, cast.courses["XX-9"], rows, cast.people["frank"]))
    seen = digest(db, there)
    with database.connect(autocommit=False) as first, database.connect(autocommit=False) as second:
        apply(first, cast, here, digest(db, here))
        second.execute("set lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            apply(second, cast, there, seen)
        first.commit()
    assert "have changed" in refused(db, "SC014", cast, there, seen)


def test_an_archived_course_takes_no_class_list(db: Connection, cast: Cast) -> None:
    key = draft(db, cast, row(2, "2001", "Ida Ito"))
    db.execute("select stageclock.archive_course(%s, null)", [cast.courses["SE-1"]])
    assert refused(db, "SC002", cast, key, digest(db, key)) == "This course is archived: restore it first."


def test_a_class_list_that_is_gone_is_to_be_uploaded_again(db: Connection, cast: Cast) -> None:
    assert refused(db, "SC006", cast, 0, "x") == "There is no such class list: upload it again."


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [row(2, "1", "A"), row(3, "1", "B")],
        [row(2, "1", "A"), row(3, "2", "B", username="1")],
        [row(2, "a", "A"), row(3, "A", "B")],
        [row(2, "", "A")],
        [row(2, " 1", "A")],
        [row(2, "1", " ")],
        [{"row": 2, "student_number": "1"}],
        [{"row": 2, "name": "A"}],
        [row(2, "1", "A", username=" x")],
        [row(n, str(n), "A") for n in range(5001)],
    ],
)
def test_rows_that_cannot_be_a_class_list_are_not_kept(db: Connection, cast: Cast, rows: list[dict[str, Any]]) -> None:
    with pytest.raises(psycopg.Error) as refusal:
        draft(db, cast, *rows)
    assert refusal.value.sqlstate == "SC013"
    assert one(db, "select count(*) from roster_drafts") == 0


def test_five_thousand_rows_are_looked_at_and_applied_in_seconds(db: Connection, cast: Cast) -> None:
    key = draft(db, cast, *(row(n + 2, f"3{n:07}", f"Student {n}") for n in range(5000)))
    db.execute("set statement_timeout = '5s'")
    made = apply(db, cast, key, digest(db, key), hashes=5000)
    assert len(made["created"]) == 5000
    assert one(db, "select count(*) from enrollments where course_id = %s", cast.courses["SE-1"]) == 5002

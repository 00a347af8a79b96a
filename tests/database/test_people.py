"""Accounts: made, changed, switched off and on; what is taken is refused, and an administrator always remains."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import psycopg
import pytest

from tests.cast import Cast, gather
from tests.clusters import Database
from tests.plans import one

Connection = psycopg.Connection[Any]


@pytest.fixture
def cast(db: Connection) -> Cast:
    return gather(db)


@pytest.fixture
def dora(cast: Cast) -> int:
    """The only administrator."""
    return cast.people["dora"]


def create(db: Connection, actor: int | None, username: str, number: str | None = None, **other: Any) -> int:
    values = {"name": "Greta Gu", "role": "student", "email": None, "by": None, **other}
    return int(
        one(
            db,
            "select stageclock.create_person(%s, %s, %s, %s, %s, 'hash', true, %s, %s)",
            *(username, values["name"], values["role"], number, values["email"], actor, values["by"]),
        )
    )


def edit(db: Connection, actor: int, person: int, name: str, role: str, number: str | None = None) -> Any:
    return one(db, "select stageclock.edit_person(%s, null, %s, %s, %s, null, %s)", person, name, role, number, actor)


def refused(db: Connection, sqlstate: str, call: str, *parameters: object) -> str:
    """The sentence with which a call is refused, having changed nothing."""
    before = [db.execute(f"table {table}".encode()).fetchall() for table in ("users", "audit_events")]
    with pytest.raises(psycopg.Error) as refusal:
        db.execute(f"select stageclock.{call}".encode(), parameters)
    assert refusal.value.sqlstate == sqlstate, refusal.value
    assert [db.execute(f"table {table}".encode()).fetchall() for table in ("users", "audit_events")] == before
    return str(refusal.value.diag.message_primary)


def sqlstate_of(database: Database, call: str) -> str | None:
    """How a call ends in a session of its own."""
    with database.connect() as session:
        try:
            session.execute(f"select stageclock.{call}".encode())
        except psycopg.Error as error:
            return error.sqlstate
    return None


def events(db: Connection, person: int) -> list[tuple[Any, ...]]:
    return db.execute(
        "select action, actor_id, details from audit_events where subject_type = 'user' and subject_id = %s"
        " order by id",
        [person],
    ).fetchall()


def test_an_account_is_made_with_a_password_to_be_changed(db: Connection, dora: int) -> None:
    greta = create(db, dora, " greta ", " 2030-1 ", name=" Greta Gu ", email=" ")
    row = db.execute(
        "select username, name, role::text, student_number, email, password_hash, is_active, must_change_password"
        " from users where id = %s",
        [greta],
    ).fetchone()
    assert row == ("greta", "Greta Gu", "student", "2030-1", None, "hash", True, True)
    kept = {"username": "greta", "name": "Greta Gu", "role": "student", "student_number": "2030-1", "email": None}
    assert events(db, greta) == [("person_created", dora, kept)]


def test_an_operator_who_is_no_user_is_named_in_the_audit(db: Connection, dora: int) -> None:
    greta = create(db, None, "greta", by="root")
    db.execute("select stageclock.reset_password(%s, 'other', null, 'root')", [greta])
    assert [(action, actor, details["by"]) for action, actor, details in events(db, greta)] == [
        ("person_created", None, "root"),
        ("password_reset", None, "root"),
    ]


@pytest.mark.parametrize("username", ["bob", "BOB", " Bob "])
def test_a_taken_username_is_refused_whatever_its_case(db: Connection, dora: int, username: str) -> None:
    call = "create_person(%s, 'Bob', 'student', '7', null, 'x', true, %s)"
    assert refused(db, "SC012", call, username, dora) == "Somebody has this username: choose another one."


def test_a_taken_student_number_is_refused(db: Connection, cast: Cast, dora: int) -> None:
    greta = create(db, dora, "greta", "2030-1")
    said = "Somebody else has this student number: check its digits."
    call = "create_person('hugo', 'Hugo', 'student', ' 2030-1 ', null, 'x', true, %s)"
    assert refused(db, "SC012", call, dora) == said
    edit_call = "edit_person(%s, null, 'Bob Bauer', 'student', '2030-1', null, %s)"
    assert refused(db, "SC012", edit_call, cast.people["bob"], dora) == said
    assert edit(db, dora, greta, "Greta Gu", "student", "2030-1") is None


def test_two_who_take_the_same_name_at_once_are_told_apart(database: Database, db: Connection, dora: int) -> None:
    with ThreadPoolExecutor(1) as pool, database.connect(autocommit=False) as first:
        create(first, dora, "greta")
        second = pool.submit(sqlstate_of, database, "create_person('GRETA', 'G', 'student', '', '', 'x', true, null)")
        deadline = time.monotonic() + 20
        while not one(db, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"):
            assert time.monotonic() < deadline, "nobody waits"
            time.sleep(0.01)
        first.commit()
        assert second.result() == "SC012"


@pytest.mark.parametrize(
    ("username", "name"), [("", "Greta"), (" ", "Greta"), ("greta", " "), (None, "G"), ("g", None)]
)
def test_nobody_is_nameless(db: Connection, dora: int, username: str | None, name: str | None) -> None:
    said = refused(db, "SC013", "create_person(%s, %s, 'student', null, null, 'x', true, %s)", username, name, dora)
    assert said == "An account needs a username and the name of a person."


def test_an_edit_keeps_what_was_and_what_is(db: Connection, cast: Cast, dora: int) -> None:
    bob = cast.people["bob"]
    assert edit(db, dora, bob, "Bob Bauer", "student") is None
    edit(db, dora, bob, "Robert Bauer", "teacher", "2030-7")
    changed = {
        "from": {"name": "Bob Bauer", "role": "student", "student_number": None},
        "to": {"name": "Robert Bauer", "role": "teacher", "student_number": "2030-7"},
    }
    assert events(db, bob) == [("person_edited", dora, changed)]


def test_an_edit_of_what_somebody_else_has_changed_is_refused(db: Connection, cast: Cast, dora: int) -> None:
    bob = cast.people["bob"]
    db.execute("update users set locale = 'en', is_active = true, unmailed = '{teams}' where id = %s", [bob])
    assert one(db, "select version from users where id = %s", bob) == 1, "what people choose themselves is no edit"
    call = "edit_person(%s, %s, 'Robert', 'student', null, null, %s)"
    db.execute(f"select stageclock.{call}".encode(), [bob, 1, dora])
    assert one(db, "select version from users where id = %s", bob) == 2
    assert refused(db, "SC011", call, bob, 1, dora).startswith("Somebody else has changed this meanwhile")
    assert one(db, f"select stageclock.{call}", bob, 2, dora) is None, "nothing is different"
    assert one(db, "select version from users where id = %s", bob) == 2


def test_who_teaches_or_manages_does_not_become_a_student(db: Connection, cast: Cast, dora: int) -> None:
    for username in ("erin", "alice"):
        call = "edit_person(%s, null, 'E', 'student', null, null, %s)"
        assert refused(db, "SC002", call, cast.people[username], dora).startswith("This person teaches a course")
    db.execute("delete from enrollments where user_id = %s", [cast.people["erin"]])
    edit(db, dora, cast.people["erin"], "Erin Egede", "student")


def test_an_account_is_switched_off_and_on(db: Connection, cast: Cast, dora: int) -> None:
    bob = cast.people["bob"]
    db.execute("select stageclock.deactivate_person(%s, %s)", [bob, dora])
    assert one(db, "select is_active from users where id = %s", bob) is False
    assert refused(db, "SC002", "deactivate_person(%s, %s)", bob, dora) == "This account is switched off already."
    db.execute("select stageclock.reactivate_person(%s, %s)", [bob, dora])
    assert one(db, "select is_active from users where id = %s", bob) is True
    assert refused(db, "SC002", "reactivate_person(%s, %s)", bob, dora) == "This account is not switched off."
    assert events(db, bob) == [("person_deactivated", dora, {}), ("person_reactivated", dora, {})]


def test_nobody_shuts_themselves_out(db: Connection, dora: int) -> None:
    create(db, dora, "ada", role="admin")
    assert refused(db, "SC015", "deactivate_person(%s, %s)", dora, dora).startswith("You cannot switch your own")
    give_up = "edit_person(%s, null, 'Dora', 'teacher', null, null, %s)"
    assert refused(db, "SC015", give_up, dora, dora).startswith("You cannot give up your own role")


def test_the_last_administrator_stays(db: Connection, cast: Cast, dora: int) -> None:
    ada = create(db, dora, "ada", role="admin")
    said = "This is the last administrator who can sign in: make somebody else one first."
    db.execute("select stageclock.deactivate_person(%s, %s)", [ada, dora])
    assert refused(db, "SC015", "deactivate_person(%s, null)", dora) == said
    assert refused(db, "SC015", "edit_person(%s, null, 'Dora', 'teacher', null, null, null)", dora) == said
    edit(db, dora, ada, "Ada", "teacher")


def test_two_administrators_do_not_switch_each_other_off_at_once(database: Database, db: Connection, dora: int) -> None:
    ada = create(db, dora, "ada", role="admin")
    for _ in range(5):
        calls = [f"deactivate_person({ada}, {dora})", f"deactivate_person({dora}, {ada})"]
        with ThreadPoolExecutor(2) as pool:
            outcomes = set(pool.map(partial(sqlstate_of, database), calls))
        assert outcomes == {None, "SC015"}
        assert one(db, "select count(*) from users where role = 'admin' and is_active") == 1
        db.execute("update users set is_active = true")


def test_a_reset_password_is_to_be_changed_and_ends_a_lock(db: Connection, cast: Cast, dora: int) -> None:
    bob = cast.people["bob"]
    for _ in range(5):
        db.execute("select stageclock.begin_sign_in('bob', 'here')")
    db.execute("select stageclock.reset_password(%s, 'new', %s)", [bob, dora])
    row = db.execute("select password_hash, must_change_password from users where id = %s", [bob]).fetchone()
    assert row == ("new", True)
    assert one(db, "select stageclock.begin_sign_in('bob', 'here')") is None
    assert events(db, bob) == [("password_reset", dora, {})]


CALLS = [
    "edit_person(7000, null, 'N', 'student', null, null, 1)", "deactivate_person(7000, 1)",
    "reactivate_person(7000, 1)", "reset_password(7000, 'x', 1)",
]  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_who_does_not_exist_is_said(db: Connection, call: str) -> None:
    assert refused(db, "SC006", call) == "There is no such person."


@pytest.mark.parametrize("column", ["name", "email", "username", "student_number", "role", "is_active"])
def test_the_web_role_changes_people_by_these_functions_only(database: Database, dora: int, column: str) -> None:
    with database.connect("stageclock_app") as web, pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(f"update users set {column} = {column}".encode())

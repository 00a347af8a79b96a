"""People: Dora makes, changes and switches off accounts; Erin gives her students new passwords; nobody else does."""

import re
from typing import Any

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.forms.person import FIELD
from app.queries import directory
from app.sentences import SENTENCES
from tests.cast import PASSWORD, Cast, add_course_work, add_person, enroll
from tests.clusters import MovableClock
from tests.plans import MONDAY, one
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]

GRETA = {
    "username": "20300001", "name": "Greta Gu", "role": "student", "student_number": "20300001",
    "email": "greta@school.example",
}  # fmt: skip
SHOWN = re.compile(r"(?:[a-z2-9]{4}-){3}[a-z2-9]{4}")


@pytest.fixture
def dora(visit: Open) -> Browser:
    return visit("dora")


def send(browser: Browser, path: str, fields: dict[str, str] | None = None) -> str:
    """Send a form that must succeed; the page it leads to, in words."""
    answer = browser.post(path, fields, seen_on="/")
    assert answer.status_code == 303, words_of(answer)
    return browser.read(answer.location)


def everything(db: Connection) -> list[Any]:
    """What no refused act may change."""
    tables = ("users", "audit_events", "sign_in_failures")
    return [db.execute(f"select to_jsonb(t) from {table} t order by 1".encode()).fetchall() for table in tables]


def password_on(answer: TestResponse) -> str:
    """The password that a page shows, which is there once."""
    assert answer.status_code == 200, words_of(answer)
    found = SHOWN.findall(words_of(answer))
    assert len(found) == 1
    return str(found[0])


def test_everybody_is_listed_by_name_with_role_and_account(dora: Browser, db: Connection) -> None:
    db.execute("update users set is_active = false where username = 'charlie'")
    db.execute("update users set must_change_password = true, student_number = '2030-1' where username = 'bob'")
    page = dora.read("/people")
    assert "Alice Ahn alice – Teacher in use" in page
    assert "Bob Bauer bob 2030-1 Student No password of their own yet" in page
    assert "Charlie Cole charlie – Student Switched off" in page
    assert page.index("Alice Ahn") < page.index("Bob Bauer") < page.index("Frank Fang")


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("q=BAU", {"Bob Bauer"}),
        ("q=%20erin%20", {"Erin Egede"}),
        ("q=30-1", {"Bob Bauer"}),
        ("q=%25", set()),
        ("q=_", set()),
        ("q=a%00lice", {"Alice Ahn"}),
        ("role=teacher", {"Alice Ahn", "Erin Egede", "Frank Fang"}),
        ("role=student&active=no", {"Charlie Cole"}),
        ("role=student&active=yes", {"Bob Bauer"}),
        ("q=cole&role=teacher", set()),
        ("role=king&active=perhaps&q=dora", {"Dora Diaz"}),
    ],
)
def test_people_are_found_by_name_number_role_and_account(
    dora: Browser, db: Connection, asked: str, names: set[str]
) -> None:
    db.execute("update users set is_active = false where username = 'charlie'")
    db.execute("update users set student_number = '2030-1' where username = 'bob'")
    rows = dora.get(f"/people?{asked}").text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert set(re.findall(r'<a href="/people/\d+">([^<]+)</a>', rows)) == names


def test_a_search_that_finds_nobody_says_so(dora: Browser) -> None:
    assert "Nobody is like that." in dora.read("/people?q=zoe")


def test_the_list_is_paged_and_keeps_what_was_asked(
    dora: Browser, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "PAGE_SIZE", 2)
    text = dora.get("/people?role=teacher").text
    assert "page=2" in text and "role=teacher" in text.partition('rel="next"')[2][:100]
    assert "Frank Fang" in dora.read("/people?role=teacher&page=2")
    assert dora.get("/people?page=0").status_code == 404


def test_a_new_person_gets_a_password_that_is_shown_once(dora: Browser, visit: Open, db: Connection) -> None:
    answer = dora.post("/people", GRETA, seen_on="/people/new")
    password = password_on(answer)
    assert "Greta Gu has an account" in words_of(answer)
    assert "http://localhost/sign-in Username 20300001" in words_of(answer)
    greta = visit()
    assert greta.sign_in("20300001", password).status_code == 303
    assert greta.get("/").location == "/account/password"
    person = one(db, "select id from users where username = '20300001'")
    page = dora.read(f"/people/{person}")
    assert not SHOWN.search(page) and "Account created" in page
    kept = one(db, "select details from audit_events where subject_id = %s", person)
    assert kept == {**GRETA}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"username": ""}, "Type a username."),
        ({"username": "  "}, "Type a username."),
        ({"username": "greta gu"}, "Use letters, digits and signs, without spaces."),
        ({"username": "gre\u202eta"}, "Use letters, digits and signs, without spaces."),
        ({"username": "x" * 201}, "Use at most 200 characters."),
        ({"name": " \t "}, "Type the name of the person."),
        ({"name": "x" * 201}, "Use at most 200 characters."),
        ({"role": "king"}, "Choose one of the roles."),
        ({"role": ""}, "Choose one of the roles."),
        ({"email": "greta"}, "An e-mail address looks like name@school.example."),
        ({"email": "a b@c"}, "An e-mail address looks like name@school.example."),
        ({"student_number": "1" * 61}, "Use at most 60 characters."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_all_that_was_typed_stays(
    dora: Browser, db: Connection, wrong: dict[str, str], said: str
) -> None:
    before = everything(db)
    answer = dora.post("/people", {**GRETA, **wrong}, seen_on="/people/new")
    assert answer.status_code == 422
    assert said in words_of(answer)
    for kept in {"greta@school.example", "Greta Gu", "20300001"} - {GRETA[name] for name in wrong}:
        assert f'value="{kept}"' in answer.text
    assert everything(db) == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"username": "BOB"}, "Username Somebody has this username: choose another one."),
        ({"student_number": "2030-1"}, "Somebody else has this student number: check its digits."),
    ],
)
def test_what_is_taken_is_said_beside_its_field(
    dora: Browser, db: Connection, wrong: dict[str, str], said: str
) -> None:
    db.execute("update users set student_number = '2030-1' where username = 'bob'")
    before = everything(db)
    answer = dora.post("/people", {**GRETA, **wrong}, seen_on="/people/new")
    assert answer.status_code == 409
    assert said in words_of(answer) and 'value="Greta Gu"' in answer.text
    assert "alert-danger" not in answer.text and "error" in answer.text
    assert everything(db) == before


def test_sentences_that_are_said_beside_a_field_are_the_databases() -> None:
    assert {text for text in FIELD if not text.startswith("SC")} <= SENTENCES


def test_an_account_is_changed_and_the_audit_says_from_what_to_what(dora: Browser, cast: Cast) -> None:
    path = f"/people/{cast.people['bob']}"
    facts = {"name": "Robert Bauer", "role": "student", "student_number": "2030-7", "email": "", "version": "1"}
    page = send(dora, path, facts)
    assert "The account is changed." in page
    assert "Account changed" in page and "Bob Bauer → Robert Bauer" in page and "– → 2030-7" in page
    assert "Everything is as it was." in send(dora, path, {**facts, "version": "2"})


def test_a_refused_change_keeps_what_was_typed(dora: Browser, cast: Cast, db: Connection) -> None:
    db.execute("update users set student_number = '2030-1' where username = 'charlie'")
    before = everything(db)
    fields = {"name": "Robert", "role": "student", "student_number": "2030-1", "email": "", "version": "1"}
    answer = dora.post(f"/people/{cast.people['bob']}", fields, seen_on="/")
    assert answer.status_code == 409
    assert "Somebody else has this student number" in words_of(answer) and 'value="Robert"' in answer.text
    assert dora.post(f"/people/{cast.people['bob']}", {**fields, "name": ""}, seen_on="/").status_code == 422
    assert everything(db) == before


def test_two_admins_who_change_one_person_do_not_overwrite_each_other(
    dora: Browser, cast: Cast, db: Connection
) -> None:
    path = f"/people/{cast.people['bob']}"
    assert 'name="version" type="hidden" value="1"' in dora.get(path).text
    db.execute("update users set name = 'Bobby', email = 'b@school.example' where id = %s", [cast.people["bob"]])
    fields = {"name": "Robert", "role": "student", "student_number": "", "email": "", "version": "1"}
    answer = dora.post(path, fields, seen_on="/")
    assert answer.status_code == 409 and 'value="Robert"' in answer.text
    assert "Somebody else has changed this meanwhile" in words_of(answer)
    assert "Stored now Bobby" in words_of(answer) and "Stored now b@school.example" in words_of(answer)
    assert one(db, "select name from users where id = %s", cast.people["bob"]) == "Bobby"
    assert "The account is changed." in send(dora, path, {**fields, "version": "2"})
    assert one(db, "select name from users where id = %s", cast.people["bob"]) == "Robert"


def test_who_is_switched_off_is_signed_out_and_back_when_switched_on(dora: Browser, visit: Open, cast: Cast) -> None:
    bob, path = visit("bob"), f"/people/{cast.people['bob']}"
    page = send(dora, f"{path}/deactivation")
    assert "Bob Bauer is switched off and signed out." in page and "Account switched off" in page
    assert bob.get("/").location == "/sign-in"
    assert "switched off" in words_of(visit().sign_in("bob"))
    assert "Bob Bauer can sign in again." in send(dora, f"{path}/reactivation")
    assert visit().sign_in("bob").status_code == 303


@pytest.mark.parametrize(
    ("username", "act", "said"),
    [
        ("dora", "deactivation", "You cannot switch your own account off: ask another administrator."),
        ("dora", "reactivation", "This account is not switched off."),
        ("charlie", "deactivation", "This account is switched off already."),
    ],
)
def test_what_the_database_refuses_is_said_on_the_page(
    dora: Browser, cast: Cast, db: Connection, username: str, act: str, said: str
) -> None:
    db.execute("update users set is_active = false where username = 'charlie'")
    before = everything(db)
    answer = dora.post(f"/people/{cast.people[username]}/{act}", seen_on="/")
    assert answer.status_code == 409
    assert said in words_of(answer)
    assert everything(db) == before


@pytest.mark.parametrize(
    ("username", "said"),
    [
        ("dora", "You cannot give up your own role of administrator: ask another administrator."),
        ("erin", "This person teaches a course or manages course work: take them out of it first."),
    ],
)
def test_a_role_that_cannot_be_given_up_is_refused_beside_it(
    dora: Browser, cast: Cast, username: str, said: str
) -> None:
    fields = {"name": "Name", "role": "student", "student_number": "", "email": "", "version": "1"}
    answer = dora.post(f"/people/{cast.people[username]}", fields, seen_on="/")
    assert answer.status_code == 409
    assert said in words_of(answer) and 'id="role-error"' in answer.text


def test_a_reset_password_is_shown_once_and_ends_sessions_and_locks(
    dora: Browser, visit: Open, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    bob, path = visit("bob"), f"/people/{cast.people['bob']}"
    for _ in range(6):
        visit().sign_in("bob", "wrong")
    assert "Sign-in from 127.0.0.1 is locked until Mon 4 Mar 2030, 08:01:00 UTC after 5 failures." in dora.read(path)
    before = everything(db)
    assert "New password for Bob Bauer" in dora.read(f"{path}/password-reset")
    assert everything(db) == before
    password = password_on(dora.post(f"{path}/password-reset", seen_on=f"{path}/password-reset"))
    assert bob.get("/").location == "/sign-in"
    assert visit().sign_in("bob", PASSWORD).status_code == 401
    again = visit()
    assert again.sign_in("bob", password).status_code == 303
    assert again.get("/").location == "/account/password"
    page = dora.read(path)
    assert "Password reset" in page and "is locked until" not in page and password not in page


def test_a_lock_from_everywhere_is_shown_too(dora: Browser, cast: Cast, db: Connection, clock: MovableClock) -> None:
    clock.set(MONDAY)
    db.execute("insert into sign_in_failures values ('bob', '', 50, %s, %s)", [MONDAY, "2030-03-04 09:00+00"])
    page = dora.read(f"/people/{cast.people['bob']}")
    assert "Sign-in from everywhere is locked until Mon 4 Mar 2030, 09:00:00 UTC after 50 failures." in page


def test_erin_gives_her_student_a_new_password_and_goes_back_to_the_class(
    visit: Open, cast: Cast, db: Connection
) -> None:
    path = f"/people/{cast.people['bob']}/password-reset?next=/courses/{cast.courses['SE-1']}"
    erin = visit("erin")
    assert f'href="/courses/{cast.courses["SE-1"]}"' in erin.get(path).text
    answer = erin.post(path, seen_on="/")
    assert visit().sign_in("bob", password_on(answer)).status_code == 303
    assert f'href="/courses/{cast.courses["SE-1"]}"' in answer.text
    row = db.execute("select actor_id, action, subject_id from audit_events where action = 'password_reset'").fetchall()
    assert row == [(cast.people["erin"], "password_reset", cast.people["bob"])]


def test_a_teacher_resets_for_students_of_their_courses_alone(visit: Open, cast: Cast, db: Connection) -> None:
    db.execute("update users set is_active = false where username = 'bob'")
    ivan = add_person(db, "ivan", "Ivan")  # studies with Erin, and helps elsewhere
    enroll(db, cast.courses["SE-1"], ivan)
    enroll(db, cast.courses["XX-9"], ivan, "teacher")
    judy = add_person(db, "judy", "Judy")  # studies with Erin, and manages course work elsewhere
    enroll(db, cast.courses["SE-1"], judy)
    add_course_work(db, cast.courses["XX-9"], "Other", manager=judy)
    kate = add_person(db, "kate", "Kate", "teacher")  # a teacher on a class list stays a teacher
    enroll(db, cast.courses["SE-1"], kate)
    before = everything(db)
    others = [cast.people[name] for name in ("alice", "charlie", "dora", "erin", "frank")]
    for person in [*others, ivan, judy, kate, 999_999]:
        for answer in (visit("erin").get, lambda path: visit("erin").post(path, seen_on="/")):
            assert answer(f"/people/{person}/password-reset").status_code == 404, person
    assert [row for row in everything(db)[:2]] == before[:2]
    assert visit("erin").get(f"/people/{cast.people['bob']}/password-reset").status_code == 200


@pytest.mark.parametrize("username", ["alice", "bob", "charlie", "erin", "frank"])
def test_people_are_nobodys_but_the_admins(visit: Open, cast: Cast, db: Connection, username: str) -> None:
    browser, path = visit(username), f"/people/{cast.people['dora']}"
    before = everything(db)
    for page in ("/people", "/people/new", path, f"{path}/password-reset", f"/people/{cast.people['bob']}"):
        assert browser.get(page).status_code == 404, page
    for act in ("/people", path, f"{path}/deactivation", f"{path}/reactivation", f"{path}/password-reset"):
        assert browser.post(act, GRETA, seen_on="/").status_code == 404, act
    assert everything(db) == before
    assert 'href="/people"' not in browser.get("/").text


def test_bob_gives_nobody_a_new_password(visit: Open, cast: Cast) -> None:
    for username in ("bob", "charlie", "alice"):
        assert visit("bob").post(f"/people/{cast.people[username]}/password-reset", seen_on="/").status_code == 404


def test_admins_find_people_in_the_header(dora: Browser) -> None:
    assert '<a href="/people" aria-current="page">People</a>' in " ".join(dora.get("/people").text.split())


def test_who_does_not_exist_is_not_found(dora: Browser) -> None:
    for address in ("999999999", "0", "9223372036854775808", "abc"):
        assert dora.get(f"/people/{address}").status_code == 404, address


def test_courses_of_a_person_are_shown_with_their_place(dora: Browser, cast: Cast) -> None:
    assert "Course SE-1 SE-1 · 2030 · Teacher" in dora.read(f"/people/{cast.people['erin']}")
    assert "In no course yet." in dora.read(f"/people/{cast.people['dora']}")


def test_names_are_text_and_never_markup(dora: Browser, cast: Cast) -> None:
    path = f"/people/{cast.people['bob']}"
    fields = {"name": "<b>Bob</b> {{ 7*7 }}", "role": "student", "student_number": "<i>1</i>", "email": ""}
    fields["version"] = "1"
    send(dora, path, fields)
    for page in (path, "/people", f"{path}/password-reset"):
        text = dora.get(page).text
        assert "&lt;b&gt;Bob&lt;/b&gt;" in text and "<b>Bob" not in text and "<i>1" not in text, page


def test_no_page_of_people_asks_more_the_more_there_are(dora: Browser, web: Flask, cast: Cast, db: Connection) -> None:
    bob = cast.people["bob"]
    paths = (
        "/people",
        "/people?q=student&role=student",
        "/people/new",
        f"/people/{bob}",
        f"/people/{bob}/password-reset",
    )
    counts = []
    for size in (10, 490):
        db.execute(
            "insert into users (username, name, student_number, password_hash)"
            " select format('s%%s-%%s', %(size)s, n), 'Student ' || n, format('%%s-%%s', %(size)s, n), 'x'"
            " from generate_series(1, %(size)s) n",
            {"size": size},
        )
        db.execute(
            "insert into audit_events (action, subject_type, subject_id, details)"
            " select 'password_reset', 'user', %s, '{}' from generate_series(1, %s)",
            [bob, size],
        )
        for path in paths:
            with statements(web) as sent:
                dora.read(path)
            counts.append(len(sent))
    assert counts[: len(paths)] == counts[len(paths) :]
    assert max(counts) <= 12, counts


def test_no_english_is_left_on_the_chinese_pages(visit: Open, cast: Cast) -> None:
    dora = visit("dora", language="zh-CN")
    path = f"/people/{cast.people['bob']}"
    for page in ("/people", "/people/new", path, f"{path}/password-reset"):
        words = re.sub(r"\b(Stageclock|English|UTC|Bob Bauer|Course SE-1|SE-1)\b", "", dora.read(page))
        assert not re.search(r"\b(Name|Role|Account|Switch|Password|New|Student|Teacher|Back|Show|Save)\b", words), page

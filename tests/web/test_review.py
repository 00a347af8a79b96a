"""The hand-ins' page of the staff: by stage and team, what is missing, reviews, and what is taken."""

import re
from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.cast import Cast, add_person
from tests.clusters import MovableClock
from tests.handing_in import PDF, Place, hand_in, prepare
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.teams import add_team
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]
STRANGERS = (("bob", 403), ("cem", 403), ("charlie", 404), ("frank", 404))


@pytest.fixture
def place(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    return prepare(db, cast, clock)


@pytest.fixture
def handed(visit: Open, db: Connection, place: Place) -> int:
    """Bob's second attempt."""
    for name in ("draft.pdf", "report.pdf"):
        hand_in(visit("bob"), place.stage, (PDF, name), note="please read")
    return int(one(db, "select max(id) from submissions"))


def tab(place: Place) -> str:
    return f"/assignments/{place.work}/submissions"


def stored(db: Connection) -> list[Any]:
    tables = ("stages", "submissions", "stage_extensions", "audit_events")
    return [db.execute(f"select to_jsonb(t) from {table} t order by 1".encode()).fetchall() for table in tables]


def test_the_staff_sees_who_handed_in_what_and_who_did_not(visit: Open, place: Place, handed: int) -> None:
    page = visit("erin").read(tab(place))
    for said in ("1 of 2 teams have handed in", "1 waits for review", "report.pdf", "please read", "Missing (1)",
                 "1 earlier attempt", "draft.pdf"):  # fmt: skip
        assert said in page
    assert page.index("report.pdf") < page.index("draft.pdf"), "the latest attempt comes first"
    assert f'href="/teams/{place.team}"' in visit("erin").get(tab(place)).text
    assert "report.pdf" not in visit("erin").read(f"{tab(place)}?shown=missing")
    assert "report.pdf" in visit("erin").read(f"{tab(place)}?shown=waiting")
    for username in ("alice", "dora"):
        assert visit(username).get(tab(place)).status_code == 200
    for username, status in STRANGERS:
        assert visit(username).get(tab(place)).status_code == status, username
    assert visit("alice").get(place.page).location == f"{tab(place)}?stage={place.stage}"


def test_what_waits_for_a_review_comes_first(visit: Open, db: Connection, place: Place, handed: int) -> None:
    db.execute("update teams set name = case id when %s then 'Zebras' else 'Ants' end", [place.team])
    listed = visit("alice").get(tab(place)).text
    assert listed.index(">Zebras</a>") < listed.index(">Ants</a>")


def test_a_student_gets_from_what_is_open_to_where_they_hand_in(visit: Open, place: Place) -> None:
    way = re.compile(rf'sc-way sc-no-print"\s+href="{place.page}"')
    for address in ("/", f"/assignments/{place.work}"):
        assert way.search(visit("bob").get(address).text)
        assert "sc-way" not in visit("alice").get(address).text, "staff hands in nothing"


def test_a_hand_in_is_returned_with_a_comment_and_approved_later(
    visit: Open, db: Connection, place: Place, handed: int
) -> None:
    alice, path = visit("alice"), f"/submissions/{handed}/review"
    answer = alice.post(path, {"review": "returned", "comment": " "}, seen_on="/")
    assert (answer.status_code, "Say in a comment what is to be changed." in words_of(answer)) == (422, True)
    answer = alice.post(path, {"review": "returned", "comment": "cite <b>sources</b>"}, seen_on="/")
    assert "It is returned, and the team is told." in alice.read(answer.location)
    page = visit("bob").get(place.page)
    assert "cite &lt;b&gt;sources&lt;/b&gt;" in page.text
    assert "Returned" in words_of(page)
    assert alice.post(path, {"review": "approved", "comment": ""}, seen_on="/").status_code == 303
    assert db.execute("select review, review_comment from submissions where id = %s", [handed]).fetchall() == [
        ("approved", None)
    ]
    assert alice.post(path, {"review": "waiting", "comment": ""}, seen_on="/").status_code == 303
    assert "Hand-in reviewed" in alice.read(f"/assignments/{place.work}/audit")


def test_what_is_no_review_is_refused_with_what_was_typed(
    visit: Open, db: Connection, place: Place, handed: int
) -> None:
    alice, before, path = visit("alice"), stored(db), f"/submissions/{handed}/review"
    assert alice.post(path, {"review": "eaten"}, seen_on="/").status_code == 400
    answer = alice.post(path, {"review": "approved", "comment": "x" * 5001}, seen_on="/")
    assert (answer.status_code, "x" * 5001 in answer.text) == (422, True)
    assert alice.post("/submissions/999999/review", {"review": "approved"}, seen_on="/").status_code == 404
    for username, status in STRANGERS:
        answer = visit(username).post(path, {"review": "approved"}, seen_on="/")
        assert answer.status_code == status, username
    assert stored(db) == before


def test_what_a_stage_takes_is_changed_and_recorded(visit: Open, db: Connection, place: Place) -> None:
    alice, path = visit("alice"), f"/stages/{place.stage}/submission-rules"
    answer = alice.post(path, {"max_files": "2", "max_file_mb": "3", "file_types": ".PDF， jpeg;zip pdf"}, seen_on="/")
    assert answer.status_code == 303
    assert db.execute("select max_files, max_file_mb, file_types from stages").fetchall() == [
        (2, 3, ["pdf", "jpg", "zip"])
    ]
    assert "At most 2 files are taken at once, each of at most 3 MB." in visit("bob").read(place.page)
    assert "These kinds are taken: pdf, jpg, zip." in visit("bob").read(place.page)
    page = alice.read(f"/assignments/{place.work}/audit")
    assert "What is taken changed" in page and "Kinds of files" in page
    alice.post(path, {"max_files": "2", "max_file_mb": "3", "file_types": "pdf, jpg, zip"}, seen_on="/")
    assert one(db, "select count(*) from audit_events where action = 'submission_rules_set'") == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"max_files": "0"}, "Write a whole number from 1 to 50."),
        ({"max_files": "51"}, "Write a whole number from 1 to 50."),
        ({"max_files": "many"}, "Write a whole number from 1 to 50."),
        ({"max_file_mb": "0"}, "Write a whole number from 1 to 50."),
        ({"max_file_mb": "51"}, "Write a whole number from 1 to 50."),
        ({"file_types": "pdf, nonsense"}, "These kinds cannot be told by their content: nonsense."),
    ],
)
def test_what_no_stage_can_take_is_refused(
    visit: Open, db: Connection, place: Place, changes: dict[str, str], said: str
) -> None:
    alice, before = visit("alice"), stored(db)
    typed = {"max_files": "7", "max_file_mb": "8", "file_types": "pdf", **changes}
    answer = alice.post(f"/stages/{place.stage}/submission-rules", typed, seen_on="/")
    assert (answer.status_code, said in words_of(answer)) == (422, True), words_of(answer)
    assert all(f'value="{value}"' in answer.text for value in typed.values())
    assert stored(db) == before


def test_strangers_and_other_stages_have_no_rules(visit: Open, db: Connection, place: Place) -> None:
    custom = add_stage(db, place.work, MONDAY, MONDAY + HOUR)
    before, typed = stored(db), {"max_files": "1", "max_file_mb": "1", "file_types": ""}
    assert visit("alice").post(f"/stages/{custom}/submission-rules", typed, seen_on="/").status_code == 404
    for username, status in STRANGERS:
        answer = visit(username).post(f"/stages/{place.stage}/submission-rules", typed, seen_on="/")
        assert answer.status_code == status, username
    assert stored(db) == before


def test_a_plan_without_hand_ins_says_so(visit: Open, cast: Cast) -> None:
    said = visit("alice").read(f"/assignments/{cast.bookshop}/submissions")
    assert "Nothing is handed in: the plan has no stage for it." in said
    assert visit("alice").get(f"/assignments/{cast.bookshop}/submissions?stage=999999").status_code == 404


@pytest.mark.parametrize("students", [10, 500])
def test_the_page_asks_little_whatever_the_class(
    visit: Open, db: Connection, web: Flask, place: Place, cast: Cast, students: int
) -> None:
    for n in range(students):
        add_team(db, place.work, [add_person(db, f"s{n}", f"Student {n}", stored="none")])
    fill = (
        "insert into submissions (stage_id, team_id, attempt, submitted_by, begun_at, submitted_at)"
        " select %s, t.id, n, t.leader_id, %s, %s from teams t, generate_series(1, 3) n"
    )
    db.execute(fill, [place.stage, MONDAY, MONDAY])
    alice = visit("alice")
    for path in (tab(place), f"{tab(place)}?page=2", f"/stages/{place.stage}/submissions.zip"):
        with statements(web) as sent:
            assert alice.get(path).status_code == 200
        assert len(sent) <= 12, (path, len(sent))

"""Who did what, and tables to take away, through the interface for programs."""

from io import BytesIO
from typing import Any

import psycopg
from openpyxl import load_workbook

from tests.cast import Cast
from tests.teams import add_team
from tests.web.conftest import Start

Connection = psycopg.Connection[Any]


def test_admins_read_who_did_what_by_filter_and_page(program: Start, cast: Cast) -> None:
    dora, bob = program("dora"), cast.people["bob"]
    for act in ("deactivation", "reactivation"):
        dora.send(f"/people/{bob}/{act}")
    made = dora.send("/courses", {"code": "DB-2", "name": "Databases", "time_zone": "UTC"}).get_json()["id"]
    latest = dora.items("/audit")[0]
    assert latest["action"] == "course_created" and latest["subject_id"] == made
    assert latest["actor_name"] == "Dora Diaz" and latest["actor_id"] == cast.people["dora"]
    assert latest["subject_name"] == "Databases" and latest["details"]["code"] == "DB-2"
    of_bob = dora.items(f"/audit?user_id={bob}&subject_type=user")
    assert [event["action"] for event in of_bob][:2] == ["person_reactivated", "person_deactivated"]
    assert {event["action"] for event in dora.items("/audit?action=person_deactivated")} == {"person_deactivated"}
    assert dora.get("/audit?action=nonsense").status_code == 422


def test_a_trail_is_read_on_without_gaps(program: Start, cast: Cast) -> None:
    dora = program("dora")
    for act in ("deactivation", "reactivation") * 3:
        dora.send(f"/people/{cast.people['bob']}/{act}")
    whole, read, more = dora.items("/audit"), [], ""
    for _page in range(len(whole)):
        page = dora.get(f"/audit?limit=2{more}").get_json()
        read += page["items"]
        more = f"&cursor={page['next']}"
        if page["next"] is None:
            break
    assert read == whole and len(whole) > 6


def test_staff_read_the_trail_of_their_course_and_course_work(program: Start, cast: Cast) -> None:
    work, course = f"/assignments/{cast.bookshop}", f"/courses/{cast.courses['SE-1']}"
    alice, erin = program("alice"), program("erin")
    alice.send(f"{work}/pause", {"reason": "Fire drill"})
    event = alice.items(f"{work}/audit")[0]
    assert event["action"] == "assignment_paused" and event["reason"] == "Fire drill"
    assert event["assignment_id"] == cast.bookshop and event["subject_name"] == "Bookshop"
    assert alice.items(f"{work}/audit?subject_type=course") == []
    erin.send(f"{course}/members", {"who": "charlie", "role": "student"})
    assert erin.items(f"{course}/audit")[0]["subject_id"] == cast.courses["SE-1"]
    assert alice.get(f"{course}/audit").status_code == 404, "she manages the course work, and teaches no course"


def test_strangers_read_no_trail(program: Start, cast: Cast) -> None:
    for name in ("charlie", "frank"):
        stranger = program(name)
        assert stranger.get("/audit").status_code == 403
        for path in (f"/assignments/{cast.bookshop}", f"/courses/{cast.courses['SE-1']}"):
            assert stranger.get(f"{path}/audit").status_code == 404
    assert program("bob").get(f"/assignments/{cast.bookshop}/audit").status_code == 403
    assert program().get("/audit").status_code == 401


def test_staff_take_tables_away_in_the_language_that_is_asked_for(program: Start, cast: Cast, db: Connection) -> None:
    add_team(db, cast.bookshop, [cast.people["bob"]])
    alice, work = program("alice"), f"/assignments/{cast.bookshop}"
    table = alice.get(f"{work}/teams.csv")
    assert table.mimetype == "text/csv" and "Bob Bauer" in table.text and "Student number" in table.text
    assert "学号" in alice.get(f"{work}/teams.csv", Accept_Language="zh-CN").text
    for what in ("teams", "roles", "submissions"):
        book = load_workbook(BytesIO(alice.get(f"{work}/{what}.xlsx").data))
        assert len(list(book.worksheets[0].rows)) >= 1, what
    assert alice.get(f"{work}/secrets.csv").status_code == 404
    for path in (f"{work}/teams.csv", f"{work}/teams.xlsx"):
        assert program("bob").get(path).status_code == 403
        assert program("charlie").get(path).status_code == program("frank").get(path).status_code == 404
        assert program().get(path).status_code == 401

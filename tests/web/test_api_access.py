"""Who gets into the interface for programs, and how everything that goes wrong is said."""

from io import BytesIO
from typing import Any

import psycopg
from flask import Flask

from tests.cast import Cast
from tests.plans import HOUR, MONDAY, add_stage
from tests.web.conftest import Open, Start
from tests.web.programs import API, give_token

Connection = psycopg.Connection[Any]
PROBLEM = "application/problem+json"


def test_a_token_lets_its_owner_in(program: Start, cast: Cast) -> None:
    answer = program("bob").get(f"/assignments/{cast.bookshop}")
    assert answer.status_code == 200 and answer.get_json()["title"] == "Bookshop"
    assert "Set-Cookie" not in answer.headers


def test_a_stranger_is_answered_401_and_never_redirected(program: Start, cast: Cast) -> None:
    for path in ("/courses", "/assignments", f"/assignments/{cast.bookshop}", "/notifications", "/clock"):
        answer = program().get(path)
        assert answer.status_code == 401 and answer.mimetype == PROBLEM, path
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_counts_for_nothing(visit: Open, cast: Cast) -> None:
    assert visit("dora").get(f"{API}/assignments").status_code == 401


def test_a_token_counts_for_nothing_on_pages(web: Flask, cast: Cast, db: Connection) -> None:
    shown = {"Authorization": f"Bearer {give_token(db, cast.people['dora'])}"}
    assert web.test_client().get("/people", headers=shown).status_code == 302


def test_a_wrong_revoked_or_idle_persons_token_is_answered_401(program: Start, cast: Cast, db: Connection) -> None:
    bob, other = program("bob"), program("bob")
    other.token = "sc_guessed"
    assert other.get("/assignments").status_code == 401
    db.execute("update users set is_active = false where username = 'bob'")
    assert bob.get("/assignments").status_code == 401
    db.execute("update users set is_active = true where username = 'bob'")
    assert bob.get("/assignments").status_code == 200
    db.execute("update access_tokens set revoked_at = clock_timestamp()")
    assert bob.get("/assignments").status_code == 401


def test_who_has_a_password_that_somebody_else_made_is_answered_403(program: Start, db: Connection) -> None:
    bob = program("bob")
    db.execute("update users set must_change_password = true where username = 'bob'")
    assert bob.get("/assignments").status_code == 403


def test_a_token_that_may_only_read_changes_nothing(program: Start, cast: Cast) -> None:
    answer = program("bob", scope="read").send("/notifications/marks", {"read": True})
    assert answer.status_code == 403 and answer.mimetype == PROBLEM
    assert program("bob").send("/notifications/marks", {"read": True}).get_json() == {"changed_count": 0}


def test_classmates_of_another_course_see_nothing(program: Start, cast: Cast, db: Connection) -> None:
    stage = add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR)
    for name in ("charlie", "frank"):
        stranger = program(name)
        assert stranger.items("/assignments") == []
        for path in (f"/assignments/{cast.bookshop}", f"/assignments/{cast.bookshop}/history", f"/stages/{stage}"):
            assert stranger.get(path).status_code == 404, path
        assert stranger.get(f"/courses/{cast.courses['SE-1']}/members").status_code == 404


def test_what_is_the_staffs_or_admins_is_403_for_students(program: Start, cast: Cast) -> None:
    bob = program("bob")
    assert bob.get(f"/assignments/{cast.bookshop}/history").status_code == 403
    assert bob.get("/clock").status_code == 403
    assert program("dora").get("/clock").status_code == 200


def test_problems_are_told_in_the_language_that_is_asked_for(program: Start, db: Connection) -> None:
    db.execute("update users set locale = 'zh_Hans_CN'")
    english = program("bob").get("/nowhere")
    assert english.get_json()["title"] == "There is nothing here"
    chinese = program("bob").get("/nowhere", Accept_Language="zh-CN")
    assert chinese.status_code == 404 and chinese.mimetype == PROBLEM
    assert chinese.get_json()["title"] != english.get_json()["title"]


def test_wrong_values_are_named_field_by_field(program: Start) -> None:
    bob = program("bob")
    answer = bob.send("/notifications/marks", {"read": "yes", "ids": ["1"], "more": 1})
    assert answer.status_code == 422
    assert answer.get_json()["errors"]["json"].keys() == {"read", "ids", "more"}
    assert bob.get("/assignments?limit=0").get_json()["errors"] == {
        "query": {"limit": ["Choose a number from 1 to 200."]}
    }
    assert bob.get("/assignments?page=2").status_code == 422
    assert bob.get("/assignments?cursor=AAAAAAAAAA").status_code == 422


def test_what_is_no_json_is_refused(program: Start, web: Flask) -> None:
    bob = program("bob")
    shown = {"Authorization": f"Bearer {bob.token}"}
    address = f"{API}/notifications/marks"
    assert bob.client.post(address, data={"read": "1"}, headers=shown).status_code == 415
    assert bob.client.post(address, data="{", headers={**shown, "Content-Type": "application/json"}).status_code == 400
    answer = bob.client.delete(address, headers=shown)
    assert answer.status_code == 405 and answer.mimetype == PROBLEM and "POST" in answer.headers["Allow"]


def test_lists_are_read_on_by_cursor_without_gaps(program: Start, cast: Cast, db: Connection) -> None:
    db.execute(
        "insert into assignments (course_id, title, time_zone, state) select %s, 'W' || n, 'UTC', 'published'"
        " from generate_series(1, 6) n",
        [cast.courses["SE-1"]],
    )
    bob, seen, more = program("bob"), [], ""
    for _page in range(4):
        page = bob.get(f"/assignments?limit=2{more}").get_json()
        seen += [work["title"] for work in page["items"]]
        more = f"&cursor={page['next']}"
    assert page["next"] is None
    assert seen == ["W6", "W5", "W4", "W3", "W2", "W1", "Bookshop"]


def test_a_post_under_the_same_key_is_done_once(program: Start, cast: Cast, db: Connection) -> None:
    db.execute(
        "insert into notifications (recipient_id, kind, params) values (%s, 'message', '{}')", [cast.people["bob"]]
    )
    bob = program("bob")
    first = bob.send("/notifications/marks", {"read": True}, Idempotency_Key="one")
    again = bob.send("/notifications/marks", {"read": True}, Idempotency_Key="one")
    assert first.get_json() == again.get_json() == {"changed_count": 1}
    assert again.headers["Idempotent-Replayed"] == "true"
    assert bob.send("/notifications/marks", {"read": False}, Idempotency_Key="one").status_code == 422
    assert bob.send("/notifications/marks", {"read": True}).get_json() == {"changed_count": 0}


def test_a_refused_post_lets_go_of_its_key(program: Start) -> None:
    bob = program("bob")
    assert bob.send("/notifications/marks", {}, Idempotency_Key="one").status_code == 422
    assert bob.send("/notifications/marks", {"read": True}, Idempotency_Key="one").status_code == 200


def test_the_specification_and_its_page_are_everybodys(visit: Open) -> None:
    spec = visit().get(f"{API}/openapi.json").get_json()
    assert spec["openapi"] == "3.1.0" and "/api/v1/courses" in spec["paths"]
    page = visit().get(f"{API}/docs").text
    assert all(path.removeprefix(API) in page for path in spec["paths"])
    names = [one["operationId"] for item in spec["paths"].values() for one in item.values() if isinstance(one, dict)]
    assert len(names) > 140 and [name for name in names if page.count(f'<div id="{name}"') != 1] == []


def test_json_has_two_megabytes_at_most_however_its_length_is_said(program: Start, web: Flask) -> None:
    bob, address = program("bob"), f"{API}/notifications/marks"
    headers = {"Authorization": f"Bearer {bob.token}", "Content-Type": "application/json"}
    fits, large = b'{"read": true}'.ljust(2 * 1024 * 1024), b'{"read": true}'.ljust(2 * 1024 * 1024 + 1)
    assert bob.client.post(address, data=fits, headers=headers).status_code == 200
    for key in ({}, {"Idempotency-Key": "large"}):
        answer = bob.client.post(address, data=large, headers={**headers, **key})
        assert answer.status_code == 413 and answer.mimetype == PROBLEM
    unsaid = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = bob.client.post(address, input_stream=BytesIO(large), headers=headers, environ_overrides=unsaid)
    assert answer.status_code == 413

"""One's own account, notices and mail through the interface for programs."""

from typing import Any

import psycopg

from tests.cast import Cast
from tests.plans import one
from tests.web.conftest import Start

Connection = psycopg.Connection[Any]


def add_notice(db: Connection, person: int) -> int:
    made = "insert into notifications (recipient_id, kind, params) values (%s, 'message', '{}') returning id"
    return int(one(db, made, person))


def test_a_program_is_told_for_whom_it_acts(program: Start, cast: Cast, db: Connection) -> None:
    add_notice(db, cast.people["bob"])
    shown = program("bob", scope="read").get("/account").get_json()
    assert shown["id"] == cast.people["bob"] and shown["username"] == "bob" and shown["role"] == "student"
    assert shown["token_scope"] == "read" and shown["unread_count"] == 1 and shown["locale"] is None
    assert "password_hash" not in shown
    assert program("dora").get("/account").get_json()["token_scope"] == "write"
    assert program().get("/account").status_code == 401


def test_everybody_chooses_their_language(program: Start, db: Connection) -> None:
    bob = program("bob")
    assert bob.send("/account/language", {"locale": "zh_Hans_CN"}, "PUT").get_json()["locale"] == "zh_Hans_CN"
    assert bob.get("/account").get_json()["locale"] == "zh_Hans_CN"
    assert bob.send("/account/language", {"locale": "tlh"}, "PUT").status_code == 422
    assert program("charlie").get("/account").get_json()["locale"] is None
    assert program("bob", scope="read").send("/account/language", {"locale": "en"}, "PUT").status_code == 403
    assert one(db, "select locale from users where username = 'bob'") == "zh_Hans_CN"


def test_everybody_chooses_what_they_are_mailed(program: Start, db: Connection) -> None:
    bob = program("bob")
    everything = bob.get("/account/mail").get_json()
    assert everything["email"] is None and len(everything["topics"]) == 6 and everything["is_mailing"] is False
    chosen = bob.send("/account/mail", {"topics": ["teams", "messages"]}, "PUT").get_json()
    assert chosen["topics"] == ["teams", "messages"] == bob.get("/account/mail").get_json()["topics"]
    assert one(db, "select cardinality(unmailed) from users where username = 'bob'") == 4
    assert one(db, "select count(*) from users where unmailed <> '{}'") == 1
    assert bob.send("/account/mail", {"topics": ["weather"]}, "PUT").status_code == 422
    assert program("bob", scope="read").send("/account/mail", {"topics": []}, "PUT").status_code == 403
    assert program().send("/account/mail", {"topics": []}, "PUT").status_code == 401


def test_notices_are_deleted_by_name_or_once_they_were_read(program: Start, cast: Cast, db: Connection) -> None:
    bob, first, second, third = program("bob"), *(add_notice(db, cast.people["bob"]) for _ in range(3))
    assert program("charlie").send("/notifications/deletion", {"ids": [first]}).get_json() == {"changed_count": 0}
    assert bob.send("/notifications/deletion", {}).status_code == 422, "nothing is deleted by mistake"
    assert bob.send("/notifications/deletion", {"ids": [first]}).get_json() == {"changed_count": 1}
    bob.send("/notifications/marks", {"ids": [second], "read": True})
    assert bob.send("/notifications/deletion", {"ids": None}).get_json() == {"changed_count": 1}
    assert [notice["id"] for notice in bob.items("/notifications")] == [third]
    assert program("bob", scope="read").send("/notifications/deletion", {"ids": [third]}).status_code == 403
    assert program().send("/notifications/deletion", {"ids": [third]}).status_code == 401


def test_admins_see_what_mail_was_given_up_and_have_it_tried_again(program: Start, cast: Cast, db: Connection) -> None:
    notices = [add_notice(db, cast.people[name]) for name in ("bob", "charlie", "bob")]
    row = (
        "insert into mail_outbox (notification_id, attempts, next_try_at, dead_at, error) values (%s, 5, %s, %s, 'no')"
    )
    for notice in notices:
        db.execute(row, [notice, "2030-03-04", "2030-03-05"])
    db.execute("select stageclock.switch_mail(true, 'dora')")
    dora = program("dora")
    assert dora.get("/mail").get_json()["dead_count"] == 3
    first = dora.get("/mail/dead-letters?limit=2").get_json()
    rest = dora.get(f"/mail/dead-letters?limit=2&cursor={first['next']}").get_json()
    letters = first["items"] + rest["items"]
    assert [letter["id"] for letter in letters] == notices[::-1] and rest["next"] is None
    assert letters[0]["user_name"] == "Bob Bauer" and letters[0]["error"] == "no" and letters[0]["kind"] == "message"
    for name in ("charlie", "frank", "bob"):
        stranger = program(name)
        for path in ("/mail", "/mail/dead-letters"):
            assert stranger.get(path).status_code == 403
        assert stranger.send("/mail/retry", {"ids": None}).status_code == 403
    assert program("dora", scope="read").send("/mail/retry", {"ids": None}).status_code == 403
    assert program().send("/mail/retry", {"ids": None}).status_code == 401
    assert dora.send("/mail/retry", {"ids": [notices[0]]}).get_json() == {"changed_count": 1}
    assert dora.send("/mail/retry", {"ids": None}).get_json() == {"changed_count": 2}
    assert dora.items("/mail/dead-letters") == [] and dora.get("/mail").get_json()["waiting_count"] == 3
    assert dora.send("/mail/retry", {"ids": None}).get_json()["code"] == "SC009"

"""Calendar feeds: what is in them for whom, read by two parsers that know nothing of each other."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import psycopg
import pytest
import vobject
from flask import Flask
from werkzeug.test import TestResponse

from tests.cast import Cast, add_course_work, enroll
from tests.clusters import MovableClock
from tests.handing_in import Place, prepare
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]
FEED = "/calendars/{}.ics"


@pytest.fixture
def place(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    """The bookshop's report, open around MONDAY; Bob's team and Cem's."""
    return prepare(db, cast, clock)


def address(db: Connection, person: int) -> str:
    """The path of somebody's feed, which is made here."""
    insert = "insert into calendar_addresses (user_id, token) values (%s, %s) on conflict do nothing"
    db.execute(insert, [person, f"{person:0>43}"])
    return FEED.format(f"{person:0>43}")


def fetch(web: Flask, path: str, **headers: str) -> TestResponse:
    """As a calendar program asks: without any cookie."""
    return web.test_client().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def events(answer: TestResponse) -> dict[str, Any]:
    """What both parsers read alike, by UID: (start, end, sequence, summary)."""
    assert answer.status_code == 200, answer.status
    mine: dict[str, Any] = {str(e["UID"]): e for e in icalendar.Calendar.from_ical(answer.data).walk("VEVENT")}
    theirs = {e.uid.value: e for e in getattr(vobject.readOne(answer.text), "vevent_list", [])}
    assert mine.keys() == theirs.keys()
    for uid, event in mine.items():
        other = theirs[uid]
        assert other.dtstart.value == event["DTSTART"].dt
        assert hasattr(other, "dtend") == ("DTEND" in event)
        assert "DTEND" not in event or other.dtend.value == event["DTEND"].dt
        assert other.summary.value == str(event["SUMMARY"])
        assert other.description.value == str(event["DESCRIPTION"])
    return mine


def only(answer: TestResponse) -> Any:
    """The one event there is."""
    (event,) = events(answer).values()
    return event


def test_a_stage_is_an_event_with_dates_and_a_way_back(web: Flask, db: Connection, cast: Cast, place: Place) -> None:
    event = only(fetch(web, address(db, cast.people["bob"])))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (MONDAY - HOUR, MONDAY + HOUR)
    assert str(event["UID"]) == f"stage-{place.stage}@127.0.0.1"
    assert str(event["SUMMARY"]) == "Bookshop: Report"
    assert str(event["URL"]) == f"http://127.0.0.1:8000/assignments/{place.work}#stage-{place.stage}"
    assert "Ends: Mon 4 Mar 2030, 17:00 UTC+8" in event["DESCRIPTION"]
    assert (str(event["STATUS"]), str(event["TRANSP"])) == ("CONFIRMED", "TRANSPARENT")


def test_the_extended_team_sees_its_later_end_and_another_team_does_not(
    web: Flask, db: Connection, cast: Cast, clock: MovableClock, place: Place
) -> None:
    bob, ben, cem = (address(db, key) for key in (cast.people["bob"], place.ben, place.cem))
    before = {path: fetch(web, path) for path in (bob, ben, cem)}
    clock.set(MONDAY + HOUR / 2)
    until, alice = MONDAY + 3 * HOUR, cast.people["alice"]
    extension = one(db, "select stageclock.extend_stage(%s, %s, %s, 'ill', %s)", place.stage, place.team, until, alice)
    for path in (bob, ben):
        event = only(fetch(web, path))
        assert event["DTEND"].dt == until
        assert event["SEQUENCE"] > only(before[path])["SEQUENCE"]
    assert fetch(web, cem).data == before[cem].data
    clock.set(until + HOUR)
    assert only(fetch(web, bob))["DTEND"].dt == until, "also once it has passed"
    longer = only(fetch(web, bob))["SEQUENCE"]
    one(db, "select stageclock.revoke_extension(%s, %s)", extension, alice)
    event = only(fetch(web, bob))
    assert (event["DTEND"].dt, event["SEQUENCE"] > longer) == (MONDAY + HOUR, True)


def test_rescheduling_raises_the_sequence_and_keeps_the_uid(
    web: Flask, db: Connection, cast: Cast, place: Place
) -> None:
    path = address(db, cast.people["bob"])
    before = only(fetch(web, path))
    window = (place.stage, MONDAY - HOUR, MONDAY + 5 * HOUR, cast.people["alice"])
    one(db, "select stageclock.reschedule_stage(%s, %s, %s, %s)", *window)
    after = only(fetch(web, path))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTEND"].dt == MONDAY + 5 * HOUR


ACTS = (
    ("select stageclock.pause_stage(%s, %s)", "STATUS", "TENTATIVE"),
    ("select stageclock.resume_stage(%s, %s)", "STATUS", "CONFIRMED"),
    ("select stageclock.complete_stage(%s, %s)", "DTEND", MONDAY + HOUR / 2),
    ("select stageclock.reopen_stage(%s, '2030-03-04 12:00+00', %s)", "DTEND", MONDAY + 4 * HOUR),
)


def test_every_act_by_hand_raises_the_sequence(
    web: Flask, db: Connection, cast: Cast, clock: MovableClock, place: Place
) -> None:
    path = address(db, cast.people["bob"])
    last = only(fetch(web, path))["SEQUENCE"]
    clock.set(MONDAY + HOUR / 2)
    for act, name, value in ACTS:
        one(db, act, place.stage, cast.people["alice"])
        event = only(fetch(web, path))
        assert getattr(event[name], "dt", event[name]) == value, act
        assert event["SEQUENCE"] > last, act
        last = event["SEQUENCE"]


def test_another_name_of_the_course_raises_the_sequence(web: Flask, db: Connection, cast: Cast, place: Place) -> None:
    path = address(db, cast.people["bob"])
    before = only(fetch(web, path))
    edit = "select stageclock.edit_course(%s, 'SE-1', 'Building software', null, 'Asia/Shanghai', %s)"
    assert one(db, edit, cast.courses["SE-1"], cast.people["dora"])
    after = only(fetch(web, path))
    assert "Building software" in after["DESCRIPTION"]
    assert after["SEQUENCE"] > before["SEQUENCE"] and after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt


def test_the_sequence_grows_when_somebody_changes_teams(web: Flask, db: Connection, cast: Cast, place: Place) -> None:
    path = address(db, cast.people["bob"])
    before = only(fetch(web, path))["SEQUENCE"]
    db.execute("update stages set created_at = %s", [MONDAY - 9 * HOUR])
    db.execute("update team_members set joined_at = %s where user_id = %s", [MONDAY, cast.people["bob"]])
    assert only(fetch(web, path))["SEQUENCE"] > before


def test_what_the_clock_does_on_time_changes_nothing(
    web: Flask, db: Connection, cast: Cast, clock: MovableClock, place: Place
) -> None:
    path = address(db, cast.people["bob"])
    before = fetch(web, path).data
    clock.set(MONDAY + HOUR)
    assert fetch(web, path).data == before
    one(db, "select stageclock.settle_stage(%s, %s)", place.stage, MONDAY + HOUR)
    clock.set(MONDAY + 2 * HOUR)
    assert fetch(web, path).data == before


def test_wall_time_is_right_on_both_sides_of_daylight_saving(web: Flask, db: Connection, cast: Cast) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    work = add_course_work(db, cast.courses["SE-1"], "Bakery", zone="Europe/Berlin")
    start, end = datetime(2030, 3, 30, 12, 0, tzinfo=berlin), datetime(2030, 3, 31, 12, 0, tzinfo=berlin)
    add_stage(db, work, start, end, name="Bread")
    event = only(fetch(web, address(db, cast.people["bob"])))
    assert event["DTSTART"].to_ical() == b"20300330T110000Z"
    assert event["DTEND"].to_ical() == b"20300331T100000Z"
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=23)
    for said in ("Opens: Sat 30 Mar 2030, 12:00 UTC+1", "Ends: Sun 31 Mar 2030, 12:00 UTC+2"):
        assert said in event["DESCRIPTION"]


def test_stages_without_a_start_or_an_end_are_instants_and_without_both_nothing(
    web: Flask, db: Connection, cast: Cast
) -> None:
    opens = add_stage(db, cast.bookshop, MONDAY, None)
    ends = add_stage(db, cast.bookshop, None, MONDAY + HOUR)
    add_stage(db, cast.bookshop, None, None)
    found = events(fetch(web, address(db, cast.people["bob"])))
    assert {uid.partition("@")[0]: e["DTSTART"].dt for uid, e in found.items()} == {
        f"stage-{opens}": MONDAY,
        f"stage-{ends}": MONDAY + HOUR,
    }
    assert not any("DTEND" in event for event in found.values())


def test_what_was_closed_before_it_began_is_called_off(
    web: Flask, db: Connection, cast: Cast, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    stage = add_stage(db, cast.bookshop, MONDAY + HOUR, MONDAY + 2 * HOUR)
    one(db, "select stageclock.complete_stage(%s, %s)", stage, cast.people["alice"])
    event = only(fetch(web, address(db, cast.people["bob"])))
    assert (str(event["STATUS"]), event["DTSTART"].dt, "DTEND" in event) == ("CANCELLED", MONDAY + HOUR, False)


def test_an_answer_that_is_known_is_not_sent_again_until_something_changes(
    web: Flask, db: Connection, cast: Cast, place: Place
) -> None:
    path = address(db, cast.people["bob"])
    first = fetch(web, path)
    assert first.content_type == "text/calendar; charset=utf-8"
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = fetch(web, path, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data, again.headers["Cache-Control"]) == (304, b"", "private, no-cache")
    db.execute("update stages set name = 'Paper' where id = %s", [place.stage])
    changed = fetch(web, path, If_None_Match=first.headers["ETag"])
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]
    assert str(only(changed)["SUMMARY"]) == "Bookshop: Paper"


def test_drafts_are_for_their_staff_only(web: Flask, db: Connection, cast: Cast) -> None:
    work = add_course_work(db, cast.courses["SE-1"], "Secret", manager=cast.people["alice"], state="draft")
    add_stage(db, work, MONDAY, MONDAY + HOUR)
    bob, alice = (address(db, cast.people[name]) for name in ("bob", "alice"))
    assert events(fetch(web, bob)) == {}
    assert fetch(web, single(bob, work)).status_code == 404
    assert str(only(fetch(web, alice))["STATUS"]) == "TENTATIVE"
    assert "Draft: students do not see it" in only(fetch(web, single(alice, work)))["DESCRIPTION"]


def single(path: str, work: int) -> str:
    """The feed of one course work."""
    return path.replace(".ics", f"/assignments/{work}.ics")


def test_one_course_work_has_a_feed_for_whoever_may_see_it(
    web: Flask, db: Connection, cast: Cast, place: Place
) -> None:
    for name, status in (("bob", 200), ("alice", 200), ("erin", 200), ("dora", 200), ("charlie", 404), ("frank", 404)):
        assert fetch(web, single(address(db, cast.people[name]), place.work)).status_code == status, name
    for name in ("charlie", "frank", "dora"):
        assert events(fetch(web, address(db, cast.people[name]))) == {}, name
    enroll(db, cast.courses["SE-1"], cast.people["charlie"])
    assert len(events(fetch(web, address(db, cast.people["charlie"])))) == 1


def test_archived_course_work_leaves_the_personal_feed_and_keeps_its_own(
    web: Flask, db: Connection, cast: Cast, place: Place
) -> None:
    path = address(db, cast.people["bob"])
    db.execute("update assignments set state = 'archived'")
    assert events(fetch(web, path)) == {}
    assert len(events(fetch(web, single(path, place.work)))) == 1


@pytest.mark.parametrize("token", ["0" * 43, "x", "%00" * 43, "a" * 3000, "..", "%E4%B8%AD" * 43])
def test_an_address_that_nobody_has_is_none(web: Flask, place: Place, token: str) -> None:
    assert fetch(web, FEED.format(token)).status_code == 404
    assert fetch(web, single(FEED.format(token), place.work)).status_code == 404


def test_who_is_switched_off_has_no_feed(web: Flask, db: Connection, cast: Cast, place: Place) -> None:
    path = address(db, cast.people["bob"])
    db.execute("update users set is_active = false where username = 'bob'")
    for feed in (path, single(path, place.work)):
        answer = fetch(web, feed)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_it_is_in_its_owner_s_language_else_in_the_program_s(
    web: Flask, db: Connection, cast: Cast, place: Place
) -> None:
    path = address(db, cast.people["bob"])
    assert "结束：" in only(fetch(web, path, Accept_Language="zh-CN"))["DESCRIPTION"]
    db.execute("update users set locale = 'en' where username = 'bob'")
    assert "Ends:" in only(fetch(web, path, Accept_Language="zh-CN"))["DESCRIPTION"]
    db.execute("update users set locale = 'zh_Hans_CN' where username = 'bob'")
    answer = fetch(web, path)
    assert "X-WR-CALNAME:Stageclock：我的大作业" in answer.text
    assert "提交" in only(answer)["DESCRIPTION"]


def test_odd_names_pass_both_parsers(web: Flask, db: Connection, cast: Cast, place: Place) -> None:
    odd = 'a; b, c\\d "e"\nBEGIN:VEVENT\r\x07 ' + "书店" * 60
    db.execute("update stages set name = %s where id = %s", [odd, place.stage])
    answer = fetch(web, address(db, cast.people["bob"]))
    assert only(answer)["SUMMARY"] == f"Bookshop: {odd}".replace("\r\x07", "")
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))


def test_many_course_works_cost_no_more_statements_than_one(web: Flask, db: Connection, cast: Cast) -> None:
    path, counts = address(db, cast.people["bob"]), []
    for _ in range(2):
        for n in range(3):
            add_stage(db, add_course_work(db, cast.courses["SE-1"], f"Work {n}"), MONDAY, MONDAY + HOUR)
        with statements(web) as sent:
            fetch(web, path)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 6


def test_bob_makes_his_address_and_renews_it(visit: Open, web: Flask, db: Connection, cast: Cast, place: Place) -> None:
    bob, page = visit("bob"), "/account/calendar"
    assert ".ics" not in bob.get(page).text
    seen = []
    for said in ("Your calendar has an address.", "The address is new; the one before leads nowhere."):
        assert bob.post(page, seen_on="/").status_code == 303
        assert said in bob.read(page)
        token = str(one(db, "select token from calendar_addresses where user_id = %s", cast.people["bob"]))
        text = bob.get(page).text
        assert f'value="http://127.0.0.1:8000{FEED.format(token)}"' in text
        assert f'value="http://127.0.0.1:8000{single(FEED.format(token), place.work)}"' in text
        assert len(events(fetch(web, FEED.format(token)))) == 1
        seen.append(token)
    assert fetch(web, FEED.format(seen[0])).status_code == 404
    assert all(len(token) >= 43 for token in seen)


def test_a_stranger_neither_sees_nor_renews_it(visit: Open, db: Connection, cast: Cast) -> None:
    path = address(db, cast.people["bob"])
    assert visit().get("/account/calendar").location == "/sign-in?next=/account/calendar"
    assert visit("bob").client.post("/account/calendar").status_code == 400, "without its token"
    charlie = visit("charlie")
    charlie.post("/account/calendar", seen_on="/")
    assert path not in charlie.get("/account/calendar").text
    assert one(db, "select count(*) from calendar_addresses where user_id = %s", cast.people["bob"]) == 1


def test_the_page_of_a_course_work_leads_to_its_address(visit: Open, db: Connection, cast: Cast, place: Place) -> None:
    page = f"/assignments/{place.work}/calendar"
    for name in ("bob", "dora"):
        reader, path = visit(name), single(address(db, cast.people[name]), place.work)
        assert f'href="{page}"' in reader.get(f"/assignments/{place.work}").text
        assert f'value="http://127.0.0.1:8000{path}"' in reader.get(page).text
    assert visit("charlie").get(page).status_code == 404

"""Copying course work or its plan: weekday and wall time are kept for every stage, whatever the clocks do."""

import re
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from flask import Flask

from app.config import Settings
from app.forms.copy import next_term
from tests.cast import Cast, add_course, add_course_work, enroll
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.web.browser import Browser, words_of
from tests.web.conftest import Open
from tests.web.counting import statements

Connection = psycopg.Connection[Any]
DAY = timedelta(days=1)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York")
# From 2026-09 into 2026-12: both sides of the autumn's change, at the edges of the day, to the microsecond.
PLAN = (
    ("Teams", "2026-09-07T08:00:00", "2026-09-20T23:59:59.999999"),
    ("Roles", "2026-09-21T00:00:00", "2026-10-24T23:00:00"),
    ("Analysis", None, "2026-10-28T12:30:15.123456"),
    ("Talks", None, None),
    ("Report", "2026-11-02T09:00:00", None),
    ("Hand-in", "2026-12-01T18:45:00", "2026-12-18T23:00:00"),
)


@pytest.fixture
def shop(cast: Cast, db: Connection, clock: MovableClock) -> int:
    """The bookshop, with the plan of an autumn."""
    clock.set(datetime.fromisoformat("2026-08-20T10:00Z"))
    fill(db, cast.bookshop, "Asia/Shanghai")
    return cast.bookshop


def fill(db: Connection, work: int, zone: str) -> None:
    """Write the plan in wall time of a zone."""
    db.execute("update assignments set time_zone = %s where id = %s", [zone, work])
    for name, start, end in PLAN:
        at = (datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)) if wall else None for wall in (start, end))
        add_stage(db, work, *at, name=name, kind="submission" if name == "Hand-in" else "custom")


def address(work: int) -> str:
    return f"/assignments/{work}/copy"


def shown(browser: Browser, path: str, **asked: object) -> dict[str, str]:
    """What the button of the page would send."""
    answer = browser.get(path, query_string=asked)
    assert answer.status_code == 200, words_of(answer)
    return dict(HIDDEN.findall(answer.text.partition('action="' + path)[2]))


def copy(browser: Browser, path: str, **asked: object) -> int:
    """Copy as the page shows it; the key of the course work that the copy is in."""
    answer = browser.post(path, shown(browser, path, **asked), seen_on="/")
    assert answer.status_code == 303, words_of(answer)
    return int(answer.location.rpartition("/")[2])


def walls(db: Connection, work: int) -> list[tuple[Any, ...]]:
    """(name, start, end) of every stage, as the clocks of its course work's zone show them."""
    return db.execute(
        "select s.name, s.starts_at at time zone a.time_zone, s.ends_at at time zone a.time_zone"
        " from stages s join assignments a on a.id = s.assignment_id where a.id = %s order by s.position",
        [work],
    ).fetchall()


def later(rows: list[tuple[Any, ...]], weeks: int) -> list[tuple[Any, ...]]:
    by = timedelta(weeks=weeks)
    return [(name, start and start + by, end and end + by) for name, start, end in rows]


def everything(db: Connection) -> list[Any]:
    """What a refused act must leave alone."""
    tables = ("stages", "assignments", "assignment_teachers", "attachments", "links", "audit_events")
    return [db.execute(f"select to_jsonb(t) from {table} t order by 1".encode()).fetchall() for table in tables]


@pytest.fixture
def files(shop: int, db: Connection, settings: Settings) -> Path:
    """Two files handed out with the bookshop; where all files lie."""
    home = settings.storage_dir / "attachments"
    home.mkdir()
    for key, content in (("one", b"brief"), ("two", b"template")):
        (home / key).write_bytes(content)
        db.execute(
            "insert into attachments (assignment_id, storage_key, file_name, media_type, size_bytes, sha256)"
            " values (%s, %s, %s, 'text/plain', %s, %s)",
            [shop, f"attachments/{key}", f"{key}.txt", len(content), sha256(content).hexdigest()],
        )
    return home


@pytest.mark.parametrize("zone", ZONES)
def test_a_copy_of_a_plan_from_2026_09_to_2027_02_keeps_weekday_and_wall_time_for_every_stage(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock, zone: str
) -> None:
    clock.set(datetime.fromisoformat("2026-08-20T10:00Z"))
    fill(db, cast.bookshop, zone)
    erin, before = visit("erin"), walls(db, cast.bookshop)
    made = copy(erin, address(cast.bookshop), week="2027-02-25", title="Bookshop again")
    after = walls(db, made)
    # 2027-02-25 is a Thursday of the week that begins on Monday 22 February: 24 weeks after 2026-09-07.
    assert after == later(before, 24)
    assert after[0][1].date() == date(2027, 2, 22)
    for (_, *was), (_, *became) in zip(before, after, strict=True):
        for old, new in zip(was, became, strict=True):
            assert (old and (old.weekday(), old.time())) == (new and (new.weekday(), new.time()))
    assert one(db, "select time_zone from assignments where id = %s", made) == zone
    assert walls(db, cast.bookshop) == before


def test_the_page_shows_every_stage_before_and_after_and_changes_nothing(
    visit: Open, db: Connection, shop: int
) -> None:
    db.execute("update assignments set time_zone = 'Europe/Berlin'")
    before = everything(db)
    text = words_of(visit("erin").get(address(shop), query_string={"week": "2027-02-22"}))
    assert "Teams Mon 7 Sep 2026, 02:00 UTC+2 → Mon 22 Feb 2027, 02:00 UTC+1" in text
    assert "Talks has no dates: stays without no date no date" in text
    assert "All times in Europe/Berlin" in text and "Make the draft in SE-1" in text
    assert everything(db) == before


def test_a_whole_copy_is_a_draft_with_everything_but_history(
    visit: Open, cast: Cast, db: Connection, shop: int, files: Path
) -> None:
    db.execute(
        "update assignments set description = 'Build **it**', min_team_size = 3, max_team_size = 4,"
        " starts_at = '2026-09-01T08:00Z', paused_at = '2026-08-01', paused_by = %s", [cast.people["alice"]],
    )  # fmt: skip
    db.execute("insert into links (assignment_id, url, title) values (%s, 'https://example.org/a', 'Help')", [shop])
    db.execute("update stages set generation = 2, status = 'completed', paused_at = '2026-08-01' where name = 'Teams'")
    erin = visit("erin")
    page = words_of(erin.get(address(shop)))
    assert "The description goes with it." in page and "2 files go with it: 13 Bytes." in page
    assert "1 link goes with it." in page and "Managed by Erin Egede, Alice Ahn" in page
    assert "The course work itself Tue 1 Sep 2026, 16:00 UTC+8 → Tue 2 Mar 2027, 16:00 UTC+8" in page
    made = copy(erin, address(shop), title=" Bookshop\tII ")
    row = db.execute(
        "select course_id, title, description, min_team_size, max_team_size, state, paused_at, starts_at, created_by"
        " from assignments where id = %s", [made],
    ).fetchone()  # fmt: skip
    assert row == (
        cast.courses["SE-1"], "Bookshop II", "Build **it**", 3, 4, "draft", None,
        datetime.fromisoformat("2027-03-02T08:00Z"), cast.people["erin"],
    )  # fmt: skip
    stages = db.execute(
        "select status, generation, held, paused_at, count(*) from stages where assignment_id = %s group by 1, 2, 3, 4",
        [made],
    ).fetchall()
    assert stages == [("pending", 0, True, None, len(PLAN))]
    managers = db.execute("select user_id from assignment_teachers where assignment_id = %s order by 1", [made])
    assert managers.fetchall() == [(cast.people["alice"],), (cast.people["erin"],)]
    assert one(db, "select title from links where assignment_id = %s", made) == "Help"
    copies = db.execute("select storage_key, file_name from attachments where assignment_id = %s order by id", [made])
    for (key, name), content in zip(copies.fetchall(), (b"brief", b"template"), strict=True):
        assert (files.parent / key).read_bytes() == content
        assert key.removeprefix("attachments/") not in {"one", "two"} and name in {"one.txt", "two.txt"}
    details = one(db, "select details from audit_events where action = 'assignment_copied' and subject_id = %s", made)
    origin = {"assignment_id": shop, "title": "Bookshop"}
    assert details == {"from": origin, "whole": True, "weeks": 26, "stages": len(PLAN)}


def test_a_copied_hand_in_keeps_what_it_is(visit: Open, db: Connection, shop: int) -> None:
    db.execute("update stages set submission_mode = 'link', description = 'All of it' where name = 'Hand-in'")
    made = copy(visit("erin"), address(shop))
    row = db.execute(
        "select kind, submission_mode, description, position from stages where assignment_id = %s and name = 'Hand-in'",
        [made],
    ).fetchone()
    assert row == ("submission", "link", "All of it", 5)


def test_a_plan_alone_goes_into_another_course_in_that_ones_zone(
    visit: Open, cast: Cast, db: Connection, shop: int, files: Path
) -> None:
    abroad = add_course(db, "NY-1")
    db.execute("update courses set time_zone = 'America/New_York' where id = %s", [abroad])
    enroll(db, abroad, cast.people["erin"], "teacher")
    asked = {"what": "plan", "into": f"course-{abroad}", "week": "2027-02-22", "title": "Shop"}
    erin = visit("erin")
    page = words_of(erin.get(address(shop), query_string=asked))
    assert "Teams Mon 7 Sep 2026, 08:00 UTC+8 → Mon 22 Feb 2027, 08:00 UTC−5" in page
    assert "those of Asia/Shanghai, times on the right those of America/New_York" in page
    made = copy(erin, address(shop), **asked)
    assert walls(db, made) == later(walls(db, shop), 24)
    row = db.execute("select course_id, title, description, time_zone from assignments where id = %s", [made])
    assert row.fetchone() == (abroad, "Shop", "", "America/New_York")
    assert one(db, "select count(*) from attachments where assignment_id = %s", made) == 0
    managers = db.execute("select user_id from assignment_teachers where assignment_id = %s", [made]).fetchall()
    assert managers == [(cast.people["erin"],)]
    assert sorted(path.name for path in files.iterdir()) == ["one", "two"]


def test_a_plan_is_appended_to_a_draft_in_the_zone_of_the_draft(
    visit: Open, cast: Cast, db: Connection, shop: int
) -> None:
    draft = add_course_work(db, cast.courses["SE-1"], "Draft", state="draft", zone="Europe/Berlin")
    first = add_stage(db, draft, None, None, name="Kick-off")
    erin = visit("erin")
    made = copy(erin, address(shop), what="plan", into=f"draft-{draft}", week="2027-02-26", title="")
    assert made == draft
    assert walls(db, draft) == [("Kick-off", None, None), *later(walls(db, shop), 24)]
    assert one(db, "select position from stages where id = %s", first) == 0
    row = db.execute("select action, subject_id, details from audit_events").fetchone()
    origin = {"assignment_id": shop, "title": "Bookshop"}
    assert row == ("plan_copied", draft, {"from": origin, "weeks": 24, "stages": len(PLAN)})
    assert one(db, "select title from assignments where id = %s", draft) == "Draft"


def test_a_draft_that_was_published_meanwhile_takes_no_plan(visit: Open, cast: Cast, db: Connection, shop: int) -> None:
    draft = add_course_work(db, cast.courses["SE-1"], "Draft", state="draft")
    erin, path = visit("erin"), address(shop)
    sent = shown(erin, path, what="plan", into=f"draft-{draft}")
    db.execute("update assignments set state = 'published' where id = %s", [draft])
    before = everything(db)
    answer = erin.post(path, sent, seen_on="/")
    assert answer.status_code == 422
    assert "Choose one of the courses that you teach or one of your drafts." in words_of(answer)
    assert everything(db) == before


def test_dates_that_would_be_past_are_marked_and_refused(visit: Open, db: Connection, shop: int) -> None:
    erin, path, before = visit("erin"), address(shop), everything(db)
    page = erin.get(path, query_string={"week": "2026-08-17"})
    assert "Teams Mon 7 Sep 2026, 08:00 UTC+8 → Mon 17 Aug 2026, 08:00 UTC+8 lies in the past" in words_of(page)
    assert page.text.count("sc-marked") == 1 and "Make the draft" not in words_of(page)
    assert "choose another week or change those stages first" in words_of(page)
    sent = {"what": "whole", "into": "course-1", "title": "II", "week": "2026-08-17", "confirmed": "1"}
    answer = erin.post(path, {**sent, "shown": digest(db, shop)}, seen_on="/")
    assert answer.status_code == 422
    assert "A date of the copy cannot be" in words_of(answer) and 'value="2026-08-17"' in answer.text
    assert everything(db) == before


def digest(db: Connection, work: int) -> str:
    """What a page that showed the plan as it is now would send."""
    return str(one(db, "select stageclock.plan_digest(%s)", work))


@pytest.mark.parametrize(
    ("zone", "ends_at", "week", "said"),
    [
        ("Europe/Berlin", "2026-09-13T00:30Z", "2027-03-25", "→ Sun 28 Mar 2027, 02:30 does not exist"),
        ("Europe/Berlin", "2026-09-13T00:30Z", "2026-10-20", "→ Sun 25 Oct 2026, 02:30 happens twice"),
        ("America/New_York", "2026-09-13T06:30Z", "2027-03-08", "→ Sun 14 Mar 2027, 02:30 does not exist"),
    ],
)
def test_a_wall_time_that_the_clocks_skip_or_repeat_is_marked_and_refused(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock, zone: str, ends_at: str, week: str, said: str
) -> None:
    clock.set(datetime.fromisoformat("2026-08-20T10:00Z"))
    db.execute("update assignments set time_zone = %s", [zone])
    add_stage(db, cast.bookshop, None, datetime.fromisoformat(ends_at), name="Trapped")
    erin, path, before = visit("erin"), address(cast.bookshop), everything(db)
    page = erin.get(path, query_string={"week": week})
    assert said in words_of(page)
    assert page.text.count("sc-marked") == 1 and "Make the draft" not in words_of(page)
    sent = {"what": "whole", "into": "course-1", "title": "II", "week": week, "confirmed": "1"}
    answer = erin.post(path, {**sent, "shown": digest(db, cast.bookshop)}, seen_on="/")
    assert answer.status_code == 422
    assert everything(db) == before


def test_a_plan_that_changed_meanwhile_is_shown_again(visit: Open, db: Connection, shop: int, files: Path) -> None:
    erin, path = visit("erin"), address(shop)
    sent = {**shown(erin, path), "title": "My own title"}
    db.execute("update stages set name = 'Teams!' where name = 'Teams'")
    before = everything(db)
    answer = erin.post(path, sent, seen_on="/")
    assert answer.status_code == 409
    assert "The plan has changed since it was shown" in words_of(answer)
    assert 'value="My own title"' in answer.text and "Teams!" in answer.text
    assert everything(db) == before
    assert sorted(path.name for path in files.iterdir()) == ["one", "two"], "what was copied is taken away again"


def test_of_two_who_append_to_one_draft_at_once_the_second_is_told(
    visit: Open, cast: Cast, db: Connection, shop: int
) -> None:
    draft = add_course_work(db, cast.courses["SE-1"], "Draft", state="draft")
    erin, dora, path = visit("erin"), visit("dora"), address(shop)
    sent = [shown(browser, path, what="plan", into=f"draft-{draft}") for browser in (erin, dora)]
    assert erin.post(path, sent[0], seen_on="/").status_code == 303
    before = everything(db)
    answer = dora.post(path, sent[1], seen_on="/")
    assert answer.status_code == 409
    assert "The plan has changed since it was shown" in words_of(answer)
    assert "The draft has 6 stages already; these come after them." in words_of(answer)
    assert everything(db) == before


def test_a_file_whose_bytes_are_lost_stops_the_copy_and_leaves_nothing(
    visit: Open, db: Connection, shop: int, files: Path
) -> None:
    (files / "two").unlink()
    erin, path, before = visit("erin"), address(shop), everything(db)
    answer = erin.post(path, shown(erin, path), seen_on="/")
    assert answer.status_code == 500
    assert "A file could not be copied. Tell the administrator, or copy only the plan." in words_of(answer)
    assert everything(db) == before
    assert [path.name for path in files.iterdir()] == ["one"]
    assert copy(erin, path, what="plan") > shop


@pytest.mark.parametrize(
    "week", ["", "soon", "2027-02-30", "2027-2-1", "22.02.2027", "1969-12-31", "3000-01-01", "٢٠٢٧-٠٢-٢٢"]
)
def test_a_week_that_is_none_is_refused_beside_its_field_and_kept(
    visit: Open, db: Connection, shop: int, week: str
) -> None:
    erin, path, before = visit("erin"), address(shop), everything(db)
    sent = {"what": "whole", "into": "course-1", "title": "Again", "week": week, "confirmed": "1"}
    for answer in (erin.get(path, query_string=sent), erin.post(path, sent, seen_on="/")):
        assert answer.status_code == 422
        assert "Write a day like 2030-03-04, in a year from 1970 to 2999." in words_of(answer)
        assert f'value="{week}"' in answer.text and 'value="Again"' in answer.text
    assert everything(db) == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": " "}, "Give the new course work a title."),
        ({"title": "x" * 201}, "Use at most 200 characters."),
        ({"what": "half"}, "Choose what is copied."),
        ({"into": "course-2"}, "Choose one of the courses that you teach or one of your drafts."),
        ({"into": "draft-1"}, "Choose one of the courses that you teach or one of your drafts."),
        ({"into": ""}, "Choose one of the courses that you teach or one of your drafts."),
        ({"into": "draft-{draft}"}, "A draft takes only a plan: choose a course, or copy only the plan."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_all_that_was_typed_is_kept(
    visit: Open, cast: Cast, db: Connection, shop: int, typed: dict[str, str], said: str
) -> None:
    draft = add_course_work(db, cast.courses["SE-1"], "Draft", state="draft")
    erin, path, before = visit("erin"), address(shop), everything(db)
    sent = {"what": "whole", "into": "course-1", "title": "Again", "week": "2027-02-22", "confirmed": "1"}
    sent |= {name: text.format(draft=draft) for name, text in typed.items()}
    for answer in (erin.get(path, query_string=sent), erin.post(path, sent, seen_on="/")):
        assert answer.status_code == 422
        assert said in words_of(answer)
        assert 'value="2027-02-22"' in answer.text
    assert everything(db) == before


def test_only_courses_and_drafts_of_ones_own_are_offered(visit: Open, cast: Cast, db: Connection, shop: int) -> None:
    add_course_work(db, cast.courses["SE-1"], "Our draft", state="draft")
    add_course_work(db, cast.courses["XX-9"], "Their draft", state="draft")
    put_away = add_course(db, "OLD-1")
    enroll(db, put_away, cast.people["erin"], "teacher")
    db.execute("update courses set archived_at = now() where id = %s", [put_away])

    def offered(username: str) -> list[str]:
        text = visit(username).get(address(shop)).text
        return re.findall(r"<option[^>]*>(.*?)</option>", text.partition('name="into"')[2].partition("</select>")[0])

    assert offered("erin") == ["Course SE-1 (SE-1) · 2030", "Our draft — Course SE-1 (SE-1) · 2030"]
    assert set(offered("dora")) > set(offered("erin")) and any("Their draft" in name for name in offered("dora"))
    assert offered("alice") == [], "she manages the bookshop and teaches no course"
    assert "You teach no course" in visit("alice").read(address(shop))


def test_strangers_students_and_the_signed_out_copy_nothing(
    visit: Open, db: Connection, shop: int, files: Path
) -> None:
    path, before = address(shop), everything(db)
    fields = {"what": "whole", "into": "course-2", "title": "Mine", "week": "2027-02-22", "confirmed": "1"}
    for username, status in (("charlie", 404), ("frank", 404), ("bob", 403), (None, 302)):
        browser = visit(username)
        assert browser.get(path).status_code == status, username
        assert browser.post(path, fields, seen_on="/").status_code == status, username
    assert visit("erin").client.post(path, data=fields).status_code == 400
    assert visit("erin").post(path, fields, seen_on="/").status_code == 422, "a course that is not hers"
    assert everything(db) == before
    assert len(list(files.iterdir())) == 2


def test_an_archived_course_work_is_copied(visit: Open, db: Connection, shop: int) -> None:
    db.execute("update assignments set state = 'archived'")
    made = copy(visit("erin"), address(shop))
    assert one(db, "select state from assignments where id = %s", made) == "draft"


def test_a_plan_without_dates_or_stages_is_copied_without_asking_for_a_week(
    visit: Open, cast: Cast, db: Connection
) -> None:
    erin, path = visit("erin"), address(cast.bookshop)
    assert 'name="week"' not in erin.get(path).text.partition('action="' + path)[0]
    assert walls(db, copy(erin, path)) == []
    add_stage(db, cast.bookshop, None, None, name="Talks")
    assert walls(db, copy(erin, path)) == [("Talks", None, None)]


def test_names_and_titles_are_text_never_markup(visit: Open, db: Connection, shop: int) -> None:
    evil = "<img src=x onerror=alert(1)>"
    db.execute("update stages set name = %s where name = 'Teams'", [evil])
    erin = visit("erin")
    text = erin.get(address(shop), query_string={"title": evil}).text
    assert evil not in text and text.count("&lt;img") >= 2
    made = copy(erin, address(shop), title=evil)
    assert evil not in erin.get(f"/assignments/{made}").text


@pytest.mark.parametrize(
    ("first", "today", "proposed"),
    [
        (date(2026, 9, 9), date(2026, 9, 1), date(2027, 3, 8)),
        (date(2026, 9, 9), date(2027, 1, 1), date(2027, 3, 8)),
        (date(2026, 9, 9), date(2027, 3, 8), date(2027, 9, 6)),
        (date(2020, 9, 7), date(2026, 8, 20), date(2026, 8, 31)),
    ],
)
def test_the_week_that_is_proposed_lies_half_a_year_on_and_ahead(first: date, today: date, proposed: date) -> None:
    assert next_term(first, today) == proposed


def test_it_is_said_in_the_readers_language(visit: Open, shop: int) -> None:
    text = visit("erin", language="zh-CN").read(address(shop))
    assert "The copy" not in text and "Where to" not in text


@pytest.mark.parametrize("students", [10, 500])
@pytest.mark.parametrize("stages", [5, 40])
@pytest.mark.parametrize("into_draft", [False, True])
def test_the_page_asks_the_same_number_of_times_whatever_the_size(
    visit: Open,
    web: Flask,
    cast: Cast,
    db: Connection,
    clock: MovableClock,
    students: int,
    stages: int,
    into_draft: bool,
) -> None:
    clock.set(MONDAY)
    for n in range(stages):
        add_stage(db, cast.bookshop, MONDAY + DAY * (n + 1), MONDAY + DAY * (n + 1) + HOUR)
    db.execute(
        "with people as (insert into users (username, name, password_hash)"
        " select 's' || n, 'Student ' || n, 'none' from generate_series(1, %s) n returning id)"
        " insert into enrollments (course_id, user_id, role) select %s, id, 'student' from people",
        [students, cast.courses["SE-1"]],
    )
    path = address(cast.bookshop)
    for username in ("erin", "dora"):
        browser = visit(username)
        with statements(web) as sent:
            answer = browser.get(path)
        assert answer.text.count('<th scope="row">') == stages
        assert len(sent) <= 12, f"{username}: {len(sent)}"
    browser, draft = visit("erin"), add_course_work(db, cast.courses["SE-1"], "Draft", state="draft")
    fields = shown(browser, path, **({"what": "plan", "into": f"draft-{draft}"} if into_draft else {}))
    token = re.search(r'csrf_token" value="([^"]+)"', browser.get(path).text)
    assert token
    with statements(web) as sent:
        answer = browser.client.post(path, data={**fields, "csrf_token": token[1]})
    assert answer.status_code == 303
    assert len(sent) <= 12, len(sent)

"""Editing a stage in its plan: what is wrong is said, what was typed is kept, and nobody undoes what another did."""

from typing import Any

import psycopg
import pytest

from app.forms.plan import BESIDE, PARTS
from app.sentences import SENTENCES
from tests.cast import Cast
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.web.browser import words_of
from tests.web.conftest import Open
from tests.web.planning import fields_in, form_of, save, stored

Connection = psycopg.Connection[Any]


@pytest.fixture
def report(cast: Cast, db: Connection, clock: MovableClock) -> int:
    """A hand-in of a draft, from 17:00 to 19:00 in Shanghai; it is 16:00."""
    clock.set(MONDAY)
    db.execute("update assignments set state = 'draft'")
    stage = add_stage(db, cast.bookshop, MONDAY + HOUR, MONDAY + 3 * HOUR, name="Report", kind="submission")
    db.execute("update stages set submission_mode = 'file'")
    return stage


def test_everything_about_a_stage_is_changed_in_one_act(visit: Open, cast: Cast, db: Connection, report: int) -> None:
    alice = visit("alice")
    sent = form_of(alice, cast.bookshop, report)
    typed = {"name": "Final report", "submission_mode": "link", "description": "PDF,\r\n10 pages"}
    times = {"starts_at": "2030-03-05T08:00", "ends_at": "2030-03-06T23:59:59", "reason": "the hall is taken"}
    answer = save(alice, report, sent, **typed, **times)
    assert answer.location == f"/assignments/{cast.bookshop}/plan#stage-{report}"
    page = alice.read(answer.location)
    assert "Final report is saved." in page
    assert "Start Tue 5 Mar 2030, 08:00 UTC+8 End Wed 6 Mar 2030, 23:59 UTC+8" in page
    now = stored(db, report)
    assert (now["name"], now["submission_mode"], now["description"]) == ("Final report", "link", "PDF,\n10 pages")
    events = db.execute("select action, details ->> 'reason' from audit_events order by id").fetchall()
    assert events == [("stage_rescheduled", "the hall is taken"), ("stage_edited", "the hall is taken")]


def test_saved_unchanged_nothing_is_written(visit: Open, cast: Cast, db: Connection, report: int) -> None:
    odd = "  two  spaces, a tab\tand\r\nWindows lines "
    db.execute("update stages set name = 'two  spaces', description = %s", [odd])
    alice, before = visit("alice"), stored(db, report)
    answer = save(alice, report, form_of(alice, cast.bookshop, report), reason="looking")
    assert "Nothing was changed." in alice.read(answer.location)
    assert stored(db, report) == before
    assert one(db, "select count(*) from audit_events") == 0


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"name": " \t "}, "name", "Give the stage a name."),
        ({"name": "x" * 201}, "name", "Use at most 200 characters."),
        ({"description": "x" * 5001}, "description", "Use at most 5000 characters."),
        ({"kind": "exam"}, "kind", "Choose what kind of stage it is."),
        ({"submission_mode": "fax"}, "submission_mode", "Choose whether a file or a link is handed in."),
        ({"reason": "x" * 501}, "reason", "Use at most 500 characters for the reason."),
        ({"starts_at": "soon"}, "starts_at", "Start: this is no date and time. Write it like 2030-03-04 16:00."),
        ({"ends_at": "2030-02-30T10:00"}, "ends_at", "End: this is no date and time."),
        ({"ends_at": "2030-03-04T17:00"}, "ends_at", "A stage ends after it starts."),
        ({"starts_at": "2030-03-04T15:59"}, "starts_at", "The new start lies in the past: open the stage by hand"),
        ({"starts_at": "", "ends_at": "2030-03-04T15:59"}, "ends_at", "The new end lies in the past"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_with_the_form_open_and_everything_kept(
    visit: Open, cast: Cast, db: Connection, report: int, typed: dict[str, str], field: str, said: str
) -> None:
    other = add_stage(db, cast.bookshop, None, None, name="Other")
    alice, before = visit("alice"), stored(db, report)
    sent = {**form_of(alice, cast.bookshop, report), "name": "My <i>name", "reason": "because", **typed}
    answer = save(alice, report, sent)
    assert answer.status_code == 422
    assert said in words_of(answer)
    mark = f'id="stage-{report}-{field}"'
    tag = answer.text.partition(mark)
    assert " autofocus" in tag[0].rpartition("<")[2]
    assert f'id="stage-{report}-{field}-error"' in answer.text
    assert answer.text.count(" autofocus") == 1
    assert "<details open>" in answer.text.partition(f'action="/stages/{report}"')[0][-600:]
    assert "<details open>" not in answer.text.partition(f'id="stage-{other}"')[2]
    again = fields_in(answer.text, f"/stages/{report}")
    kept = {name: value.strip() for name, value in sent.items() if name not in ("kind", "submission_mode")}
    assert {name: again[name].strip() for name in kept} == kept
    assert stored(db, report) == before
    assert one(db, "select count(*) from audit_events") == 0


def test_a_time_that_the_clocks_skip_is_refused_with_its_neighbours(
    visit: Open, cast: Cast, db: Connection, report: int
) -> None:
    db.execute("update assignments set time_zone = 'Europe/Berlin'")
    alice = visit("alice")
    sent = form_of(alice, cast.bookshop, report)
    answer = save(alice, report, sent, ends_at="2030-03-31T02:30")
    assert answer.status_code == 422
    assert "End: Sun 31 Mar 2030, 02:30 does not exist in Europe/Berlin" in words_of(answer)
    answer = save(alice, report, sent, ends_at="2030-10-27T02:30")
    assert "happens twice in Europe/Berlin" in words_of(answer)
    assert fields_in(answer.text, f"/stages/{report}")["ends_at"] == "2030-10-27T02:30"


def test_the_second_of_two_teachers_is_told_and_loses_nothing_typed(
    visit: Open, cast: Cast, db: Connection, report: int
) -> None:
    alice, erin = visit("alice"), visit("erin")
    seen = form_of(erin, cast.bookshop, report)
    save(alice, report, form_of(alice, cast.bookshop, report), name="Alice's", ends_at="2030-03-06T12:00")
    by_alice = stored(db, report)
    answer = save(erin, report, seen, name="Erin's", description="typed for an hour", reason="flu")
    assert answer.status_code == 409
    page = words_of(answer)
    assert "Somebody else has changed this meanwhile: look at what it is now." in page
    assert "Stored now: Alice's" in page
    assert "Stored now: nothing" in page, "the description that is about to be replaced"
    assert "Somebody else has changed this: it is what is stored now." in page, "the end follows Alice"
    assert stored(db, report) == by_alice
    again = fields_in(answer.text, f"/stages/{report}")
    assert (again["name"], again["description"].strip(), again["reason"].strip()) == (
        "Erin's", "typed for an hour", "flu",
    )  # fmt: skip
    assert again["ends_at"] == "2030-03-06T12:00:00"
    assert save(erin, report, again).status_code == 303
    now = stored(db, report)
    assert (now["name"], now["description"], now["ends_at"]) == ("Erin's", "typed for an hour", by_alice["ends_at"])


def test_what_both_typed_alike_is_no_difference(visit: Open, cast: Cast, db: Connection, report: int) -> None:
    alice, erin = visit("alice"), visit("erin")
    seen = form_of(erin, cast.bookshop, report)
    save(alice, report, form_of(alice, cast.bookshop, report), name="Same", ends_at="2030-03-06T12:00")
    answer = save(erin, report, seen, name="Same", ends_at="2030-03-06T12:00")
    assert answer.status_code == 409
    assert "Stored now" not in words_of(answer)
    after = save(erin, report, fields_in(answer.text, f"/stages/{report}"))
    assert "Nothing was changed." in erin.read(after.location)


def test_a_mistake_does_not_hide_that_somebody_else_was_faster(
    visit: Open, cast: Cast, db: Connection, report: int
) -> None:
    alice, erin = visit("alice"), visit("erin")
    seen = form_of(erin, cast.bookshop, report)
    save(alice, report, form_of(alice, cast.bookshop, report), name="Alice's")
    answer = save(erin, report, seen, name="Erin's", ends_at="soon")
    assert answer.status_code == 422
    mended = {**fields_in(answer.text, f"/stages/{report}"), "ends_at": ""}
    assert save(erin, report, mended).status_code == 409
    assert stored(db, report)["name"] == "Alice's"


@pytest.mark.parametrize("version", ["", "0", "abc", "99999999999999999999", "²"])
def test_a_form_without_a_version_knows_nothing_of_what_is_stored(
    visit: Open, cast: Cast, db: Connection, report: int, version: str
) -> None:
    alice = visit("alice")
    sent = {**form_of(alice, cast.bookshop, report), "version": version}
    assert save(alice, report, sent, name="x").status_code == 409
    assert stored(db, report)["name"] == "Report"


def test_of_a_stage_that_has_begun_kind_and_start_stay(
    visit: Open, cast: Cast, db: Connection, report: int, clock: MovableClock
) -> None:
    db.execute("update assignments set state = 'published'")
    clock.set(MONDAY + 2 * HOUR)
    alice = visit("alice")
    sent = form_of(alice, cast.bookshop, report)
    assert not {"kind", "starts_at"} & set(sent)
    assert save(alice, report, sent, description="new", submission_mode="link").status_code == 303
    assert stored(db, report)["submission_mode"] == "link"
    for typed, said in (
        ({"kind": "custom"}, "This stage has begun, and keeps its kind: add another stage instead."),
        ({"starts_at": "2030-03-09T10:00", "ends_at": ""}, "This stage has begun: only its end can be moved."),
    ):
        answer = save(alice, report, form_of(alice, cast.bookshop, report), **typed)
        assert answer.status_code in (409, 422)
        assert said in words_of(answer)
        assert next(iter(typed.values())) in answer.text


def test_of_a_closed_stage_the_words_are_mended_and_its_times_point_to_reopening(
    visit: Open, cast: Cast, db: Connection, report: int, clock: MovableClock
) -> None:
    db.execute("update assignments set state = 'published'")
    clock.set(MONDAY + 4 * HOUR)
    alice = visit("alice")
    sent = form_of(alice, cast.bookshop, report)
    assert not {"kind", "starts_at", "ends_at"} & set(sent)
    assert f'href="/stages/{report}/reopening"' in alice.get(f"/assignments/{cast.bookshop}/plan").text
    assert save(alice, report, sent, name="Report, first half").status_code == 303
    answer = save(alice, report, form_of(alice, cast.bookshop, report), ends_at="2030-03-09T10:00")
    assert answer.status_code == 409
    assert "This stage is closed: reopen it to give it a new end." in words_of(answer)


def test_every_sentence_that_has_a_place_beside_a_field_is_one_of_the_databases() -> None:
    assert set(BESIDE) <= SENTENCES
    assert set(BESIDE.values()) <= set(PARTS)

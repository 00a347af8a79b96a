"""A stage saved as it is shown keeps its instants to the microsecond, in each zone, on both sides of a clock change."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.forms.plan import PARTS, StageForm
from app.forms.text import one_line
from app.forms.wall_time import shown
from app.models.types import StageKind, StageStatus
from app.queries.plan import PlanRow
from app.queries.stages import StageNow
from tests.cast import Cast
from tests.clusters import MovableClock
from tests.plans import add_stage, one
from tests.web.conftest import Open
from tests.web.planning import fields_in, form_of, save, window

Connection = psycopg.Connection[Any]

SHANGHAI, BERLIN, NEW_YORK = "Asia/Shanghai", "Europe/Berlin", "America/New_York"
BEFORE = datetime(2030, 1, 1, tzinfo=UTC)
ODD = timedelta(seconds=7, microseconds=123457)


def utc(text: str) -> datetime:
    """An odd instant."""
    return datetime.fromisoformat(text + "+00:00") + ODD


WINDOWS = [
    (SHANGHAI, "2030-03-04T08:00", "2030-09-04T08:00"),
    (BERLIN, "2030-03-30T09:00", "2030-03-31T09:00"),  # over the hour that does not exist
    (BERLIN, "2030-03-31T00:59", "2030-03-31T01:00"),  # right before and right after it
    (BERLIN, "2030-10-26T09:00", "2030-10-27T09:00"),  # over the hour that happens twice
    (BERLIN, "2030-10-27T00:30", "2030-10-27T01:30"),  # both are 02:30 there
    (BERLIN, "2030-10-27T01:15", "2030-10-27T01:45"),  # within the second of the two
    (NEW_YORK, "2030-03-09T12:00", "2030-03-10T12:00"),
    (NEW_YORK, "2030-03-10T06:59", "2030-03-10T07:00"),
    (NEW_YORK, "2030-11-02T12:00", "2030-11-03T12:00"),
    (NEW_YORK, "2030-11-03T05:30", "2030-11-03T06:30"),  # both are 01:30 there
    (NEW_YORK, "2030-11-03T06:15", "2030-11-03T06:45"),
]


@pytest.mark.parametrize("state", ["draft", "published"])
@pytest.mark.parametrize(("zone", "start", "end"), WINDOWS)
def test_saved_unchanged_a_stage_keeps_its_instants_to_the_microsecond(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock, zone: str, start: str, end: str, state: str
) -> None:
    clock.set(BEFORE)
    db.execute("update assignments set time_zone = %s, state = %s", [zone, state])
    stage = add_stage(db, cast.bookshop, utc(start), utc(end), name="Report")
    alice, before = visit("alice"), one(db, "select to_jsonb(s) from stages s")
    for _ in range(2):
        answer = save(alice, stage, form_of(alice, cast.bookshop, stage))
        assert answer.status_code == 303
    assert window(db, stage) == (utc(start), utc(end))
    assert one(db, "select to_jsonb(s) from stages s") == before
    save(alice, stage, form_of(alice, cast.bookshop, stage), name="Renamed")
    assert window(db, stage) == (utc(start), utc(end))
    assert one(db, "select array_agg(action) from audit_events") == ["stage_edited"]


@pytest.mark.parametrize(("zone", "start", "end"), WINDOWS)
def test_what_was_not_touched_keeps_its_instant_also_through_a_refusal(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock, zone: str, start: str, end: str
) -> None:
    clock.set(BEFORE)
    db.execute("update assignments set time_zone = %s, state = 'draft'", [zone])
    stage = add_stage(db, cast.bookshop, utc(start), utc(end), name="Report")
    alice = visit("alice")
    seen = form_of(alice, cast.bookshop, stage)
    wrong = save(alice, stage, seen, name="")
    assert wrong.status_code == 422
    db.execute("update stages set description = 'Erin was here'")
    late = save(alice, stage, {**fields_in(wrong.text, f"/stages/{stage}"), "name": "Mine"})
    assert late.status_code == 409
    assert save(alice, stage, fields_in(late.text, f"/stages/{stage}")).status_code == 303
    assert window(db, stage) == (utc(start), utc(end))
    assert one(db, "select (name, description) = ('Mine', 'Erin was here') from stages") is True


def test_only_the_end_moves_where_only_the_end_is_typed(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    clock.set(BEFORE)
    db.execute("update assignments set time_zone = %s, state = 'draft'", [BERLIN])
    stage = add_stage(db, cast.bookshop, utc("2030-10-27T01:30"), utc("2030-10-28T09:00"))
    alice = visit("alice")
    save(alice, stage, form_of(alice, cast.bookshop, stage), ends_at="2030-10-29T10:00")
    assert window(db, stage) == (utc("2030-10-27T01:30"), datetime(2030, 10, 29, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def words() -> Iterator[Flask]:
    """A page to speak on."""
    web = Flask("words")
    web.config.update(SECRET_KEY="tests", WTF_CSRF_ENABLED=False)
    Babel(web)
    yield web


instants = st.datetimes(
    datetime(1970, 1, 2), datetime(2999, 1, 1), timezones=st.just(UTC)  # noqa: DTZ001
)  # fmt: skip
changes = st.sampled_from([utc(text) for _, *window in WINDOWS for text in window])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(
    zone=st.sampled_from([SHANGHAI, BERLIN, NEW_YORK, "Australia/Lord_Howe", "America/St_Johns"]),
    dates=st.tuples(*[st.one_of(st.none(), instants, st.builds(lambda at, by: at + by, changes, st.timedeltas(
        timedelta(hours=-3), timedelta(hours=3))))] * 2),
    name=texts.filter(one_line), description=texts,
    kind=st.sampled_from(StageKind), mode=st.sampled_from(["file", "link", None]),
)  # fmt: skip
def test_whatever_is_stored_comes_back_from_the_form(
    words: Flask, zone: str, dates: tuple[datetime | None, datetime | None], name: str, description: str,
    kind: StageKind, mode: str | None,
) -> None:  # fmt: skip
    stored = stage_now(name, description, kind, mode, dates)
    with words.test_request_context():
        form = StageForm.of(PlanRow(stored, 3, has_history=False), zone)
        sent = MultiDict({field.name: str(field.data) for field in form})
    with words.test_request_context(method="POST", data=sent):
        planned = StageForm.sent().planned(stored, zone)
    assert planned is not None
    assert [getattr(planned, part) for part in PARTS] == [getattr(stored, part) for part in PARTS]


def stage_now(
    name: str, description: str, kind: StageKind, mode: str | None, dates: tuple[datetime | None, datetime | None]
) -> StageNow:
    """A stage that has not begun."""
    return StageNow(
        id=7, assignment_id=1, position=0, name=name, description=description, kind=kind, starts_at=dates[0],
        ends_at=dates[1], submission_mode=mode, held=False, paused_at=None, effective_status=StageStatus.PENDING,
        next_at=None, next_status=None, is_open=False, as_of=BEFORE,
    )  # fmt: skip


def test_two_instants_of_the_hour_that_happens_twice_are_shown_alike() -> None:
    for zone, start, end in (WINDOWS[4], WINDOWS[9]):
        assert shown(utc(start), zone) == shown(utc(end), zone)

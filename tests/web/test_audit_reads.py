"""No page of the audit reads the table as a whole: each finds its acts by an index, however many there are."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event

from app.db import db as engine_of
from tests.cast import Cast
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]
Sent = list[tuple[str, dict[str, Any]]]

EVENTS = 100_000
PAGES = (
    "/assignments/{work}/audit",
    "/courses/{course}/audit",
    "/audit",
    "/audit?page=100",
    "/audit?person=alice",
    "/audit?person=bob",
    "/audit?subject_type=clock",
    "/audit?subject_type=user",
    "/audit?action=clock_paused",
    "/audit?action=link_added",
    "/audit?person=alice&subject_type=stage&action=stage_edited",
)


@pytest.fixture
def long_trail(cast: Cast, db: Connection) -> None:
    """A hundred thousand acts of others on other things, and one on the clock."""
    names = "insert into users (username, name, password_hash) select 'u' || n, 'U', 'x'"
    db.execute(f"{names} from generate_series(1, 500) n".encode())
    db.execute(
        "insert into audit_events (actor_id, action, subject_type, subject_id)"
        " select (select max(id) from users) - n %% 500,"
        " (array['stage_rescheduled', 'stage_edited', 'assignment_edited', 'person_enrolled'])[1 + n %% 4],"
        " (array['stage', 'stage', 'assignment', 'course'])[1 + n %% 4], 1 + n %% 5000 from generate_series(1, %s) n",
        [EVENTS],
    )
    db.execute("insert into audit_events (action, subject_type, subject_id) values ('clock_paused', 'clock', 0)")
    db.execute("analyze")


@pytest.fixture
def sent(web: Flask) -> Iterator[Sent]:
    """What the application reads from the audit."""
    found: Sent = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if "audit_events" in statement:
            found.append((statement, parameters))

    with web.app_context():
        engine = engine_of.engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.usefixtures("long_trail")
def test_every_page_is_found_by_an_index(visit: Open, cast: Cast, db: Connection, sent: Sent) -> None:
    dora = visit("dora")
    for page in PAGES:
        sent.clear()
        dora.read(page.format(work=cast.bookshop, course=cast.courses["SE-1"]))
        [(statement, parameters)] = sent
        plan = "\n".join(row[0] for row in db.execute(b"explain " + statement.encode(), parameters))
        assert "Seq Scan on audit_events" not in plan, f"{page}\n{plan}"


@pytest.mark.usefixtures("long_trail")
def test_the_name_of_a_stage_that_is_gone_is_found_by_an_index(
    visit: Open, cast: Cast, db: Connection, sent: Sent
) -> None:
    gone = "insert into audit_events (action, subject_type, subject_id, details) select"
    db.execute(
        f"{gone} 'stage_removed', 'assignment', 1, jsonb_build_object('stage_id', 10000 + n, 'name', 'Removed')"
        " from generate_series(1, 5000) n".encode()
    )
    db.execute(
        f"{gone} 'assignment_deleted', 'course', 1, jsonb_build_object('stages', jsonb_build_array("
        "jsonb_build_object('id', 20000 + n, 'name', 'Deleted'))) from generate_series(1, 5000) n".encode()
    )
    db.execute("insert into audit_events (action, subject_type, subject_id) values"
               " ('stage_paused', 'stage', 10007), ('stage_paused', 'stage', 20007)")  # fmt: skip
    db.execute("analyze")
    page = visit("dora").read("/audit")
    assert "Stage paused Removed Stage" in page and "Stage paused Deleted Stage" in page
    [(statement, parameters)] = sent
    plan = "\n".join(row[0] for row in db.execute(b"explain " + statement.encode(), parameters))
    assert plan.count("Bitmap Index Scan on ix_audit_events_gone_stages") == 2, plan

"""The specification is true: schemathesis tries every operation as everybody, with all its checks."""

from typing import Any

import psycopg
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok

from tests.cast import Cast
from tests.effort import LONG
from tests.plans import add_stage, one
from tests.teams import add_team
from tests.web.programs import API, give_token

Connection = psycopg.Connection[Any]
EXAMPLES = 25 if LONG else 2
# What the database's rules refuse of a request that is written well (422), a version that is not the latest (412), and
# RFC 6585's own status for a missing If-Match (428): all other answers are as schemathesis expects them.
CHECKS = {
    "positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "412", "422"]},
    "missing_required_header": {"expected-statuses": ["401", "403", "404", "409", "422", "428"]},
    "negative_data_rejection": {
        "expected-statuses": ["400", "401", "403", "404", "405", "409", "412", "415", "422", "428"]
    },
}


@pytest.mark.parametrize("username", ["dora", "alice", "bob", None])
def test_every_operation_keeps_its_word(web: Flask, cast: Cast, db: Connection, username: str | None) -> None:
    for kind in ("team_formation", "division", "submission", "custom"):
        add_stage(db, cast.bookshop, None, None, kind=kind, name=kind)
    team = add_team(db, cast.bookshop, [cast.people["bob"]])
    db.execute("insert into division_roles (stage_id, name) values (2, 'Editor')")
    task = "insert into team_tasks (team_id, title, created_by) values (%s, 'Write', %s)"
    db.execute(task, [team, cast.people["bob"]])
    add_what_admins_see(db, cast)
    config = SchemathesisConfig.from_dict({"checks": CHECKS})
    schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", web, config=config)
    shown = {"Authorization": f"Bearer {give_token(db, cast.people[username])}"} if username else {}
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) > 10
    for operation in operations:
        attempt(operation, shown)


def add_what_admins_see(db: Connection, cast: Cast) -> None:
    """A class list to be looked at, and a notice whose mail was given up."""
    rows = '[{"row": 1, "student_number": "20300001", "name": "Greta Gu", "email": null, "username": null}]'
    draft = "select stageclock.create_roster_draft(%s, 'List', null, null, %s, %s)"
    db.execute(draft, [cast.courses["SE-1"], rows, cast.people["dora"]])
    notice = "insert into notifications (recipient_id, kind, params) values (%s, 'message', '{}') returning id"
    dead = "insert into mail_outbox (notification_id, next_try_at, dead_at) values (%s, '2030-03-04', '2030-03-05')"
    db.execute(dead, [one(db, notice, cast.people["bob"])])


def aim(case: Any) -> None:
    """Turn keys that could be anything into some that there are, and leave what is no key."""
    for name, value in (case.path_parameters or {}).items():
        if isinstance(value, int) and 0 < value < 2**63:
            case.path_parameters[name] = 1 if value % 2 else 1 + value % 4


def attempt(operation: Any, shown: dict[str, str]) -> None:
    """Try one operation with data that fit and data that do not."""
    modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])

    @given(case=cases)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def keeps_its_word(case: Any) -> None:
        aim(case)
        assume(all(value not in ([], {}) for value in (case.query or {}).values()))  # what is empty is never sent
        answer = case.call_and_validate(headers=shown)
        if not shown:
            assert answer.status_code in {400, 401, 404, 405}, answer.status_code

    keeps_its_word()

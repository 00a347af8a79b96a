"""A school at work: pages that people read, and what programs of theirs write, asked for by access tokens."""

import psycopg

from tests.cast import Cast
from tests.live.ears import Person
from tests.plans import HOUR, add_stage, one
from tests.teams import add_team
from tests.upgrading.people import Request
from tests.web.programs import API, give_token

TASK = "insert into team_tasks (team_id, title, created_by) values (%s, 'Write', %s) returning id"


def everyday(db: psycopg.Connection[object], cast: Cast, address: str) -> list[Request]:
    """What a teacher and a student do all day long, half of it reading and half of it writing."""
    now, bob = one(db, "select clock_timestamp()"), cast.people["bob"]
    stage = add_stage(db, cast.bookshop, now - HOUR, now + 24 * HOUR, status="active", kind="submission")
    task = one(db, TASK, add_team(db, cast.bookshop, [bob]), bob)
    student, teacher = Person(address, "bob").headers, Person(address, "alice").headers
    bobs, alices = (
        {"Authorization": f"Bearer {give_token(db, cast.people[name])}", "Accept": "application/json"}
        for name in ("bob", "alice")
    )
    return [
        Request("GET", "/", student),
        Request("POST", f"{API}/tasks/{task}/progress", bobs, {"progress": 50, "note": "half"}),
        Request("GET", f"/assignments/{cast.bookshop}", teacher),
        Request("POST", f"{API}/stages/{stage}/submissions", bobs, {"url": "https://x.example/a", "note": ""}),
        Request("GET", f"{API}/assignments/{cast.bookshop}/stages", bobs),
        Request("POST", f"{API}/assignments/{cast.bookshop}/messages", alices, {"text": "Hello"}),
        Request("GET", f"/assignments/{cast.bookshop}/plan", teacher),
        Request("POST", f"{API}/notifications/marks", bobs, {"read": True}),
        Request("GET", "/readyz", {}),
        Request("GET", "/health/clock", {}),
        Request("GET", "/metrics", {}),
        Request("GET", "/notifications", student),
    ]

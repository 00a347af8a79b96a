"""A stage at which Bob's team hands in, and what a browser sends there."""

import io
from dataclasses import dataclass
from typing import Any

import psycopg
from werkzeug.test import EnvironBuilder, TestResponse

from tests.cast import Cast, add_person, enroll
from tests.clusters import MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.teams import add_team
from tests.web.browser import Browser

Connection = psycopg.Connection[Any]
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"
ZIP = b"PK\x03\x04\x14\x00\x00\x00\x00\x00"


@dataclass(frozen=True)
class Place:
    """The stage, Bob's team with its other member, and one team that is not theirs."""

    work: int
    stage: int
    team: int
    other_team: int
    ben: int
    cem: int

    @property
    def page(self) -> str:
        """Where Bob hands in."""
        return f"/stages/{self.stage}/submission"


def prepare(db: Connection, cast: Cast, clock: MovableClock, mode: str = "file") -> Place:
    """The stage is open from an hour before MONDAY to an hour after; the clock stands at MONDAY."""
    clock.set(MONDAY)
    stage = add_stage(
        db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR, kind="submission", status="active", name="Report"
    )
    db.execute("update stages set submission_mode = %s where id = %s", [mode, stage])
    ben, cem = add_person(db, "ben", "Ben Bell"), add_person(db, "cem", "Cem Can")
    for person in (ben, cem):
        enroll(db, cast.courses["SE-1"], person)
    team = add_team(db, cast.bookshop, [cast.people["bob"], ben])
    return Place(cast.bookshop, stage, team, add_team(db, cast.bookshop, [cem]), ben, cem)


def body_of(*files: tuple[bytes, str], **fields: str) -> tuple[bytes, str]:
    """The body of a form and its content type, as a browser writes them."""
    data: dict[str, Any] = {**fields}
    if files:
        data["files"] = [(io.BytesIO(content), name) for content, name in files]
    builder = EnvironBuilder(method="POST", data=data, content_type="multipart/form-data")
    environ = builder.get_environ()
    return environ["wsgi.input"].read(), environ["CONTENT_TYPE"]


def hand_in(browser: Browser, stage: int, *files: tuple[bytes, str], **fields: str) -> TestResponse:
    """Send a hand-in as the plain form does: the token goes with the address."""
    body, content_type = body_of(*files, **fields)
    return browser.client.post(
        f"/stages/{stage}/submissions",
        query_string={"csrf_token": browser.token("/")},
        data=body,
        content_type=content_type,
        headers={"Accept-Language": browser.language},
    )


def handed_in(db: Connection) -> list[tuple[Any, ...]]:
    """(attempt, begun_at, submitted_at, file names) of every hand-in."""
    return db.execute(
        "select s.attempt, s.begun_at, s.submitted_at,"
        " array(select f.file_name from submission_files f where f.submission_id = s.id order by f.id)"
        " from submissions s order by s.id"
    ).fetchall()


def count(db: Connection) -> int:
    """How many hand-ins there are."""
    return int(one(db, "select count(*) from submissions"))

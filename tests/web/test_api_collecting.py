"""Hand-ins as the staff collects them through the interface for programs: counts, missing teams, one archive."""

import io
import zipfile
from typing import Any

import psycopg
import pytest

from tests.cast import Cast
from tests.clusters import MovableClock
from tests.handing_in import PDF, Place, prepare
from tests.plans import HOUR, add_stage, one
from tests.web.conftest import Start

Connection = psycopg.Connection[Any]


@pytest.fixture
def place(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    place = prepare(db, cast, clock)
    cast.people.update(ben=place.ben, cem=place.cem)
    return place


@pytest.fixture
def handed_in(program: Start, place: Place) -> list[int]:
    """Two attempts of Bob's team; Cem's team has handed in nothing."""
    bob, address = program("bob"), f"/stages/{place.stage}/submissions"
    answers = [bob.upload(address, (PDF, "report.pdf")), bob.upload(address, (b"again", "report.txt"), note="Second")]
    return [int(answer.get_json()["id"]) for answer in answers]


def test_hand_ins_are_listed_by_team_review_and_latest_attempt(
    program: Start, place: Place, handed_in: list[int]
) -> None:
    alice, address = program("alice"), f"/stages/{place.stage}/submissions"
    first, second = handed_in

    def listed(asked: str) -> list[int]:
        return [each["id"] for each in alice.items(f"{address}?{asked}")]

    assert listed("") == [second, first] and listed("only_latest=true") == [second]
    assert listed(f"team_id={place.team}") == [second, first] and listed(f"team_id={place.other_team}") == []
    assert alice.send(f"/submissions/{first}/review", {"review": "approved"}).status_code == 204
    assert listed("review=approved") == [first] and listed("review=waiting") == [second]
    assert listed("review=approved&only_latest=true") == []
    assert program("cem").items(f"{address}?team_id={place.team}") == [], "a classmate"


def test_staff_count_hand_ins_and_find_what_is_missing(
    program: Start, cast: Cast, place: Place, handed_in: list[int]
) -> None:
    alice = program("alice")
    tally = alice.items(f"/assignments/{cast.bookshop}/submission-stages")
    told = ("id", "name", "status", "team_count", "handed_in_count", "waiting_count", "missing_count")
    assert [[each[name] for name in told] for each in tally] == [[place.stage, "Report", "active", 2, 1, 1, 1]]
    address = f"/stages/{place.stage}/teams"
    missing, there = alice.items(address)
    assert (missing["id"], missing["attempt_count"], missing["latest"]) == (place.other_team, 0, None)
    assert (there["id"], there["attempt_count"], there["latest"]["id"]) == (place.team, 2, handed_in[1])
    assert alice.items(f"{address}?review=missing") == [missing] and alice.items(f"{address}?review=waiting") == [there]
    assert alice.items(f"{address}?review=approved") == alice.items(f"{address}?team_id=99") == []
    following = alice.get(f"{address}?limit=1").get_json()["next"]
    assert alice.items(f"{address}?limit=1&cursor={following}") == [there]


def test_a_later_end_stands_beside_its_team(program: Start, place: Place, clock: MovableClock) -> None:
    alice, ends_at = program("alice"), (clock.now() + 5 * HOUR).isoformat()
    later = {"team_id": place.other_team, "ends_at": ends_at, "reason": "Illness"}
    made = alice.send(f"/stages/{place.stage}/extensions", later).get_json()["id"]
    seen = alice.items(f"/stages/{place.stage}/teams?review=missing")[0]
    assert (seen["extension_id"], seen["extended_until"], seen["extension_reason"]) == (made, ends_at, "Illness")


def test_everything_comes_as_one_archive(program: Start, place: Place, handed_in: list[int]) -> None:
    answer = program("alice").get(f"/stages/{place.stage}/submissions.zip")
    assert (answer.status_code, answer.mimetype, answer.content_length) == (200, "application/zip", len(answer.data))
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    assert [archive.read(name) for name in archive.namelist()] == [PDF, b"again"]
    assert all(name.endswith((f"/{n}/report.pdf", f"/{n}/report.txt")) for n, name in enumerate(archive.namelist(), 1))


def test_students_and_strangers_collect_nothing(
    program: Start, cast: Cast, db: Connection, place: Place, handed_in: list[int]
) -> None:
    addresses = [
        f"/assignments/{cast.bookshop}/submission-stages", f"/stages/{place.stage}/teams",
        f"/stages/{place.stage}/submissions.zip",
    ]  # fmt: skip
    for address in addresses:
        for username, status in (("bob", 403), ("charlie", 404), ("frank", 404), (None, 401)):
            assert program(username).get(address).status_code == status, (username, address)
        assert program("alice", scope="read").get(address).status_code == 200, address
    other = add_stage(db, cast.bookshop, None, None)
    for address in (f"/stages/{other}/teams", f"/stages/{other}/submissions.zip"):
        assert program("alice").get(address).status_code == 404, "nothing is handed in there"
    assert one(db, "select count(*) from submissions") == 2

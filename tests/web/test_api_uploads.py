"""Files handed in through the interface for programs: gate first, part by part, nothing left of what is refused."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from werkzeug.test import TestResponse

from app.config import Settings
from tests.cast import Cast
from tests.clusters import Database, MovableClock
from tests.handing_in import PDF, PNG, Place, body_of, count, handed_in, prepare
from tests.plans import HOUR, MINUTE, MONDAY, one
from tests.web.conftest import Start
from tests.web.programs import API, Program

Connection = psycopg.Connection[Any]
END = MONDAY + HOUR


@pytest.fixture
def place(db: Connection, cast: Cast, clock: MovableClock) -> Place:
    place = prepare(db, cast, clock)
    cast.people.update(ben=place.ben, cem=place.cem)
    return place


class Body(io.BytesIO):
    """A body whose first reading does something first, as time passes while it is received."""

    def __init__(self, content: bytes, meanwhile: Callable[[], object] = lambda: None) -> None:
        super().__init__(content)
        self.meanwhile = meanwhile
        self.was_read = False

    def readinto(self, buffer: Any) -> int:
        if not self.was_read:
            self.was_read = True
            self.meanwhile()
        return super().readinto(buffer)


def address_of(place: Place) -> str:
    return f"/stages/{place.stage}/submissions"


def send(program: Program, path: str, body: io.BytesIO, content_type: str, **more: str) -> TestResponse:
    headers = {"Authorization": f"Bearer {program.token}", **{name.replace("_", "-"): more[name] for name in more}}
    length = len(body.getvalue())
    return program.client.post(
        API + path, input_stream=body, content_length=length, content_type=content_type, headers=headers
    )


def kept_in(settings: Settings) -> list[Path]:
    return [path for path in settings.storage_dir.rglob("*") if path.is_file()]


def test_files_are_handed_in_and_fetched_by_the_team_and_the_staff(
    program: Start, db: Connection, place: Place, settings: Settings
) -> None:
    made = program("bob").upload(address_of(place), (PDF, "报告.pdf"), (b"x = 1\n", "main.py"), note="done")
    assert made.status_code == 201, made.text
    for username in ("bob", "ben", "alice"):
        seen = program(username).get(f"/submissions/{made.get_json()['id']}").get_json()
        assert (seen["note"], seen["url"], seen["team_name"]) == ("done", None, "Group 0")
        assert seen["submitted_by_id"] == one(db, "select id from users where username = 'bob'")
        assert [file["file_name"] for file in seen["files"]] == ["报告.pdf", "main.py"]
        assert seen["files"][0]["sha256"] == hashlib.sha256(PDF).hexdigest()
        file = f"/submission-files/{seen['files'][0]['id']}"
        assert program(username).get(file).data == PDF
    assert program("cem").get(file).status_code == program("frank").get(file).status_code == 404
    assert len(kept_in(settings)) == 2


def test_what_is_begun_before_the_end_counts_though_it_arrives_later(
    program: Start, database: Database, db: Connection, clock: MovableClock, place: Place
) -> None:
    body, content_type = body_of((PDF, "report.pdf"))
    begun = END - MINUTE
    clock.set(begun)

    def time_passes() -> None:
        clock.set(END + 5 * MINUTE)
        database.tick()

    assert send(program("bob"), address_of(place), Body(body, time_passes), content_type).status_code == 201
    assert handed_in(db) == [(1, begun, END + 5 * MINUTE, ["report.pdf"])]


def test_what_is_begun_at_the_end_is_refused_and_never_read(
    program: Start, db: Connection, clock: MovableClock, place: Place
) -> None:
    content, content_type = body_of((PDF, "report.pdf"))
    clock.set(END)
    body = Body(content)
    answer = send(program("bob"), address_of(place), body, content_type, Idempotency_Key="one")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "SC001")
    assert not body.was_read and count(db) == 0


def test_strangers_and_tokens_that_only_read_hand_in_nothing_and_are_not_read(
    program: Start, db: Connection, place: Place
) -> None:
    content, content_type = body_of((PDF, "report.pdf"))
    senders = [
        (program("charlie"), 404), (program("frank"), 404), (program("alice"), 403),
        (program("bob", scope="read"), 403), (program(), 401),
    ]  # fmt: skip
    for sender, status in senders:
        body = Body(content)
        assert send(sender, address_of(place), body, content_type).status_code == status
        assert not body.was_read
    assert count(db) == 0


def test_what_the_stage_does_not_take_is_refused_and_leaves_nothing(
    program: Start, db: Connection, place: Place, settings: Settings
) -> None:
    db.execute("update stages set max_files = 2, max_file_mb = 1, file_types = '{pdf}' where id = %s", [place.stage])
    bob, good = program("bob"), (PDF, "report.pdf")
    mb = 1 << 20
    refused = [
        (bob.upload(address_of(place), good, (PNG, "fake.pdf")), 422, "of a kind that is not taken here"),
        (bob.upload(address_of(place), good, good, good), 422, "more files than are taken"),
        (bob.upload(address_of(place), good, (b"", "empty.pdf")), 422, "is empty"),
        (bob.upload(address_of(place), (PDF + bytes(mb), "large.pdf")), 413, "larger than 1 MB"),
        (bob.upload(address_of(place), (PDF + bytes(3 * mb), "huge.pdf")), 413, ""),
        (bob.upload(address_of(place), note="nothing"), 422, "choose at least one"),
        (bob.upload(address_of(place), good, remark="?"), 422, "no such field"),
    ]
    for answer, status, why in refused:
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
        assert why in answer.get_json()["detail"]
    assert refused[-1][0].get_json()["errors"] == {"form": {"remark": ["There is no such field."]}}
    assert (count(db), kept_in(settings)) == (0, [])


def test_what_breaks_off_or_is_no_form_is_refused_and_leaves_nothing(
    program: Start, db: Connection, place: Place, settings: Settings
) -> None:
    content, content_type = body_of((PDF, "report.pdf"))
    bob = program("bob")
    assert send(bob, address_of(place), Body(content[:-20]), content_type).status_code == 400
    assert send(bob, address_of(place), Body(content), "multipart/form-data").status_code == 400
    assert send(bob, address_of(place), Body(content), "application/pdf").status_code == 415
    assert (count(db), kept_in(settings)) == (0, [])


def test_a_full_disk_is_a_503_and_hands_nothing_in(
    program: Start, db: Connection, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.storage.save", full)
    answer = program("bob").upload(address_of(place), (PDF, "report.pdf"))
    assert answer.status_code == 503 and "could not store it" in answer.get_json()["detail"]
    assert answer.headers["Retry-After"] == "5" and count(db) == 0


def test_an_upload_under_a_key_is_done_once_whatever_lies_between_its_parts(
    program: Start, db: Connection, place: Place, settings: Settings
) -> None:
    bob, key = program("bob"), {"Idempotency_Key": "report-1"}
    (first, kind), (again, other_kind) = body_of((PDF, "a.pdf"), note="n"), body_of((PDF, "a.pdf"), note="n")
    assert kind != other_kind, "another boundary"
    made = send(bob, address_of(place), Body(first), kind, **key)
    replayed = send(bob, address_of(place), Body(again), other_kind, **key)
    assert made.status_code == replayed.status_code == 201 and made.get_json() == replayed.get_json()
    assert replayed.headers["Idempotent-Replayed"] == "true"
    for files, note in (([(PDF + b"more", "a.pdf")], "n"), ([(PDF, "b.pdf")], "n"), ([(PDF, "a.pdf")], "other")):
        changed, content_type = body_of(*files, note=note)
        answer = send(bob, address_of(place), Body(changed), content_type, **key)
        assert answer.status_code == 422 and "another request" in answer.get_json()["detail"]
    assert bob.send(address_of(place), {"url": "https://example.org"}, **key).status_code == 422
    assert (count(db), len(kept_in(settings))) == (1, 1)


def test_a_refused_upload_lets_go_of_its_key(program: Start, db: Connection, place: Place) -> None:
    bob, key = program("bob"), {"Idempotency_Key": "report-1"}
    body, content_type = body_of((b"", "empty.pdf"))
    assert send(bob, address_of(place), Body(body), content_type, **key).status_code == 422
    body, content_type = body_of((PDF, "a.pdf"))
    assert send(bob, address_of(place), Body(body), content_type, **key).status_code == 201


def test_links_and_files_are_told_apart(program: Start, db: Connection, place: Place) -> None:
    bob = program("bob")
    assert bob.send(address_of(place), {"url": "https://example.org/w"}).get_json()["code"] == "SC013"
    db.execute("update stages set submission_mode = 'link' where id = %s", [place.stage])
    assert bob.upload(address_of(place), (PDF, "report.pdf")).status_code == 422
    wrong = bob.send(address_of(place), {"url": "javascript:alert(1)"})
    assert wrong.status_code == 422 and wrong.get_json()["errors"]["json"].keys() == {"url"}
    assert bob.send(address_of(place), {"url": "https://example.org/w"}).status_code == 201


def test_what_is_larger_than_anything_that_is_taken_is_no_repetition_and_is_not_read(
    program: Start, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, content_type = body_of((PDF, "a.pdf"))
    assert (
        send(program("bob"), address_of(place), Body(content), content_type, Idempotency_Key="one").status_code == 201
    )
    monkeypatch.setattr("app.api.uploads.most_of_any", lambda: len(content) - 1)
    again = Body(content)
    assert send(program("bob"), address_of(place), again, content_type, Idempotency_Key="one").status_code == 413
    assert not again.was_read


def test_the_specification_tells_of_both_bodies(program: Start) -> None:
    spec = program().get("/openapi.json").get_json()
    content = spec["paths"][f"{API}/stages/{{stage_id}}/submissions"]["post"]["requestBody"]["content"]
    assert content.keys() == {"application/json", "multipart/form-data"}
    form = spec["components"]["schemas"]["FilesIn"]
    assert form["properties"]["files"]["items"] == {"type": "string", "format": "binary"}


def test_an_upload_that_was_cut_off_may_be_sent_again_after_half_an_hour(
    program: Start, db: Connection, place: Place, clock: MovableClock
) -> None:
    bob, begun = program("bob"), one(db, "select stageclock.current_time()")
    body, content_type = body_of((PDF, "a.pdf"))

    def stop() -> None:
        raise SystemExit

    def again() -> TestResponse:
        return send(bob, address_of(place), Body(body), content_type, Idempotency_Key="one")

    with pytest.raises(SystemExit):
        send(bob, address_of(place), Body(body, stop), content_type, Idempotency_Key="one")
    clock.set(begun + 30 * MINUTE)
    assert again().status_code == 409
    clock.set(begun + 31 * MINUTE)
    assert again().status_code == 201
    assert again().headers["Idempotent-Replayed"] == "true"
    assert count(db) == 1

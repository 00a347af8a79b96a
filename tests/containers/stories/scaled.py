"""Three webs behind the proxy are one to people."""

import time
import urllib.parse
import urllib.request
from typing import Any

from tests.containers.stories.people import sign_in
from tests.containers.system import System, eventually
from tests.handing_in import PDF, body_of
from tests.live.ears import TOKEN, Person

WEBS = 3
FETCH = (
    "import sys, urllib.request as u;"
    " answer = u.urlopen(u.Request('http://127.0.0.1:8000' + sys.argv[1], headers={'Cookie': sys.argv[2]}));"
    " sys.stdout.write(answer.read().hex())"
)
# Whom tini started: gunicorn's master.
KILL = """
import os, pathlib
for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
    if stat.read_text().rpartition(")")[2].split()[1] == "1":
        os.kill(int(stat.parent.name), 9)
"""
LATE = "select extract(epoch from submitted_at - begun_at) from submissions order by id desc limit 1"


def requests_seen(system: System, container: dict[str, Any], path: str) -> int:
    """How many requests for a path a web has logged."""
    return sum(path in line for line in system.logs(container).splitlines())


def test_the_proxy_finds_every_web_and_gives_each_its_share(system: System) -> None:
    system.compose("up", "--scale", f"web={WEBS}", "--wait")
    webs = system.containers("web")
    assert [one["State"]["Health"]["Status"] for one in webs] == ["healthy"] * WEBS
    time.sleep(1.5)  # for as long the proxy believes what it knows
    for _ in range(40):
        with urllib.request.urlopen(f"{system.address}/sign-in?share") as answer:
            assert answer.status == 200
    assert all(eventually(lambda one=one: requests_seen(system, one, "/sign-in")) >= 4 for one in webs)


def test_what_is_handed_in_to_one_web_is_downloaded_from_each(system: System) -> None:
    bob = sign_in(system, "20260001")
    stage, content = open_stage(system), PDF + bytes(range(256)) * 4000
    hand_in(system, bob, stage, content)
    file = system.sql("select max(id) from submission_files")
    for container in system.containers("web"):
        path = f"/submission-files/{file}"
        got = system.inside(container, "python", "-c", FETCH, path, bob.headers["Cookie"])
        assert bytes.fromhex(got) == content


def test_a_hand_in_counts_from_when_it_begins_to_arrive_at_the_proxy(system: System) -> None:
    hand_in(system, sign_in(system, "20260001"), open_stage(system), PDF + b"slow" * 1000, pause=2.0)
    assert float(system.sql(LATE)) > 1.5


def test_a_stranger_is_refused_what_another_team_handed_in(system: System) -> None:
    stranger = sign_in(system, "20260030")
    file = system.sql("select max(id) from submission_files")
    for container in system.containers("web"):
        refused = system.inside(
            container, "python", "-c", FETCH, f"/submission-files/{file}", stranger.headers["Cookie"], check=False
        )
        assert "HTTP Error 404" in refused


def test_people_do_not_notice_that_a_web_is_killed_and_it_comes_back(system: System) -> None:
    victim = system.containers("web")[1]
    system.inside(victim, "python", "-c", KILL, check=False)
    for _ in range(40):
        with urllib.request.urlopen(f"{system.address}/sign-in") as answer:
            assert answer.status == 200
    eventually(lambda: system.containers("web")[1]["State"].get("Health", {}).get("Status") == "healthy")
    assert system.containers("web")[1]["RestartCount"] == 1


def test_the_forwarded_headers_of_browsers_are_not_believed(system: System) -> None:
    lies = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"}
    with urllib.request.urlopen(urllib.request.Request(f"{system.address}/", headers=lies)) as answer:
        assert answer.url.startswith(f"{system.address}/sign-in")
        assert b"evil" not in answer.read()


def open_stage(system: System) -> str:
    """The demo's stage that takes files, open for an hour more."""
    system.sql(
        "select stageclock.reopen_stage(s.id, clock_timestamp() + interval '1 hour', u.id) from stages s, users u"
        " where s.name like '%Analysis%' and u.username = 'lin'"
        " and stageclock.effective_status(s.status, false, s.starts_at, s.ends_at, clock_timestamp()) = 'completed'"
    )
    return system.sql("select id from stages where name like '%Analysis%'")


def hand_in(system: System, person: Person, stage: str, content: bytes, pause: float = 0.0) -> None:
    """Send a file as the form does, with a pause after its first half."""
    body, content_type = body_of((content, "report.pdf"))
    page = person.open(f"{system.address}/stages/{stage}/submission").read().decode()
    found = TOKEN.search(page)
    assert found, page
    half = len(body) // 2

    def parts() -> Any:
        yield body[:half]
        time.sleep(pause)
        yield body[half:]

    query = urllib.parse.urlencode({"csrf_token": found[1]})
    request = urllib.request.Request(
        f"{system.address}/stages/{stage}/submissions?{query}", parts(), method="POST",
        headers={"Content-Type": content_type, "Content-Length": str(len(body))},
    )  # fmt: skip
    with person.open(request) as answer:
        assert answer.url.endswith("/submission") and "It is handed in." in answer.read().decode()

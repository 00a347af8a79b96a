"""`flask mail deliver` against a real SMTP server: what arrives, what is put off or given up, and what is refused."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.mail.letter import Office, read_sender
from app.mail.sender import Supervisor, follow
from app.mail.server import read
from tests.cast import Cast
from tests.cli.operator import flask, operators_app, refusal, said
from tests.clusters import ROOT, Database, MovableClock
from tests.mail.conftest import Deliver, environment
from tests.mail.post_office import OK, PostOffice, open_office
from tests.plans import HOUR, MONDAY, add_stage, one

Connection = psycopg.Connection[Any]


def tell_everybody(db: Connection, cast: Cast, text: str = "Bring laptops.") -> None:
    db.execute("select stageclock.broadcast(%s, %s, %s)", [cast.bookshop, text, cast.people["alice"]])


def outcomes(db: Connection) -> dict[str, str]:
    query = (
        "select u.username, case when sent_at is not null then 'sent' when dead_at is not null then 'dead: ' || error"
        " else 'waiting: ' || coalesce(error, '') end from mail_outbox o"
        " join notifications n on n.id = o.notification_id join users u on u.id = n.recipient_id"
    )
    return dict(db.execute(query.encode()).fetchall())


def test_everybody_is_mailed_once_however_often_it_is_asked(
    deliver: Deliver, office: PostOffice, db: Connection, cast: Cast
) -> None:
    tell_everybody(db, cast)
    first, second = deliver(), deliver()
    assert (first.stdout, first.exit_code) == ("Sent 3, put off 0, gave up 0.\n", 0)
    assert (second.stdout, second.exit_code) == ("Sent 0, put off 0, gave up 0.\n", 0)
    assert office.recipients == [f"{name}@school.example" for name in ("alice", "bob", "erin")]


def test_a_message_says_what_the_notice_says_and_leads_there(
    deliver: Deliver, office: PostOffice, db: Connection, cast: Cast
) -> None:
    db.execute("update users set unmailed = '{messages}' where username <> 'bob'")
    tell_everybody(db, cast, "Bring <laptops> & chargers.\n.\nA line.")
    deliver()
    (message,) = office.taken
    notice = one(db, "select id from notifications where recipient_id = %s", cast.people["bob"])
    assert message["Subject"] == "Bookshop: Message from Alice Ahn"
    assert (message["From"], message["To"]) == ("Stageclock <clock@school.example>", "Bob Bauer <bob@school.example>")
    assert message["Message-ID"].startswith(f"<notice-{notice}.") and message["Message-ID"].endswith("@school.example>")
    assert message["Auto-Submitted"] == "auto-generated" and message["Content-Language"] == "en"
    assert message["List-Unsubscribe"] == "<https://clock.school.example/sc/account/mail>"
    assert message.get_content_type() == "text/plain"
    text = message.get_content().replace("\r\n", "\n")
    assert "Message from Alice Ahn\n\nBring <laptops> & chargers.\n.\nA line.\n\n" in text
    assert f"Bookshop: https://clock.school.example/sc/assignments/{cast.bookshop}\n" in text


def test_a_message_is_in_its_readers_language_with_the_zone_of_the_course_work(
    deliver: Deliver, office: PostOffice, database: Database, db: Connection, cast: Cast, clock: MovableClock
) -> None:
    db.execute("update users set locale = 'zh_Hans_CN' where username = 'bob'")
    clock.set(MONDAY)
    add_stage(db, cast.bookshop, MONDAY - HOUR, MONDAY + HOUR, name="报告", status="active")
    db.execute("update stages set remind_at = %s", [MONDAY])
    database.tick()
    deliver()
    (message,) = office.taken
    assert "“报告”" in message["Subject"] and message["Content-Language"] == "zh-Hans-CN"
    text = message.get_content()
    assert "2030年3月4日" in text and "17:00 UTC+8" in text and "<time" not in text
    assert not {"You", "closes", "Choose"} & set(text.split())


def test_who_has_chosen_no_language_is_mailed_in_that_of_the_installation(
    deliver: Deliver, office: PostOffice, db: Connection, cast: Cast
) -> None:
    tell_everybody(db, cast)
    deliver(MAIL_LANGUAGE="zh")
    assert {message["Content-Language"] for message in office.taken} == {"zh-Hans-CN"}


def test_names_and_titles_cannot_add_headers(deliver: Deliver, office: PostOffice, db: Connection, cast: Cast) -> None:
    evil = "X\r\nBcc: frank@school.example\r\n\r\nBody\x00".replace("\x00", "\x7f")
    db.execute("update users set name = %s", [evil])
    db.execute("update assignments set title = %s", [evil])
    db.execute("update users set email = %s where username = 'erin'", ["erin@school.example\r\nRCPT TO:<x@y.example>"])
    tell_everybody(db, cast)
    deliver()
    assert office.recipients == ["alice@school.example", "bob@school.example"]
    for message in office.taken:
        assert message["Bcc"] is None and len(message["To"].addresses) == 1 and message.keys().count("To") == 1
        assert message["Subject"].startswith("X Bcc: frank@school.example Body")
    assert outcomes(db)["erin"].startswith("dead: It cannot be written")


@pytest.mark.parametrize("address", ["nobody", "a b@school.example", "@", "<x>@y", "王@school.example", "a@b@c"])
def test_an_address_that_is_none_is_given_up_and_the_others_go_on(
    deliver: Deliver, office: PostOffice, db: Connection, cast: Cast, address: str
) -> None:
    db.execute("update users set email = %s where username = 'alice'", [address])
    tell_everybody(db, cast)
    assert deliver().exit_code == 1
    assert outcomes(db)["alice"].startswith("dead: ")
    assert office.recipients == ["bob@school.example", "erin@school.example"]


def test_a_refusal_for_good_is_a_dead_letter_and_one_for_now_is_tried_again(
    deliver: Deliver, office: PostOffice, database: Database, db: Connection, cast: Cast, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    office.answers = {"alice@school.example": "550 no such user", "bob@school.example": "451 later"}
    tell_everybody(db, cast)
    told = deliver()
    assert (told.stdout, told.exit_code) == ("Sent 1, put off 1, gave up 1.\n", 1)
    assert outcomes(db) == {"alice": "dead: 550 no such user", "bob": "waiting: 451 later", "erin": "sent"}
    assert deliver().stdout == "Sent 0, put off 0, gave up 0.\n"
    office.answers = {}
    clock.set(MONDAY + HOUR)
    assert deliver().stdout == "Sent 1, put off 0, gave up 0.\n"
    owner = database.url("stageclock_owner")
    dead = json.loads(said(owner, "mail", "status", "--json"))["dead_letters"]
    assert [(row["email"], row["error"]) for row in dead] == [("alice@school.example", "550 no such user")]
    assert "alice@school.example: 550 no such user" in said(owner, "mail", "status")
    assert said(owner, "mail", "retry", str(dead[0]["id"])) == "To be tried again: 1.\n"
    assert "nothing to try again" in refusal(owner, "mail", "retry", "--all")
    assert deliver().stdout == "Sent 1, put off 0, gave up 0.\n"
    assert set(office.copies.values()) == {1}


def test_a_server_that_is_away_costs_no_message_an_attempt(deliver: Deliver, db: Connection, cast: Cast) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    tell_everybody(db, cast)
    told = deliver(SMTP_URL=f"smtp://ada:secret@127.0.0.1:{port}")
    assert told.exit_code == 1 and f"The mail server 127.0.0.1:{port} cannot be used" in told.stderr
    assert "secret" not in told.output + told.stderr
    assert one(db, "select sum(attempts) from mail_outbox") == 0


@pytest.mark.parametrize("answer", ["550 not you", "451 not now", "421 closing"])
def test_a_server_that_takes_nothing_from_us_costs_no_message_an_attempt(
    deliver: Deliver, office: PostOffice, db: Connection, cast: Cast, answer: str
) -> None:
    office.sender_answer = answer
    tell_everybody(db, cast)
    told = deliver()
    assert told.exit_code == 1 and answer in told.stderr
    assert one(db, "select sum(attempts) from mail_outbox") == 0


def test_a_server_that_hangs_up_costs_only_the_message_in_flight(
    deliver: Deliver, office: PostOffice, db: Connection, cast: Cast
) -> None:
    office.answers = {f"{name}@school.example": "421 too busy" for name in ("alice", "bob", "erin")}
    tell_everybody(db, cast)
    assert deliver().exit_code == 1
    assert one(db, "select array_agg(attempts order by attempts) from mail_outbox") == [0, 0, 1]


def test_a_server_that_takes_two_messages_a_connection_gets_several_connections(
    deliver: Deliver, office: PostOffice, db: Connection, cast: Cast
) -> None:
    office.takes = lambda _session, messages: messages < 2
    for n in range(3):
        tell_everybody(db, cast, f"Note {n}")
    assert (deliver().stdout, len(office.taken)) == ("Sent 9, put off 0, gave up 0.\n", 9)
    assert one(db, "select max(attempts) from mail_outbox") == 1


def test_a_sender_that_gets_on_between_troubles_does_not_wait_longer_and_longer(
    office: PostOffice, database: Database, db: Connection, cast: Cast
) -> None:
    office.takes = lambda session, messages: session % 2 == 0 and messages == 0
    tell_everybody(db, cast)
    stop, said = Waits(4), list[str]()
    server, sender = read(office.url), read_sender("clock@school.example")
    place = Office(operators_app(), sender, "https://clock.school.example")
    follow(
        lambda: database.connect("stageclock_app", autocommit=False),
        server,
        place,
        stop,
        Supervisor(said.append, lambda: None),
    )
    assert len(office.taken) == 3
    assert stop.waited == [4, 4, 4, 2], said


class Waits(threading.Event):
    """Waits for nothing, remembers for how long it should have, and is set after so many times."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most, self.waited = most, list[float]()

    def wait(self, timeout: float | None = None) -> bool:
        """At once."""
        self.waited.append(timeout or 0)
        if len(self.waited) == self.most:
            self.set()
        return self.is_set()


@pytest.mark.parametrize("answer", ["550 no\x00thing\x1b[2J", "550-no\r\n550 thing"])
def test_what_a_server_answers_is_kept_as_a_line_that_harms_no_terminal(
    deliver: Deliver, office: PostOffice, db: Connection, cast: Cast, answer: str
) -> None:
    office.answers = {"bob@school.example": answer}
    tell_everybody(db, cast)
    assert deliver().stdout == "Sent 2, put off 0, gave up 1.\n"
    kept = outcomes(db)["bob"]
    assert kept.startswith("dead: 550 no") and kept.isprintable()


def test_two_senders_at_once_send_each_message_once(
    deliver: Deliver, office: PostOffice, database: Database, db: Connection, cast: Cast
) -> None:
    for n in range(15):
        tell_everybody(db, cast, f"Note {n}")
    others = [
        subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "app", "mail", "deliver"],
            cwd=ROOT, env={"PATH": "/usr/bin:/bin", **environment(database, office)}, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    printed = [process.communicate(timeout=60)[0] for process in others]
    assert sum(int(line.split()[1].rstrip(",")) for line in printed) == 45, printed
    assert len(office.copies) == 45 and set(office.copies.values()) == {1}


def test_a_claim_is_committed_before_its_message_is_sent(
    deliver: Deliver, office: PostOffice, database: Database, db: Connection, cast: Cast
) -> None:
    claimed = list[int]()

    def taking(_message_id: str) -> None:
        with database.connect() as session:  # the sender sits in another thread
            claimed.append(one(session, "select sum(attempts)::integer from mail_outbox"))

    office.taking = taking
    tell_everybody(db, cast)
    deliver()
    assert claimed == [1, 2, 3]


def test_a_sender_that_follows_sends_what_comes_and_ends_after_the_message_in_flight(
    office: PostOffice, database: Database, db: Connection, cast: Cast
) -> None:
    in_flight, go_on = threading.Event(), threading.Event()

    def taking(_message_id: str) -> None:
        in_flight.set()
        assert go_on.wait(30)

    office.taking = taking
    sender = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "mail", "deliver", "--follow"],
        cwd=ROOT, env={"PATH": "/usr/bin:/bin", **environment(database, office)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert sender.stdout is not None and "until stopped" in sender.stdout.readline()
        tell_everybody(db, cast)
        assert in_flight.wait(30)
        sender.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert sender.poll() is None
        go_on.set()
        assert sender.wait(30) == 0
    finally:
        go_on.set()
        sender.kill()
    assert len(office.taken) == 1
    assert sorted(outcomes(db).values()) == ["sent", "waiting: ", "waiting: "]


def test_a_sender_gives_signs_of_life_only_while_nothing_keeps_it_from_sending(
    office: PostOffice, database: Database, db: Connection, cast: Cast, tmp_path: Path
) -> None:
    alive = tmp_path / "looked"
    sender = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "mail", "deliver", "--follow", "--alive", str(alive)],
        cwd=ROOT, env={"PATH": "/usr/bin:/bin", **environment(database, office)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert sender.stdout is not None and "until stopped" in sender.stdout.readline()
        assert within(30, alive.exists)
        office.sender_answer = "421 not now"
        tell_everybody(db, cast)
        assert "Next try" in sender.stdout.readline()
        last = alive.stat().st_mtime
        assert time.time() - last > 1  # the look before this one
        office.sender_answer = OK
        assert within(60, lambda: alive.stat().st_mtime > last) and len(office.taken) == 3
    finally:
        sender.kill()


def within(seconds: float, question: Callable[[], bool]) -> bool:
    """Whether it becomes true in time."""
    deadline = time.monotonic() + seconds
    while not question() and time.monotonic() < deadline:
        time.sleep(0.05)
    return question()


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_sender_signs_in_and_what_it_signs_in_with_is_not_shown(db: Connection, cast: Cast, deliver: Deliver) -> None:
    tell_everybody(db, cast)
    with open_office(auth_required=True, auth_require_tls=False) as locked:
        wrong = deliver(SMTP_URL=f"smtp://ada:hunter2@127.0.0.1:{locked.port}")
        assert wrong.exit_code == 1 and "turns us away: 535" in wrong.stderr and "hunter2" not in wrong.stderr
        assert deliver(SMTP_URL=f"smtp://ada:p%40ss%2Fword@127.0.0.1:{locked.port}").exit_code == 0
        assert len(locked.taken) == 3 and set(locked.signed_in) == {b"ada"}


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_server_without_the_encryption_that_is_asked_for_gets_nothing(
    deliver: Deliver, office: PostOffice, db: Connection, cast: Cast, scheme: str
) -> None:
    tell_everybody(db, cast)
    assert deliver(SMTP_URL=f"{scheme}://127.0.0.1:{office.port}").exit_code == 1
    assert office.taken == [] and one(db, "select sum(attempts) from mail_outbox") == 0


@pytest.mark.parametrize(
    ("changed", "remedy"),
    [
        ({"SMTP_URL": ""}, "SMTP_URL is not set"),
        ({"SMTP_URL": "http://user:geheim@host"}, "SMTP_URL cannot be read"),
        ({"SMTP_URL": "smtp://user:geheim@host:port"}, "SMTP_URL cannot be read"),
        ({"SMTP_URL": "smtp://"}, "SMTP_URL cannot be read"),
        ({"SMTP_URL": "smtp://user:geheim@mail..example"}, "SMTP_URL cannot be read"),
        ({"SMTP_URL": f"smtp://{'m' * 64}.example"}, "SMTP_URL cannot be read"),
        ({"MAIL_FROM": ""}, "MAIL_FROM is not set"),
        ({"MAIL_FROM": "somebody"}, "MAIL_FROM is no address"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
    ],
)
def test_what_the_environment_lacks_is_named_and_nothing_is_sent(
    deliver: Deliver, office: PostOffice, db: Connection, cast: Cast, changed: dict[str, str], remedy: str
) -> None:
    tell_everybody(db, cast)
    told = deliver(**changed)
    assert told.exit_code == 1 and remedy in told.stderr and "geheim" not in told.stderr
    assert office.taken == []


def test_a_restored_copy_refuses_to_send_and_to_be_switched_on(
    deliver: Deliver, office: PostOffice, database: Database, db: Connection, cast: Cast
) -> None:
    tell_everybody(db, cast)
    db.execute("update clock_control set home_system = home_system + 1")
    told = deliver()
    assert told.exit_code == 1 and "copy of another one: nothing is mailed" in told.stderr
    follower = flask(None, "mail", "deliver", "--follow", **environment(database, office))
    assert follower.exit_code == 1 and office.taken == []
    refused = flask(database.url("stageclock_owner"), "mail", "on", **environment(database, office))
    assert refused.exit_code == 1 and "copy" in refused.stderr
    assert "copy" in said(database.url("stageclock_owner"), "mail", "status")


def test_mail_is_switched_on_where_the_server_is_named_and_off_anywhere(
    deliver: Deliver, office: PostOffice, database: Database, db: Connection, cast: Cast
) -> None:
    owner, given = database.url("stageclock_owner"), environment(database, office)
    tell_everybody(db, cast)
    assert "3 that waited will not be sent" in said(owner, "mail", "off")
    assert said(owner, "mail", "off") == "Mail is off already.\n"
    assert "Mail is off" in deliver().stderr
    assert "SMTP_URL is not set" in refusal(owner, "mail", "on")
    assert "Mail is on: notices are queued" in said(owner, "mail", "on", **given)
    said(owner, "mail", "off")
    here = flask(owner, "mail", "on", **{**given, "PUBLIC_URL": ""})
    assert "Links in mail lead to http://127.0.0.1:8000, which is this machine alone" in here.stderr
    assert said(owner, "mail", "on", **given) == "Mail is on already.\n"
    actions = [row[0] for row in db.execute("select action from audit_events where subject_type = 'clock' order by id")]
    assert actions == ["mail_switched_on", "mail_switched_off"] * 2 + ["mail_switched_on"]


REPLACED_ONCE = """
create sequence public.calls;
grant usage on sequence public.calls to stageclock_app;
alter function stageclock.settle_mail(bigint, integer, text, boolean) rename to settle_mail_itself;
create function stageclock.settle_mail(bigint, integer, text, boolean) returns text language plpgsql as $$
begin
    if nextval('public.calls') = 1 then
        raise exception using errcode = '{sqlstate}', message = 'cache lookup failed for function 7';
    end if;
    return stageclock.settle_mail_itself($1, $2, $3, $4);
end
$$;
grant execute on function stageclock.settle_mail(bigint, integer, text, boolean) to stageclock_app;
"""


@pytest.mark.parametrize("sqlstate", ["XX000", "55P03"])
def test_what_was_sent_while_an_upgrade_went_on_is_written_down_as_sent(
    sqlstate: str, deliver: Deliver, office: PostOffice, db: Connection, cast: Cast
) -> None:
    db.execute(REPLACED_ONCE.format(sqlstate=sqlstate).encode())
    tell_everybody(db, cast)
    done = deliver()
    assert (done.stdout, done.exit_code) == ("Sent 3, put off 0, gave up 0.\n", 0)
    assert set(outcomes(db).values()) == {"sent"}
    assert len(office.taken) == 3

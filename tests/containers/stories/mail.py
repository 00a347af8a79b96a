"""The sender of mail, in its container: there once it is configured, and it delivers to a real server of SMTP."""

import importlib.util
import shutil
from pathlib import Path

from tests.containers.system import System, eventually

# A server for tests, in pure Python: lent to a container of the web's image.
LENT = ("aiosmtpd", "public", "attr", "attrs")
POST_OFFICE = {
    "entrypoint": ["python", "-m", "aiosmtpd", "--nosetuid", "--listen", "0.0.0.0:2525"],
    "command": ["--class", "aiosmtpd.handlers.Debugging", "stdout"],
    "healthcheck": {"test": ["CMD", "python", "-c", "import socket; socket.create_connection(('127.0.0.1', 2525))"]},
    "environment": {"PYTHONPATH": "/post"},
    "networks": ["database"],
    "profiles": ["mail"],
}


def lend(place: Path) -> Path:
    """Copy the server's packages to where a container can have them."""
    for name in LENT:
        found = importlib.util.find_spec(name)
        assert found is not None and found.submodule_search_locations is not None
        shutil.copytree(found.submodule_search_locations[0], place / name, dirs_exist_ok=True)
    return place


def test_mail_is_delivered_once_server_and_sender_are_named_and_it_is_switched_on(system: System) -> None:
    lent = lend(system.docker / "post")
    web = system.containers("web")[0]["Config"]["Image"]
    system.override(post={**POST_OFFICE, "image": web, "volumes": [f"{lent}:/post:ro"]})
    (system.docker / "secrets" / "smtp_url").write_text("smtp://post:2525\n")
    (system.docker / ".env").write_text("COMPOSE_PROFILES=mail\nMAIL_FROM=Stageclock <stageclock@school.example>\n")
    assert "Mail is on" in system.manage("flask", "mail", "on")
    system.compose("up", "--wait")
    (sender,) = system.containers("mail")
    assert sender["State"]["Health"]["Status"] == "healthy" and sender["HostConfig"]["ReadonlyRootfs"] is True
    tell_the_class(system, "Bring laptops.")
    (post,) = system.containers("post")
    eventually(lambda: "Bring laptops." in system.logs(post))
    assert "To: " in system.logs(post) and "lin@school.example" in system.logs(post)
    eventually(lambda: system.sql("select count(*) from mail_outbox where sent_at is not null") == "1")


def test_the_address_of_the_mail_server_is_as_secret_as_the_others(system: System) -> None:
    (sender,) = system.containers("mail")
    said = system.compose("logs", "mail").stdout
    assert "Sending by post" in said and "smtp://" not in said and "smtp://" not in str(sender["Config"])


def test_an_operator_switches_it_off_and_the_sender_goes(system: System) -> None:
    assert "Mail is off" in system.manage("flask", "mail", "off")
    system.compose("rm", "--stop", "--force", "mail", "post")
    (system.docker / ".env").unlink()
    system.override()
    assert system.containers("mail") == system.containers("post") == []


def tell_the_class(system: System, text: str) -> None:
    """A teacher's notice, to the one person in the demo whose address is known."""
    system.sql("update users set email = 'lin@school.example' where username = 'lin'")
    system.sql(
        f"select stageclock.broadcast(a.id, '{text}', u.id) from assignments a, users u"
        " where a.title like '%Online bookshop%' and u.username = 'weber'"
    )

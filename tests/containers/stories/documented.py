"""docs/containers.md promises nothing that was not just done: each of its commands has been typed, or is now."""

import http.client
import re
import shlex

from tests.clusters import ROOT
from tests.containers.stories.faults import is_answering
from tests.containers.system import System

PAGE = (ROOT / "docs" / "containers.md").read_text()
# Needs what only a school that had TG-EDU has; tests/importing/ tries the import itself.
ELSEWHERE = "flask import tgedu"


def documented() -> list[str]:
    """The page's commands, of its blocks and of its sentences, in one manner of writing."""
    blocks = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.S) for line in block.splitlines()]
    spoken = re.findall(r"`(docker compose [^`]*)`", PAGE)
    return [
        shlex.join(shlex.split(line)) for line in (*blocks, *spoken) if line != "cd docker" and ELSEWHERE not in line
    ]


def test_the_first_administrator_gets_a_password(system: System) -> None:
    assert "Password: " in system.manage("flask", "user", "create-admin", "alice", "--generate")


def test_the_superuser_sees_in_sql_how_the_clock_is(system: System) -> None:
    ask = ("exec", "-T", "db", "psql", "-d", "stageclock", "-c")
    assert "heartbeat" in system.compose(*ask, "select * from stageclock.clock_health").stdout
    assert "stageclock.tick()" in system.compose(*ask, "table cron.job_run_details").stdout


def test_a_password_is_changed_by_writing_it_anew_and_settings_in_a_file_beside(system: System) -> None:
    (system.docker / ".env").write_text("PUBLIC_URL=https://clock.school.example\nTRUSTED_PROXIES=2\n")
    secret = system.docker / "secrets" / "app_password"
    secret.unlink()
    secret.write_text('it\'s $new & "quoted"')
    system.compose("up", "--force-recreate", "--wait")
    assert is_answering(system)


def test_behind_a_proxy_with_tls_people_are_believed_to_come_by_https_and_nobody_else_is(system: System) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "clock.school.example", "X-Forwarded-For": "192.0.2.7"}
    assert ask(system, told) == (200, None)
    assert ask(system, {}) == (302, f"https://127.0.0.1:{system.port}/sign-in")


def ask(system: System, headers: dict[str, str]) -> tuple[int, str | None]:
    """The status of the page to sign in, and where it sends people."""
    connection = http.client.HTTPConnection("127.0.0.1", system.port, timeout=30)
    connection.request("GET", "/sign-in", headers=headers)
    with connection.getresponse() as answer:
        return answer.status, answer.getheader("Location")


def test_only_down_with_volumes_deletes_the_data(system: System) -> None:
    volumes = ("volume", "ls", "--quiet", f"--filter=label=com.docker.compose.project={system.name}")
    assert len(system.engine.docker(*volumes).stdout.split()) == 2
    system.compose("down", "--volumes")
    assert system.engine.docker(*volumes).stdout == ""


def test_every_command_of_the_page_has_been_typed(system: System) -> None:
    assert documented() and [command for command in documented() if command not in system.typed] == []

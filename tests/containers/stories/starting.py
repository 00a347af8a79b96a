"""One command starts it all; what runs then can do little, and knows its secrets from files alone."""

import json
import re
import urllib.error
import urllib.request

import pytest

from tests.containers.system import System

LASTING = ("db", "web", "proxy")


def test_one_command_ends_with_everything_healthy(system: System) -> None:
    system.compose("up", "--build", "--wait")
    for service in LASTING:
        assert [one["State"]["Health"]["Status"] for one in system.containers(service)] == ["healthy"], service
    (migration,) = system.containers("migrate")
    assert migration["State"]["Status"] == "exited" and migration["State"]["ExitCode"] == 0
    assert system.containers("mail") == [] and system.containers("manage") == []


def test_people_reach_the_page_to_sign_in_through_the_proxy(system: System) -> None:
    with urllib.request.urlopen(f"{system.address}/sign-in") as answer:
        assert answer.status == 200
        assert "Content-Security-Policy" in answer.headers
        assert 'name="csrf_token"' in answer.read().decode()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/health/clock"])
def test_monitors_are_answered_without_signing_in(system: System, path: str) -> None:
    with urllib.request.urlopen(system.address + path) as answer:
        assert json.load(answer)["status"] in ("ok", "warn")


def test_a_stranger_is_refused_the_figures_and_the_stream(system: System) -> None:
    for path, status in {"/metrics": 403, "/live": 401}.items():
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(system.address + path)
        assert refused.value.code == status


def test_pg_cron_runs_the_clock_in_the_way_that_its_version_is_good_at(system: System) -> None:
    version, way = system.sql(
        "select extversion, current_setting('cron.use_background_workers') from pg_extension where extname = 'pg_cron'"
    ).split("|")
    assert way == ("on" if tuple(map(int, re.findall(r"\d+", version)))[:2] >= (1, 6) else "off")
    assert system.sql("select check_name, status from stageclock.clock_health where status = 'red'") == ""


@pytest.mark.parametrize("service", LASTING)
def test_nothing_runs_as_root_or_with_capabilities_or_can_change_its_own_files(system: System, service: str) -> None:
    (container,) = system.containers(service)
    status = system.inside(container, "cat", "/proc/1/status", "/proc/self/status")
    numbers = {word for line in status.splitlines() if line.startswith("Uid:") for word in line.split()[1:]}
    assert numbers and "0" not in numbers
    capabilities = {line.split()[1] for line in status.splitlines() if line.startswith(("CapEff", "CapBnd"))}
    assert capabilities == {"0" * 16}
    assert container["HostConfig"]["ReadonlyRootfs"] is True and container["HostConfig"]["Privileged"] is False
    assert "Read-only file system" in system.inside(container, "touch", "/usr/changed", check=False)


def test_the_proxy_cannot_reach_the_database(system: System) -> None:
    (proxy,) = system.containers("proxy")
    (network,) = system.containers("db")[0]["NetworkSettings"]["Networks"].values()
    ask = f"timeout 3 bash -c 'exec 3<> /dev/tcp/{network['IPAddress']}/5432' && echo reached || echo refused"
    assert system.inside(proxy, "bash", "-c", ask).split()[-1] == "refused"
    (web,) = system.containers("web")
    reach = f"import socket; socket.create_connection(('{network['IPAddress']}', 5432), 3); print('reached')"
    assert system.inside(web, "python", "-c", reach).strip() == "reached"


def test_only_the_proxy_is_published_and_only_on_the_loopback(system: System) -> None:
    bound = {
        (service, binding["HostIp"])
        for service in LASTING
        for one in system.containers(service)
        for bindings in (one["NetworkSettings"]["Ports"] or {}).values()
        for binding in bindings or ()
    }
    assert bound == {("proxy", "127.0.0.1")}


def test_no_secret_stands_in_what_the_engine_knows_of_containers_and_images(system: System) -> None:
    secrets = [path.read_text() for path in (system.docker / "secrets").iterdir() if path.stat().st_size]
    assert len(secrets) == 3
    for service in (*LASTING, "migrate"):
        for container in system.containers(service):
            image = container["Image"]
            history = system.engine.docker("history", "--no-trunc", image).stdout
            known = json.dumps(container) + system.engine.docker("image", "inspect", image).stdout + history
            assert not [secret for secret in secrets if secret in known], service
            assert not [secret for secret in secrets if secret in system.logs(container)], service


def test_no_image_holds_a_file_of_secrets(system: System) -> None:
    names = [word for path in (system.docker / "secrets").iterdir() for word in ("-o", "-name", path.name)]
    for service in LASTING:
        (container,) = system.containers(service)
        look = ("run", "--rm", "--network=none", "--entrypoint=find", container["Image"], "/", "-xdev", "(")
        assert system.engine.docker(*look, *names[1:], ")", check=False).stdout == ""

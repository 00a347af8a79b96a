"""What compose.yaml and the Dockerfiles promise, read without an engine."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
DOCKERFILES = sorted(DOCKER.glob("*/Dockerfile"))
SERVICES = ("db", "migrate", "web", "manage")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text())
    return loaded


def default_of(variable: str) -> str:
    """What compose.yaml puts where the environment is silent."""
    found = set(re.findall(r"\$\{" + variable + r":-([^}]*)\}", (DOCKER / "compose.yaml").read_text()))
    assert len(found) == 1, f"{variable} has several defaults: {found}"
    return str(found.pop())


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_asks_for_more_than_an_ordinary_process_has(compose: dict[str, Any], service: str) -> None:
    wishes = compose["services"][service]
    assert not {"privileged", "ulimits", "cap_add", "devices", "pid", "network_mode", "user"} & set(wishes)
    assert wishes["cap_drop"] == ["ALL"]
    assert wishes["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("service", ["migrate", "web", "manage"])
def test_our_code_cannot_write_outside_its_volume(compose: dict[str, Any], service: str) -> None:
    assert compose["services"][service]["read_only"] is True
    assert compose["services"][service]["volumes"] == ["files:/var/lib/stageclock"]


def test_the_web_waits_for_the_migration_and_the_migration_for_the_database(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert services["web"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert "restart" not in services["migrate"]


def test_the_web_gets_the_web_role_alone(compose: dict[str, Any]) -> None:
    web = compose["services"]["web"]
    assert "owner_password" not in web["secrets"]
    assert "stageclock_app@" in web["environment"]["DATABASE_URL"]
    assert "MIGRATION_DATABASE_URL" not in web["environment"]


def test_every_secret_is_a_file_that_git_and_the_images_leave_out(compose: dict[str, Any]) -> None:
    assert compose["secrets"] == {name: {"file": f"secrets/{name}"} for name in compose["secrets"]}
    assert "/secrets/" in (DOCKER / ".gitignore").read_text().splitlines()
    allowed = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] not in ("#", "")]
    assert allowed[0] == "*"
    assert not [line for line in allowed if line in ("!docker", "!docker/secrets", "!.", "!*")]


@pytest.mark.parametrize("service", SERVICES)
def test_no_environment_holds_a_password(compose: dict[str, Any], service: str) -> None:
    for name, value in compose["services"][service].get("environment", {}).items():
        assert not re.search(r"//[^/@]*:[^/@]*@", str(value)), name
        if re.search("PASSWORD|SECRET", name):
            assert name.endswith("_FILE")
            assert str(value).startswith("/run/secrets/")


def test_the_page_on_containers_lists_exactly_the_variables_that_compose_reads() -> None:
    page = (ROOT / "docs" / "containers.md").read_text()
    table = page.split("## What to change")[1].split("## ")[0]
    listed = {name for row in re.findall(r"^\| (`[^|]*) \|", table, re.M) for name in re.findall(r"`(\w+)`", row)}
    assert listed == set(re.findall(r"\$\{(\w+):-", (DOCKER / "compose.yaml").read_text()))


def test_only_the_loopback_of_the_host_is_published(compose: dict[str, Any]) -> None:
    published = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.parent.name)
def test_a_dockerfile_builds_on_debian_alone_and_ends_without_root(dockerfile: Path) -> None:
    text = dockerfile.read_text()
    assert "# syntax=" not in text
    assert set(re.findall(r"^FROM (\S+)", text, re.M)) == {"debian:${SUITE}-slim"}
    assert re.findall(r"^USER (\S+)", text, re.M)[-1:] not in ([], ["root"], ["0"])
    assert "HEALTHCHECK" in text


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.parent.name)
def test_the_build_arguments_default_to_what_compose_says(dockerfile: Path) -> None:
    for variable, default in re.findall(r"^ARG (\w+)=(\S+)", dockerfile.read_text(), re.M):
        assert default_of(variable) == default


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.parent.name)
def test_whatever_a_dockerfile_copies_is_let_through_by_dockerignore(dockerfile: Path) -> None:
    let_through = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for line in re.findall(r"^COPY (?!--from)(?:--\S+ )*(.*)$", dockerfile.read_text(), re.M):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert any(source == name or source.startswith(f"{name}/") for name in let_through), source


def test_the_socket_lets_the_server_s_user_be_each_of_our_roles() -> None:
    made = re.search(r"array\[('stageclock_[^\]]*)\]", (ROOT / "sql" / "roles.sql").read_text())
    assert made, "roles.sql no longer lists its roles in an array"
    lines = [line.split() for line in (DOCKER / "postgres" / "pg_ident.conf").read_text().splitlines()]
    mapped = {words[2] for words in lines if words[:1] == ["stageclock"]}
    assert mapped == {"postgres", *re.findall(r"'(\w+)'", made[1])}


def test_the_superuser_and_the_clock_are_refused_over_the_network() -> None:
    lines = [line.split() for line in (DOCKER / "postgres" / "pg_hba.conf").read_text().splitlines()]
    remote = [words for words in lines if words[0].startswith("host")]
    assert remote[0][2:5:2] == ["postgres,stageclock_clock", "reject"]
    assert {words[4] for words in remote[1:]} == {"scram-sha-256"}

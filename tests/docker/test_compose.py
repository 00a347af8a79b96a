"""What compose.yaml and the Dockerfiles promise, read without an engine."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
DOCKERFILES = sorted(DOCKER.glob("*/Dockerfile"))
SERVICES = ("db", "migrate", "web", "proxy", "mail", "manage")


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


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_can_write_outside_its_volume_and_memory(compose: dict[str, Any], service: str) -> None:
    wishes = compose["services"][service]
    volumes = {"db": ["database:/var/lib/postgresql"], "proxy": []}
    assert wishes["read_only"] is True
    assert wishes.get("volumes", []) == volumes.get(service, ["files:/var/lib/stageclock"])


def test_only_the_webs_are_on_the_network_of_the_proxy_and_on_the_one_of_the_database(compose: dict[str, Any]) -> None:
    joined = {service: set(compose["services"][service]["networks"]) for service in SERVICES}
    assert joined.pop("web") == {"database", "web"} and joined.pop("proxy") == {"web"}
    assert set(map(frozenset, joined.values())) == {frozenset({"database"})}


def test_the_proxy_waits_for_the_web_and_mail_is_sent_only_on_request(compose: dict[str, Any]) -> None:
    assert compose["services"]["proxy"]["depends_on"] == {"web": {"condition": "service_healthy"}}
    profiles = {service: compose["services"][service].get("profiles") for service in SERVICES}
    assert {service: wish for service, wish in profiles.items() if wish} == {"mail": ["mail"], "manage": ["manage"]}
    assert compose["services"]["mail"]["depends_on"] == compose["services"]["web"]["depends_on"]


def test_the_web_waits_for_the_migration_and_the_migration_for_the_database(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert services["web"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert "restart" not in services["migrate"]


def test_the_web_and_the_sender_of_mail_get_the_web_s_role_alone(compose: dict[str, Any]) -> None:
    for web in (compose["services"]["web"], compose["services"]["mail"]):
        assert "owner_password" not in web["secrets"]
        assert "stageclock_app@" in web["environment"]["DATABASE_URL"]
        assert "MIGRATION_DATABASE_URL" not in web["environment"]
    assert "secrets" not in compose["services"]["proxy"]


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
        if re.search("PASSWORD|SECRET|SMTP_URL", name):
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


def test_uploads_pass_the_proxy_as_they_arrive_and_no_browser_is_believed_about_forwarding() -> None:
    settings = (DOCKER / "proxy" / "to-web.conf").read_text()
    assert "proxy_request_buffering off;" in settings and 'X-Forwarded-Prefix "";' in settings
    assert default_of("TRUSTED_PROXIES") == "1"


def test_the_proxy_writes_down_no_address_that_could_be_a_secret() -> None:
    settings = (DOCKER / "proxy" / "nginx.conf").read_text()
    assert re.findall(r"error_log (.*);", settings) == ["stderr crit"]
    (written,) = re.findall(r"log_format failure escape=json\s+'(.*)';", settings)
    assert set(re.findall(r"\$(\w+)", written)).isdisjoint({"request", "request_uri", "uri", "args", "http_referer"})
    assert re.findall(r"access_log (.*);", settings) == ["/dev/stderr failure if=$has_failed"]


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

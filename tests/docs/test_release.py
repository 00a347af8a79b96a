"""One version everywhere: the program, its package, the interface for programs, the changelog."""

import re
import tomllib
from pathlib import Path

from app import create_app
from app.config import Settings
from app.version import VERSION
from tests.cli.operator import flask
from tests.clusters import ROOT

CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^## (.+)$", CHANGES, re.MULTILINE)


def test_the_package_takes_its_version_from_the_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert "version" not in project["project"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "app.version.VERSION"}


def test_the_version_stands_nowhere_else_in_the_code() -> None:
    named = [path for path in (ROOT / "app").rglob("*.py") if VERSION in path.read_text(encoding="utf-8")]
    assert named == [ROOT / "app" / "version.py"]


def test_flask_version_says_it() -> None:
    assert flask(None, "version").stdout == f"Stageclock {VERSION}\n"


def test_the_interface_for_programs_says_it(tmp_path: Path) -> None:
    settings = Settings(database_url="postgresql:///none", secret_key="of the tests", storage_dir=tmp_path)
    answer = create_app(settings).test_client().get("/api/v1/openapi.json")
    assert answer.get_json()["info"]["version"] == VERSION


def test_the_newest_release_of_the_changelog_is_this_one_and_dated() -> None:
    releases = [heading for heading in HEADINGS if heading != "Unreleased"]
    assert re.fullmatch(rf"{re.escape(VERSION)} - \d{{4}}-\d\d-\d\d", releases[0])
    assert HEADINGS[0] == "Unreleased"


def test_releases_come_newest_first_and_are_versions_with_their_day() -> None:
    releases = [re.fullmatch(r"(\d+)\.(\d+)\.(\d+) - (\d{4}-\d\d-\d\d)", heading) for heading in HEADINGS[1:]]
    assert all(releases)
    order = [tuple(map(int, found.groups()[:3])) for found in releases if found]
    assert order == sorted(order, reverse=True)

"""docs/pages.md says where everything is: every address that answers to GET, and none that does not exist."""

import re
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from tests.addresses import addresses
from tests.clusters import ROOT

PAGE = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (`/[^|]*) \|", re.MULTILINE)


@pytest.fixture
def application(tmp_path: Path) -> Flask:
    """The application, which asks no database here."""
    return create_app(Settings(database_url="postgresql:///none", secret_key="of the tests", storage_dir=tmp_path))


def listed(application: Flask) -> set[str]:
    """The addresses in the first column of every table, with 7 for every key.

    `/pause` after `/stages/7/activation` is short for `/stages/7/pause`.
    """
    known = application.url_map.bind("")
    found = set()
    for row in ROW.findall(re.sub(r"(?<=/)\d+", "7", PAGE)):
        first, *others = re.findall("`(/[^`]*)`", row)
        beside = first.rsplit("/", 1)[0]
        found |= {first, *(other if known.allowed_methods(other) else beside + other for other in others)}
    return found


def test_every_address_that_answers_to_get_stands_on_the_page(application: Flask) -> None:
    keys = {name: [7] for rule in application.url_map.iter_rules() for name in rule.arguments}
    assert sorted({a for a in addresses(application, keys) if not a.startswith("/api/v1/")} - listed(application)) == []


def test_every_address_for_programs_stands_in_their_own_documentation(application: Flask) -> None:
    described = application.extensions["api"].spec.to_dict()["paths"]
    found = {rule.rule for rule in application.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    found -= {"/api/v1/openapi.json", "/api/v1/docs"}
    assert {re.sub(r"<(?:[^<>]+:)?(\w+)>", r"{\1}", rule) for rule in found} == set(described)
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert "/api/v1/openapi.json" in page and "/api/v1/docs" in page


def test_the_page_names_no_address_that_there_is_not(application: Flask) -> None:
    known = application.url_map.bind("")
    assert [address for address in listed(application) if not known.allowed_methods(address)] == []

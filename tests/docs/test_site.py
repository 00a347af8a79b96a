"""The documents as a site: built without a warning, complete, and with nothing from elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clusters import ROOT

FROM_THE_TOP = {"changelog", "contributing", "security-policy"}
LOADED = re.compile(r"""<(?:script|link|img|source|iframe)[^>]*(?:src|href|srcset)=["']?(?:https?:)?//""")
FETCHED = re.compile(r"""(?:@import|url\()\s*["']?(?:https?:)?//""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make docs` builds it, elsewhere."""
    place = tmp_path_factory.mktemp("docs") / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(place)],
        cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return place


def test_every_document_is_a_page_and_leads_to_the_others(site: Path) -> None:
    pages = {page.stem for page in site.glob("*.html")} - {"404"}
    assert pages == {document.stem for document in (ROOT / "docs").glob("*.md")} | FROM_THE_TOP
    first = (site / "index.html").read_text(encoding="utf-8")
    assert sorted(name for name in pages if f'href="{name}.html"' not in first) == []


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    pages = {page.name: page.read_text(encoding="utf-8") for page in site.glob("*.html")}
    assert [name for name, text in pages.items() if LOADED.search(text)] == []
    sheets = {sheet.name: sheet.read_text(encoding="utf-8") for sheet in site.rglob("*.css")}
    assert sheets
    assert [name for name, text in sheets.items() if FETCHED.search(text)] == []


def test_nothing_of_how_it_is_made_is_in_the_site(site: Path) -> None:
    assert sorted(path.name for path in site.rglob("*") if path.suffix in {".py", ".pyc", ".md"}) == []


def test_the_site_can_be_searched(site: Path) -> None:
    assert "clock_health" in (site / "search" / "search_index.json").read_text(encoding="utf-8")

"""What the documents lead to within the repository is there; anchors within the site are `make docs`'s to judge."""

import re
from pathlib import Path

import pytest

from tests.clusters import ROOT
from tests.docs.commands import DOCUMENTS

LINK = re.compile(r"\]\((?![a-z]+:|#)([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize("document", [*DOCUMENTS, ROOT / "CHANGELOG.md"], ids=lambda document: document.name)
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    named = LINK.findall(document.read_text(encoding="utf-8"))
    assert sorted(name for name in named if not (document.parent / name).exists()) == []


def test_the_two_readmes_lead_to_each_other() -> None:
    for name, other in (("README.md", "README.zh-CN.md"), ("README.zh-CN.md", "README.md")):
        assert other in LINK.findall((ROOT / name).read_text(encoding="utf-8"))

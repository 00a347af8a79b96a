"""Each picture that a document names is there, and each that is there is named and small."""

import re
from pathlib import Path

import pytest

from tests.clusters import ROOT
from tests.pictures.__main__ import MOST, PICTURES

DOCUMENTS = [*ROOT.glob("README*.md"), *sorted((ROOT / "docs").glob("*.md"))]
NAMED = re.compile(r"[(\"]([\w./-]+\.png)[)\"]")


def named_in(document: Path) -> set[Path]:
    """The pictures that a document leads to."""
    return {(document.parent / name).resolve() for name in NAMED.findall(document.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_each_picture_that_a_document_names_is_there(document: Path) -> None:
    assert sorted(picture for picture in named_in(document) if not picture.is_file()) == []


def test_each_picture_is_named_by_a_document() -> None:
    assert set(PICTURES.iterdir()) == set().union(*map(named_in, DOCUMENTS))


def test_pictures_are_small() -> None:
    sizes = {picture.name: picture.stat().st_size for picture in PICTURES.iterdir()}
    assert sum(sizes.values()) <= 700_000 and max(sizes.values()) <= MOST, sizes

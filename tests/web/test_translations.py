"""Both languages are complete: every marked string is translated, and none is left over."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.web.conftest import CATALOGUE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def marked() -> Catalog:
    """Every string that the code marks for translation, as `pybabel extract` finds it."""
    with (ROOT / "babel.cfg").open() as configuration:
        methods, options = parse_mapping_cfg(configuration)  # type: ignore[no-untyped-call]
    catalogue = Catalog()
    for file, line, text, comments, context in extract_from_dir(ROOT / "app", methods, options):
        catalogue.add(text, locations=[(file, line)], auto_comments=comments, context=context)
    return catalogue


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    """The catalogue that is kept."""
    return read_po(BytesIO(CATALOGUE.read_bytes()), locale="zh_Hans_CN")


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_the_extraction_finds_python_forms_and_templates(marked: Catalog) -> None:
    for text in ("My course work", "Type your username.", "Pending", "You are signed out.", "Sign out"):
        assert marked.get(text), text


def test_every_string_is_translated(marked: Catalog, chinese: Catalog) -> None:
    missing = [m.id for m in messages(marked) if not (found := chinese.get(m.id, m.context)) or not all_of(found)]
    assert not missing, f"run pybabel extract and update, then translate: {missing}"


def all_of(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return all(text and text.strip() for text in strings)


def test_no_translation_is_left_over_or_in_doubt(marked: Catalog, chinese: Catalog) -> None:
    assert not [m.id for m in messages(chinese) if not marked.get(m.id, m.context)]
    assert not [m.id for m in messages(chinese) if m.fuzzy]
    assert not chinese.obsolete


def test_translations_keep_their_placeholders(chinese: Catalog) -> None:
    wrong = [(m.id, str(error)) for m in messages(chinese) for error in m.check(chinese)]
    assert not wrong

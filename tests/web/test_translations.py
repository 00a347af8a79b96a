"""Both languages are complete: every marked string is translated, and none is left over."""

import re
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


HAN = "\u4e00-\u9fff"
# What is written in Latin letters, or ends in them: a blank stands beside it.
LATIN = "zone|other|address|encoding|example|earlier|later|kinds"
BLUNDERS = {
    "English punctuation": rf"[{HAN}][,;:!?()]|[,;!?(][{HAN}]|[{HAN}]\.|[\"']|\.\.\.",
    "a blank before a number or name": rf"[{HAN}] (\d|%\((?!{LATIN}))",
    "a blank after a number or name": rf"(%\((?!{LATIN}|time|ends_at)\w+\)[sd]|(?<![A-Za-z-])\b\d+) [{HAN}]",
    "a blank beside Chinese punctuation": r" [，。：；！？、“”（）…]|[，。：；！？、“”（）] ",
    "two dots for an ellipsis": "……",
    "您 for 你": "您",
}


def texts_of(catalogue: Catalog) -> list[str]:
    strings = [m.string if isinstance(m.string, (tuple, list)) else [m.string] for m in messages(catalogue)]
    return [text or "" for several in strings for text in several]


def blunders(texts: list[str]) -> list[tuple[str, str]]:
    """What is written as in English, with its name."""
    return [(name, text) for text in texts for name, shape in BLUNDERS.items() if re.search(shape, text)]


def test_chinese_is_set_as_chinese(chinese: Catalog) -> None:
    assert not blunders(texts_of(chinese))


@pytest.mark.parametrize(
    "text",
    [
        "已保存, 请返回",
        "已保存.",
        "还剩 3天",
        "还剩%(num)d 天",
        "小组 %(name)s已满",
        "已结束 。",
        '"大作业"',
        "修改……",
        "您好",
    ],
)
def test_chinese_that_is_set_as_english_is_found(text: str) -> None:
    assert blunders([text])


def test_latin_words_and_offsets_keep_their_blanks() -> None:
    assert not blunders(["时间均为 %(zone)s 时区。", "自%(time)s 起暂停。", "超过10 MB。", "UTF-8 编码的 CSV 文件…"])


def words_in_use() -> list[list[str]]:
    """The table of docs/words.md: English, Chinese, what not to say."""
    lines = (ROOT / "docs/words.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")[1:4]] for line in lines if line.startswith("| ")][1:]


def test_one_word_is_used_for_one_thing(chinese: Catalog) -> None:
    table = words_in_use()
    assert len(table) > 30
    wrong = [(word, text) for *_, others in table for word in others.split("、") if word for text in texts_of(chinese)]
    assert not [(word, text) for word, text in wrong if word in text]


def test_the_glossary_is_what_the_pages_say(chinese: Catalog) -> None:
    said = {english: found and found.string for english, *_ in words_in_use() for found in [chinese.get(english)]}
    assert said == {english: word for english, word, _ in words_in_use()}


def test_a_text_that_counts_has_a_plural_form(marked: Catalog) -> None:
    counting = re.compile(r"%\((num|number|count|all|days|weeks)\)[ds] [a-z]+s\b")
    assert not [m.id for m in messages(marked) if not m.pluralizable and counting.search(str(m.id))]

"""Sentences that stand side by side: a blank between them in English, none in Chinese."""

from flask import Flask

from app.sentence_gaps import SentenceGaps
from tests.cast import Cast
from tests.clusters import ROOT
from tests.web.conftest import Open


def test_the_language_says_whether_a_blank_stands_between_sentences(visit: Open, cast: Cast) -> None:
    assert "No stages are planned yet. Your teacher adds them; look in again." in visit("bob").read("/")
    text = visit("bob", "zh-CN").get("/").text
    assert "还没有安排阶段。教师" in text


def test_lines_of_templates_keep_their_numbers(web: Flask) -> None:
    gaps, touched = SentenceGaps(web.jinja_env), 0
    for path in (ROOT / "app" / "templates").rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        changed = gaps.preprocess(source, None)
        assert changed.count("\n") == source.count("\n"), path
        touched += changed != source
    assert touched > 10

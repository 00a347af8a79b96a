"""Which language people read, and how they change it."""

import re
from typing import Any

import psycopg

from tests.cast import Cast
from tests.clusters import MovableClock
from tests.plans import HOUR, MINUTE, MONDAY, add_stage, one
from tests.web.conftest import Open

Connection = psycopg.Connection[Any]


ASKED = (
    ("en", "en"), ("en-GB,en;q=0.8", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans-CN"), ("zh", "zh-Hans-CN"),
    ("zh-Hans", "zh-Hans-CN"), ("fr-FR,zh;q=0.5,en;q=0.3", "zh-Hans-CN"), ("fr", "en"), ("", "en"), ("*", "en"),
    ("en;q=0.1,zh;q=0.9", "zh-Hans-CN"), ("nonsense;;q=x", "en"),
)  # fmt: skip


def test_the_language_follows_the_browser(visit: Open) -> None:
    for asked, tag in ASKED:
        assert f'<html lang="{tag}">' in visit(language=asked).get("/sign-in").text, asked


def test_a_persons_own_choice_comes_before_the_browsers(visit: Open, db: Connection) -> None:
    bob = visit("bob", language="zh-CN")
    for chosen, tag in (("zh-CN", "zh-Hans-CN"), ("en_US", "en"), ("xx", "zh-Hans-CN"), (None, "zh-Hans-CN")):
        db.execute("update users set locale = %s", [chosen])
        assert f'<html lang="{tag}">' in bob.get("/").text, chosen


def test_the_signed_out_switch_for_this_browser(visit: Open) -> None:
    browser = visit()
    answer = browser.post("/language", {"locale": "zh_Hans_CN", "next": "/sign-in?next=/clock"})
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/clock")
    assert "登录" in browser.read("/sign-in")
    browser.post("/language", {"locale": "en"})
    assert "Sign in" in browser.read("/sign-in")


def test_the_signed_in_switch_for_themselves_wherever_they_sign_in(visit: Open, db: Connection) -> None:
    visit("bob").post("/language", {"locale": "zh_Hans_CN", "next": "/"}, seen_on="/")
    assert one(db, "select locale from users where username = 'bob'") == "zh_Hans_CN"
    assert one(db, "select count(locale) from users") == 1
    assert "我的大作业" in visit("bob", language="en").read("/")


def test_a_language_that_there_is_not_is_refused(visit: Open) -> None:
    for locale in ("xx", "", "../../etc"):
        assert visit().post("/language", {"locale": locale}).status_code == 400, locale


def test_switching_leads_to_no_other_site(visit: Open) -> None:
    assert visit().post("/language", {"locale": "en", "next": "//evil.example"}).location == "/"


def test_times_and_spans_are_written_as_chinese_schools_do(
    visit: Open, cast: Cast, db: Connection, clock: MovableClock
) -> None:
    add_stage(db, cast.bookshop, MONDAY, MONDAY + 26 * HOUR, name="设计")
    clock.set(MONDAY + MINUTE)
    page = visit("bob", language="zh-CN").read(f"/assignments/{cast.bookshop}")
    assert "正在进行 设计 1天1小时后结束 2030年3月5日 周二 18:00 UTC+8" in page
    assert "所有时间均为 Asia/Shanghai 时区" in page
    assert "设计 进行中" in page


def test_no_english_is_left_on_a_chinese_page(visit: Open, cast: Cast) -> None:
    """But for what the database says, which is marked as English."""
    dora = visit("dora", language="zh-CN")
    for path in ("/", "/clock", "/account/password", f"/assignments/{cast.bookshop}"):
        page = re.sub(r'<(\w+) lang="en">.*?</\1>', "", dora.get(path).text)
        assert '<html lang="zh-Hans-CN">' in page
        for word in ("course work", "Sign out", "Stage<", "Next", "Nothing", "Password", "Administrator"):
            assert word not in page, (path, word)

"""Pages that stay open: they become right by themselves, keep what is being typed, and count by the server's clock."""

import re
import time
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.chromium import CHINESE, LAST_WORDS, Visitors
from tests.browser.conftest import Visit
from tests.cast import Cast
from tests.clusters import Database, MovableClock
from tests.plans import HOUR, MONDAY, add_stage, one
from tests.teams import add_team

Connection = psycopg.Connection[Any]
SECOND = timedelta(seconds=1)
PATIENCE = 20.0  # seconds


@pytest.fixture
def design(db: Connection, cast: Cast, clock: MovableClock) -> int:
    """A stage of the bookshop that opens on Monday, one hour ahead."""
    clock.set(MONDAY - HOUR)
    return add_stage(db, cast.bookshop, MONDAY, MONDAY + HOUR, name="Design", kind="submission")


def watch(page: Page, address: str) -> Page:
    """Open a page, wait until it listens, and mark it, so that a reload would be noticed."""
    page.goto(address)
    expect_to_hear(page)
    page.evaluate("window.isTheSamePage = true")
    return page


def expect_to_hear(page: Page) -> None:
    """Wait until something came through the stream."""
    expect(page.locator("body")).to_have_attribute("data-hears", "yes")


def expect_no_reload(page: Page) -> None:
    assert page.evaluate("window.isTheSamePage")


def listen(page: Page) -> list[str]:
    """What a screen reader is given to say from here on, at once or one after the other."""
    said: list[str] = []
    page.expose_function("say", lambda text: said.append(text))  # noqa: PLW0108  a built-in cannot be exposed
    page.evaluate(
        "news = document.getElementById('live-news');"
        "new MutationObserver(() => say(news.textContent)).observe(news, {childList: true, subtree: true})"
    )
    return said


def expect_said(page: Page, said: list[str], text: str) -> None:
    """Wait until it was said."""
    deadline = time.monotonic() + PATIENCE
    while not any(text in " ".join(each.split()) for each in said):
        assert time.monotonic() < deadline, said
        page.wait_for_timeout(100)


def test_a_transition_appears_in_every_open_page(
    visit_in_browser: Visit, cast: Cast, design: int, database: Database, clock: MovableClock
) -> None:
    pages = [watch(visit_in_browser("bob"), "/"), watch(visit_in_browser("alice"), f"/assignments/{cast.bookshop}")]
    stranger = watch(visit_in_browser("charlie"), "/")
    clock.set(MONDAY)
    database.tick()
    for page in pages:
        expect(page.locator(".sc-open", has_text="Design")).to_be_visible()
        expect(page.locator(".sc-count")).to_have_text("1")
        expect_no_reload(page)
    expect(stranger.get_by_text("Design")).to_have_count(0)


def test_what_changes_is_said_to_who_does_not_see_it(
    visit_in_browser: Visit, cast: Cast, design: int, database: Database, clock: MovableClock
) -> None:
    page = watch(visit_in_browser("bob"), f"/assignments/{cast.bookshop}")
    expect(page.locator("#live-news[role=status]")).to_have_text("")
    said = listen(page)
    clock.set(MONDAY)
    database.tick()
    expect_said(page, said, "Notices, 1 unread")
    expect_said(page, said, "Open now Design closes in 1 hour")


def test_what_is_being_typed_and_what_is_unfolded_stay(
    visit_in_browser: Visit, cast: Cast, design: int, db: Connection
) -> None:
    page = watch(visit_in_browser("alice"), f"/assignments/{cast.bookshop}/plan")
    page.get_by_label("Edit Design …").click()
    form = page.locator("li.sc-stage", has_text="Design").locator("form.sc-times")
    form.get_by_label("Name").fill("Design and")
    form.get_by_label("Reason").press_sequentially("as we ")
    one(db, "select stageclock.activate_stage(%s, %s)", design, cast.people["erin"])
    expect(page.locator("li.sc-stage", has_text="Design").locator(".sc-pill.sc-active")).to_be_visible()
    page.keyboard.type("agreed")
    expect(form.get_by_label("Name")).to_have_value("Design and")
    expect(form.get_by_label("Reason")).to_have_value("as we agreed")
    expect(form.get_by_label("Reason")).to_be_focused()
    expect_no_reload(page)


def test_a_form_that_is_gone_stays_while_somebody_types_in_it(
    visit_in_browser: Visit, cast: Cast, design: int, db: Connection, clock: MovableClock, database: Database
) -> None:
    add_team(db, cast.bookshop, [cast.people["bob"]])
    db.execute("update stages set submission_mode = 'link'")
    clock.set(MONDAY)
    page = watch(visit_in_browser("bob"), f"/stages/{design}/submission")
    page.get_by_label("Note to the teachers").fill("our first draft")
    clock.set(MONDAY + HOUR)
    database.tick()
    expect(page.get_by_text("It is closed")).to_be_visible()
    expect(page.get_by_label("Note to the teachers")).to_have_value("our first draft")
    page.get_by_label("Note to the teachers").fill("")
    page.get_by_label("Note to the teachers").blur()
    one(db, "select stageclock.wake('user', %s)", cast.people["bob"])
    expect(page.get_by_label("Note to the teachers")).to_have_count(0)


def test_a_form_that_nobody_fills_in_follows_even_where_somebody_had_typed(
    visit_in_browser: Visit, cast: Cast, design: int, db: Connection
) -> None:
    page = watch(visit_in_browser("alice"), f"/assignments/{cast.bookshop}/plan")
    page.get_by_label("Edit Design …").click()
    form = page.locator("li.sc-stage", has_text="Design").locator("form.sc-times")
    field = form.locator("input[name=ends_at]")
    shown = field.input_value()
    field.fill("2030-01-01T00:00")
    field.fill(shown)
    field.blur()
    act = "select stageclock.reschedule_stage(%s, %s, %s, %s)"
    one(db, act, design, MONDAY, MONDAY + 2 * HOUR, cast.people["erin"])
    expect(field).not_to_have_value(shown)
    assert field.input_value() == form.locator("input[name=ends_at_shown]").input_value()[: len(shown)]


def test_a_page_whose_place_another_has_taken_leads_there_unless_somebody_types(
    visit_in_browser: Visit, cast: Cast, design: int, db: Connection
) -> None:
    free, typing = (watch(visit_in_browser(name), f"/stages/{design}/schedule") for name in ("alice", "dora"))
    typing.get_by_label("Reason").fill("as we agreed")
    with typing.expect_response("**/reopening"):
        one(db, "select stageclock.complete_stage(%s, %s)", design, cast.people["erin"])
    free.wait_for_url("**/reopening")
    expect(typing.get_by_label("Reason")).to_have_value("as we agreed")
    expect_no_reload(typing)


def test_what_changes_while_a_form_is_sent_is_not_forgotten(
    visit_in_browser: Visit, cast: Cast, design: int, db: Connection
) -> None:
    page = watch(visit_in_browser("bob"), f"/assignments/{cast.bookshop}")
    page.evaluate("document.dispatchEvent(new SubmitEvent('submit'))")
    one(db, "select stageclock.activate_stage(%s, %s)", design, cast.people["erin"])
    expect(page.locator(f"#stage-{design} .sc-pill.sc-active")).to_be_visible(timeout=10_000)
    expect_no_reload(page)


def test_a_message_that_answers_an_act_stays_when_the_page_becomes_new(
    visit_in_browser: Visit, cast: Cast, design: int, db: Connection
) -> None:
    page = watch(visit_in_browser("alice"), f"/stages/{design}/pause")
    page.get_by_role("button", name="Yes").click()
    expect(page.locator(".sc-flash")).to_contain_text("Design")
    expect_to_hear(page)
    one(db, "select stageclock.broadcast(%s, 'hello', %s)", cast.bookshop, cast.people["erin"])
    expect(page.locator(".sc-count")).to_have_text("1")
    expect(page.locator(".sc-flash")).to_contain_text("Design")


@pytest.mark.parametrize(("language", "text"), [("en-GB", r"1 minute \d+ seconds?"), (CHINESE, r"1分钟\d+秒")])
def test_the_last_minutes_are_counted_by_the_second(
    visit_in_browser: Visit, db: Connection, cast: Cast, language: str, text: str
) -> None:
    now = one(db, "select clock_timestamp()")
    add_stage(db, cast.bookshop, now - HOUR, now + 110 * SECOND, name="Design", status="active")
    page = watch(visit_in_browser("bob", language=language), f"/assignments/{cast.bookshop}")
    countdown = page.locator(".sc-now .sc-countdown")
    expect(countdown).to_have_text(re.compile(f"^{text}$"))
    expect(countdown).not_to_have_text(countdown.inner_text())


@pytest.mark.parametrize(("language", "units"), [("en-GB", "seconds"), (CHINESE, "秒")])
def test_at_zero_the_page_changes_before_any_tick(
    visit_in_browser: Visit, db: Connection, cast: Cast, language: str, units: str
) -> None:
    soon = one(db, "select clock_timestamp()") + 5 * SECOND
    stage = add_stage(db, cast.bookshop, soon - HOUR, soon, name="Design", status="active")
    page = watch(visit_in_browser("bob", language=language), f"/assignments/{cast.bookshop}")
    expect(page.locator(".sc-now .sc-countdown.sc-urgent")).to_contain_text(units)
    expect(page.locator(f"#stage-{stage} .sc-pill.sc-completed")).to_be_visible()
    assert one(db, "select status from stages where id = %s", stage) == "active"
    expect_no_reload(page)


def test_a_wrong_clock_of_the_browser_is_said_and_counts_for_nothing(
    visit_in_browser: Visit, db: Connection, cast: Cast
) -> None:
    now = one(db, "select clock_timestamp()")
    add_stage(db, cast.bookshop, now - HOUR, now + 2 * HOUR + 30 * SECOND, name="Design", status="active")
    page = visit_in_browser("bob")
    expect(page.locator("#clock-off")).to_be_hidden()
    page.clock.set_system_time(now + 3 * HOUR)
    page.goto(f"/assignments/{cast.bookshop}")
    expect(page.locator("#clock-off")).to_contain_text("The clock of this device is off by")
    expect(page.locator(".sc-now .sc-countdown")).to_have_text("2 hours")


def test_all_tabs_of_a_browser_share_one_stream(
    visit_in_browser: Visit, cast: Cast, design: int, database: Database, clock: MovableClock
) -> None:
    first = watch(visit_in_browser("bob"), "/")
    opened: list[str] = []
    first.context.on("request", lambda asked: opened.append(asked.url) if "/live?" in asked.url else None)
    tabs = [first, *(first.context.new_page() for _ in range(3))]
    for tab in tabs[1:]:
        tab.goto(f"/assignments/{cast.bookshop}")
        expect_to_hear(tab)
    clock.set(MONDAY)
    database.tick()
    for tab in tabs:
        expect(tab.locator(".sc-open", has_text="Design")).to_be_visible()
    assert opened == []
    first.close()
    clock.set(MONDAY + HOUR)
    database.tick()
    for tab in tabs[1:]:
        expect(tab.locator(f"#stage-{design} .sc-pill.sc-completed")).to_be_visible()
    assert len(opened) == 1


def test_a_tab_that_was_put_to_sleep_loses_the_stream_to_one_that_is_looked_at(
    visit_in_browser: Visit, cast: Cast, design: int, db: Connection
) -> None:
    asleep = watch(visit_in_browser("bob"), "/")
    page = watch(asleep.context.new_page(), f"/assignments/{cast.bookshop}")
    asleep.evaluate("BroadcastChannel.prototype.postMessage = () => {}")
    with page.expect_request("**/live?*"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    one(db, "select stageclock.activate_stage(%s, %s)", design, cast.people["erin"])
    expect(page.locator(f"#stage-{design} .sc-pill.sc-active")).to_be_visible()
    expect_no_reload(page)


def test_a_tab_that_comes_later_misses_nothing(
    visit_in_browser: Visit, cast: Cast, design: int, database: Database, clock: MovableClock
) -> None:
    first = watch(visit_in_browser("bob"), "/")
    second = first.context.new_page()

    def open_meanwhile(route: Route) -> None:
        clock.set(MONDAY)
        database.tick()
        route.continue_()

    second.route("**/live.js*", open_meanwhile)
    second.goto(f"/assignments/{cast.bookshop}")
    expect(second.locator(".sc-open", has_text="Design")).to_be_visible()


def test_who_signs_out_elsewhere_is_told_and_keeps_what_was_typed(
    visit_in_browser: Visit, cast: Cast, design: int, db: Connection
) -> None:
    page = watch(visit_in_browser("alice"), f"/assignments/{cast.bookshop}/message")
    page.get_by_label("Message").fill("Dear all")
    page.context.clear_cookies()
    one(db, "select stageclock.activate_stage(%s, %s)", design, cast.people["erin"])
    expect(page.locator("#live-notice")).to_contain_text("You are signed out")
    expect(page.get_by_label("Message")).to_have_value("Dear all")


def test_a_page_that_cannot_reach_the_server_says_so_until_it_can(
    visit_in_browser: Visit, visitors: Visitors, cast: Cast, design: int, db: Connection
) -> None:
    page = watch(visit_in_browser("bob"), f"/assignments/{cast.bookshop}")
    page.context.set_offline(True)
    one(db, "select stageclock.activate_stage(%s, %s)", design, cast.people["erin"])
    expect(page.locator("#live-notice")).to_contain_text("No connection to Stageclock")
    page.context.set_offline(False)
    expect(page.locator(f"#stage-{design} .sc-pill.sc-active")).to_be_visible()
    expect(page.locator("#live-notice")).to_be_hidden()
    page.wait_for_timeout(LAST_WORDS)
    visitors.faults[:] = [fault for fault in visitors.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_without_javascript_a_countdown_is_plain_words(visit_in_browser: Visit, cast: Cast, design: int) -> None:
    page = visit_in_browser("bob", javascript=False)
    page.goto(f"/assignments/{cast.bookshop}")
    expect(page.locator(".sc-now")).to_contain_text("opens in 1 hour")

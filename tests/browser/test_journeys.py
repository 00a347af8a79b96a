"""One course work from its plan to its approval: a teacher and two students, through buttons and forms alone.

Pages that are only looked at change by themselves; without JavaScript the same story is told by loading them again.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.chromium import CHINESE, ENGLISH
from tests.browser.conftest import Visit
from tests.browser.hands import Hand, pdf, showing_progress, watching
from tests.cast import Cast, add_course_work, add_person, enroll
from tests.clusters import Database, MovableClock
from tests.handing_in import PDF
from tests.plans import HOUR, MINUTE, MONDAY

Connection = psycopg.Connection[Any]
Until = Callable[[datetime], None]

# Wall times in Shanghai, where MONDAY is at 16:00: teams from half past on for a day, then the report for a day.
OPENS, CLOSES, ENDS = "2030-03-04T16:30", "2030-03-05T16:30", "2030-03-06T16:30"
TEAMS_OPEN, TEAMS_CLOSE = MONDAY + 30 * MINUTE, MONDAY + 24 * HOUR + 30 * MINUTE
COMMENT = "第二章 needs a picture."


@pytest.fixture(autouse=True)
def library(db: Connection, cast: Cast, clock: MovableClock) -> int:
    """Alice's draft, without any stage, on Monday; Ben studies in the same course as Bob."""
    clock.set(MONDAY)
    enroll(db, cast.courses["SE-1"], add_person(db, "ben", "Ben Bell"))
    return add_course_work(db, cast.courses["SE-1"], "Library", manager=cast.people["alice"], state="draft")


@pytest.fixture
def until(clock: MovableClock, database: Database) -> Until:
    """`until(TEAMS_OPEN)` lets time pass, and the clock do what is due."""

    def pass_time(instant: datetime) -> None:
        clock.set(instant)
        database.tick()

    return pass_time


def open_library(hand: Hand) -> None:
    """From wherever one is to the overview."""
    hand.follow("My course work")
    hand.page.get_by_role("link", name="Library").click()
    hand.arrive_at("Library")


def add_stage(alice: Hand, name: str, kind: str, start: str, end: str) -> None:
    """One more stage at the end of the plan."""
    alice.unfold("Add a stage …")
    form = alice.page.locator("form#new")
    alice.field("Name", within=form).fill(name)
    alice.field("Kind", within=form).select_option(alice.say(kind))
    alice.field("Start", within=form).fill(start)
    alice.field("End", within=form).fill(end)
    alice.press("Add it")
    alice.is_told("%(name)s is added.", name=name)


def plan_and_publish(alice: Hand) -> None:
    """Two stages, one after the other; what will happen is shown before it is published."""
    open_library(alice)
    alice.follow("Plan")
    add_stage(alice, "Partners", "Team formation", OPENS, CLOSES)
    add_stage(alice, "Report", "Submission", CLOSES, ENDS)
    alice.follow("Publish …")
    alice.arrive_at(alice.say("Publish %(name)s?") % {"name": "Library"})
    expect(alice.page.locator(".sc-foreseen-row")).to_have_count(4)
    alice.press("Yes, publish it")
    alice.arrive_at("Library")


def make_team(bob: Hand) -> None:
    """Bob leads the Owls, and invites whom he finds by name."""
    bob.field("Name of the team").fill("Owls")
    bob.press("Make the team")
    bob.is_told("You lead %(name)s now: invite others.", name="Owls")
    bob.page.get_by_role("searchbox").fill("ben")
    bob.press("Search")
    bob.press("Invite", "Ben Bell")
    bob.is_told("The invitation is sent.")


def join(ben: Hand) -> None:
    """Ben finds the invitation where his team will be."""
    open_library(ben)
    ben.follow("My team")
    ben.press("Join", "Owls")
    ben.is_told("You are in %(name)s now.", name="Owls")


def ask_for_confirmation(bob: Hand) -> None:
    """The Owls are complete."""
    bob.unfold("Ask for confirmation …")
    bob.press("Ask the teachers to confirm")
    bob.is_told("The teachers are asked to confirm the team.")


def confirm(alice: Hand) -> None:
    """In the list of teams, where those that wait stand first."""
    alice.press("Confirm", "Owls")
    alice.is_told("%(name)s is confirmed.", name="Owls")


def hand_in(bob: Hand, name: str, content: bytes = PDF) -> None:
    """A file and a word with it."""
    bob.field("Note to the teachers (may be empty)").fill(f"This is {name}.")
    bob.field("Files").set_input_files(pdf(name, content))
    bob.press("Hand in")


def return_it(alice: Hand) -> None:
    """The latest attempt of the Owls, whose form is open, goes back with a comment."""
    alice.field("Comment (needed to return it)").first.fill(COMMENT)
    alice.press("Return with the comment")
    alice.is_told("It is returned, and the team is told.")


def approve(alice: Hand) -> None:
    """The latest attempt of the Owls is good; the form of the earlier one is folded away."""
    alice.press("Approve")
    alice.is_told("It is approved, and the team is told.")


def status_of(hand: Hand, stage: str) -> Locator:
    """What a page says of a stage in one word."""
    return hand.stage(stage).locator(".sc-pill").first


def expect_attempt(hand: Hand, number: int, review: str) -> None:
    """An attempt is there, and how it was reviewed."""
    heading = hand.page.get_by_role("heading", name=hand.say("Attempt %(number)d") % {"number": number})
    head = hand.page.locator(".sc-attempt .sc-head").filter(has=heading)
    expect(head.locator(".sc-pill")).to_have_text(hand.say(review))


def unread(hand: Hand) -> int:
    """How many notices the bell counts."""
    count = hand.page.locator(".sc-bell .sc-count")
    return int(count.inner_text()) if count.count() else 0


def expect_unread(hand: Hand, number: int) -> None:
    """Wait until the bell counts so many, and says so to who cannot see it."""
    expect(hand.page.locator(".sc-bell .sc-count")).to_have_text(str(number))
    name = hand.say("Notices, %(num)d unread") % {"num": number}
    expect(hand.page.get_by_role("link", name=name, exact=True)).to_be_visible()


def refuse_everything(charlie: Hand, *others: Hand) -> None:
    """Whatever the others have seen does not exist for a stranger."""
    addresses = set.union(*(other.addresses for other in others))
    assert len(addresses) > 8
    answers = {address: charlie.page.request.get(address).status for address in addresses}
    assert answers == dict.fromkeys(addresses, 404)
    charlie.page.goto(max(addresses))
    expect(charlie.page.locator(".sc-code")).to_have_text("404")
    expect(charlie.page.get_by_text("Library")).to_have_count(0)


def publish_while_bob_looks(alice: Hand, bob: Hand) -> None:
    """What is published appears among his course work."""
    with watching(bob):
        expect(bob.page.get_by_text("Library")).to_have_count(0)
        plan_and_publish(alice)
        expect(bob.page.get_by_role("link", name="Library")).to_be_visible()


def form_a_team_while_all_look(alice: Hand, bob: Hand, ben: Hand) -> None:
    """Who joins appears before Bob and Alice, the team that waits before Alice, her answer before Bob."""
    make_team(bob)
    alice.follow("Teams")
    with watching(alice, bob):
        join(ben)
        for hand in (alice, bob):
            expect(hand.page.get_by_role("listitem").filter(has_text="Ben Bell")).to_be_visible()
    with watching(alice):
        ask_for_confirmation(bob)
        expect(alice.page.locator(".sc-team-waits")).to_contain_text("Owls")
    with watching(bob):
        confirm(alice)
        expect(bob.page.get_by_text(bob.say("Confirmed"), exact=True)).to_be_visible()


def hand_in_and_review_while_both_look(alice: Hand, bob: Hand) -> None:
    """Each attempt appears before Alice, each review and its notice before Bob."""
    with watching(alice, bob):
        with showing_progress(bob.page):
            hand_in(bob, "first.pdf", PDF + bytes(1 << 20))
            bob.is_told("It is handed in.")
        expect_attempt(alice, 1, "Waits for review")
    notices = unread(bob)
    with watching(bob):
        return_it(alice)
        expect_attempt(bob, 1, "Returned")
        expect(bob.page.get_by_text(COMMENT)).to_be_visible()
        expect_unread(bob, notices + 1)
    with watching(alice, bob):
        hand_in(bob, "second.pdf")
        expect_attempt(alice, 2, "Waits for review")
    with watching(bob):
        approve(alice)
        expect_attempt(bob, 2, "Approved")
        expect_unread(bob, notices + 2)


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_from_the_plan_to_the_approval_pages_change_by_themselves(
    visit_in_browser: Visit, until: Until, language: str
) -> None:
    alice, bob, ben, charlie = (
        Hand(visit_in_browser(name, language=language), language) for name in ("alice", "bob", "ben", "charlie")
    )
    publish_while_bob_looks(alice, bob)
    open_library(bob)
    bob.follow("My team")
    with watching(alice, bob):
        expect(bob.field("Name of the team")).to_have_count(0)
        until(TEAMS_OPEN)
        expect(status_of(alice, "Partners")).to_have_text(alice.say("Active"))
        expect(bob.field("Name of the team")).to_be_visible()
    form_a_team_while_all_look(alice, bob, ben)

    for hand in (alice, bob):
        hand.follow("Overview")
        expect(status_of(hand, "Report")).to_have_text(hand.say("Pending"))
    with watching(alice, bob):
        until(TEAMS_CLOSE)
        for hand in (alice, bob):
            expect(status_of(hand, "Partners")).to_have_text(hand.say("Completed"))
            expect(status_of(hand, "Report")).to_have_text(hand.say("Active"))
            expect(hand.page.locator(".sc-open-list")).to_contain_text("Report")

    alice.follow("Hand-ins")
    bob.follow("Hand in")
    bob.arrive_at(bob.say("Hand in: %(name)s") % {"name": "Report"})
    hand_in_and_review_while_both_look(alice, bob)
    bob.addresses.add(bob.page.get_by_role("link", name="second.pdf").evaluate("(link) => link.href"))
    refuse_everything(charlie, alice, bob, ben)


def test_without_javascript_the_same_is_seen_by_loading_pages_again(visit_in_browser: Visit, until: Until) -> None:
    alice, bob, ben, charlie = (
        Hand(visit_in_browser(name, javascript=False)) for name in ("alice", "bob", "ben", "charlie")
    )
    plan_and_publish(alice)
    alice.follow("Plan")
    alice.press("Move Report up")
    alice.is_told("%(name)s is moved.", name="Report")

    until(TEAMS_OPEN)
    open_library(bob)
    bob.follow("My team")
    make_team(bob)
    join(ben)
    bob.page.reload()
    ask_for_confirmation(bob)
    alice.follow("Teams")
    confirm(alice)

    until(TEAMS_CLOSE)
    open_library(bob)
    bob.follow("Hand in")
    hand_in(bob, "empty.pdf", b"")
    expect(bob.page.get_by_role("alert")).to_contain_text("empty.pdf")
    expect(bob.field("Note to the teachers (may be empty)")).to_have_value("This is empty.pdf.")
    hand_in(bob, "first.pdf")
    bob.is_told("It is handed in.")
    alice.follow("Hand-ins")
    return_it(alice)
    bob.page.reload()
    expect_attempt(bob, 1, "Returned")
    expect(bob.page.get_by_text(COMMENT)).to_be_visible()
    hand_in(bob, "second.pdf")
    bob.is_told("It is handed in.")
    alice.page.reload()
    approve(alice)
    bob.page.reload()
    expect_attempt(bob, 2, "Approved")
    refuse_everything(charlie, alice, bob, ben)

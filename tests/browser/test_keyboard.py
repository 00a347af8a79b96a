"""Pages without a mouse: everything is reached by Tab, seen to have the focus, and pressed or typed by keys."""

from dataclasses import dataclass
from typing import Any

import psycopg
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import sign_in
from tests.browser.conftest import Visit
from tests.cast import PASSWORD, Cast, add_course_work, add_person, enroll
from tests.clusters import MovableClock
from tests.handing_in import prepare
from tests.plans import MONDAY, add_stage

Connection = psycopg.Connection[Any]

# A ring or an outline, drawn by whoever: the style sheet, Bootstrap, or the browser itself around a part of its own,
# which then has the focus in place of the whole.
SHOWS_FOCUS = """() => {
    const style = getComputedStyle(document.activeElement);
    const isRinged = (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none";
    return isRinged || !document.activeElement.matches(":focus");
}"""
IS_HERE = f"(part) => [part === document.activeElement, ({SHOWS_FOCUS})()]"
REACHED = "() => document.activeElement.outerHTML.slice(0, 100)"


def reached_by_tab(page: Page, most: int = 40) -> list[str]:
    """What Tab leads through, from the top of the page until it leaves it; every stop must be seen to have focus."""
    stops: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(REACHED)
        if stop.startswith("<body"):
            break
        assert page.evaluate(SHOWS_FOCUS), f"focus cannot be seen: {stop}"
        stops.append(stop)
    return stops


@dataclass
class Keyboard:
    """Somebody who has a keyboard only."""

    page: Page

    def reach(self, wanted: Locator, most: int = 80) -> None:
        """Press Tab until it has the focus, and see that it does, as at every stop before it."""
        for _ in range(most):
            is_here, is_seen = wanted.evaluate(IS_HERE)
            assert is_seen, f"focus cannot be seen: {self.page.evaluate(REACHED)}"
            if is_here:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {wanted}")

    def press(self, name: str, role: Any = "button") -> None:
        """Reach a button, or what else there is to press, and press it."""
        self.reach(self.page.get_by_role(role, name=name, exact=True))
        self.page.keyboard.press("Enter")

    def follow(self, link: str) -> None:
        """Reach a link, and go where it leads."""
        self.press(link, "link")

    def unfold(self, summary: str) -> None:
        """Reach what shows a form, and show it."""
        self.reach(self.page.get_by_text(summary, exact=True))
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> None:
        """Reach a field, and type; a list is chosen from by the first letters."""
        self.reach(self.page.get_by_label(label, exact=True).locator("visible=true"))
        self.page.keyboard.type(text)

    def arrive_at(self, title: str) -> None:
        """Wait for the page with this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def is_told(self, said: str) -> None:
        """Wait for what the page says after an act."""
        expect(self.page.locator(".sc-flash")).to_have_text(said)


def test_the_first_tab_offers_to_skip_to_the_content(visit_in_browser: Visit) -> None:
    page = visit_in_browser("bob")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Bookshop")).to_be_focused()


def test_focus_is_seen_wherever_tab_leads(visit_in_browser: Visit) -> None:
    page = visit_in_browser("alice")
    assert "Bookshop" in " ".join(reached_by_tab(page))
    page.get_by_role("link", name="Bookshop").click()
    expect(page.get_by_role("heading", name="Stages")).to_be_visible()
    assert len(reached_by_tab(page)) > 5
    page.get_by_role("link", name="Plan", exact=True).click()
    expect(page.get_by_text("Add a stage …")).to_be_visible()
    page.get_by_text("Add a stage …").press("Enter")
    assert "textarea" in " ".join(reached_by_tab(page))


def test_a_password_is_changed_by_keys_alone(visit_in_browser: Visit) -> None:
    page = visit_in_browser("bob")
    page.get_by_role("button", name="Bob Bauer").press("Enter")
    page.get_by_role("link", name="Change my password").press("Enter")
    page.get_by_label("Current password").focus()
    for word in ("open sesame", "a longer sesame"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.keyboard.type("a longer sesame")
    page.keyboard.press("Enter")
    expect(page.locator(".sc-flash")).to_be_visible()
    page.get_by_role("button", name="Bob Bauer").press("Enter")
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(page, "bob", "a longer sesame")
    expect(page.get_by_role("heading", level=1)).to_have_text("My course work")


def test_bob_signs_in_opens_his_course_work_and_signs_out(visit_in_browser: Visit) -> None:
    bob = Keyboard(visit_in_browser())
    bob.page.goto("/")
    bob.write("Username", "bob")
    bob.write("Password", PASSWORD)
    bob.press("Sign in")
    bob.arrive_at("My course work")
    bob.follow("Bookshop")
    bob.arrive_at("Bookshop")
    bob.press("Bob Bauer")
    bob.press("Sign out")
    bob.arrive_at("Sign in")


def test_the_menu_opens_and_closes_and_changes_appearance_and_language(visit_in_browser: Visit) -> None:
    bob = Keyboard(visit_in_browser("bob"))
    menu = bob.page.locator("#menu")
    bob.press("Bob Bauer")
    expect(menu).to_be_visible()
    bob.page.keyboard.press("Tab")
    expect(menu.get_by_role("link").first).to_be_focused()
    bob.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(bob.page.get_by_role("button", name="Bob Bauer")).to_be_focused()
    bob.press("Bob Bauer")
    bob.press("Dark")
    expect(bob.page.locator("html")).to_have_attribute("data-appearance", "dark")
    bob.press("Bob Bauer")
    bob.press("简体中文")
    bob.arrive_at("我的大作业")


def test_alice_plans_a_stage_moves_it_and_publishes(
    visit_in_browser: Visit, db: Connection, cast: Cast, clock: MovableClock
) -> None:
    clock.set(MONDAY)
    library = add_course_work(db, cast.courses["SE-1"], "Library", manager=cast.people["alice"], state="draft")
    add_stage(db, library, None, None, name="Talks")
    alice = Keyboard(visit_in_browser("alice"))
    alice.follow("Library")
    alice.arrive_at("Library")
    alice.follow("Plan")
    alice.unfold("Add a stage …")
    alice.write("Name", "Report")
    alice.write("Kind", "Submission")
    alice.write("What is handed in", "Hand in a link")
    write_time(alice, "Start", "2030-04-04T09:00")
    write_time(alice, "End", "2030-05-05T10:30")
    alice.press("Add it")
    alice.is_told("Report is added.")
    alice.press("Move Report up")
    alice.is_told("Report is moved.")
    expect(alice.page.locator("li.sc-stage").first).to_contain_text("Thu 4 Apr 2030, 09:00")
    alice.follow("Publish …")
    alice.arrive_at("Publish Library?")
    alice.press("Yes, publish it")
    alice.arrive_at("Library")
    expect(alice.page.get_by_role("link", name="Pause all of it …")).to_be_visible()


def write_time(alice: Keyboard, label: str, instant: str) -> None:
    """Reach a field for a time, and type it; its parts stand in the order of the browser's language."""
    field = alice.page.get_by_label(label, exact=True).locator("visible=true")
    alice.reach(field)
    day, time = instant.split("T")
    year, month, _ = day.split("-")
    alice.page.keyboard.type(month + month + year)
    alice.page.keyboard.press("ArrowRight")
    alice.page.keyboard.type(time.replace(":", "") + "00a")
    expect(field).to_have_value(instant)


def test_bob_makes_a_team_and_invites(visit_in_browser: Visit, db: Connection, cast: Cast) -> None:
    enroll(db, cast.courses["SE-1"], add_person(db, "ben", "Ben Bell"))
    bob, ben = Keyboard(visit_in_browser("bob")), Keyboard(visit_in_browser("ben"))
    for student in (bob, ben):
        student.follow("Bookshop")
        student.arrive_at("Bookshop")
        student.follow("My team")
    bob.write("Name of the team", "Owls")
    bob.press("Make the team")
    bob.is_told("You lead Owls now: invite others.")
    bob.write("Name or student number of a classmate in no team", "ben")
    bob.press("Search")
    bob.press("Invite Ben Bell")
    bob.is_told("The invitation is sent.")
    ben.press("Join Owls")
    ben.is_told("You are in Owls now.")
    bob.unfold("Ask for confirmation …")
    bob.press("Ask the teachers to confirm")
    bob.is_told("The teachers are asked to confirm the team.")


def test_bob_hands_in_a_link_and_alice_returns_it(
    visit_in_browser: Visit, db: Connection, cast: Cast, clock: MovableClock
) -> None:
    prepare(db, cast, clock, mode="link")
    alice, bob = Keyboard(visit_in_browser("alice")), Keyboard(visit_in_browser("bob"))
    bob.follow("Bookshop")
    bob.arrive_at("Bookshop")
    bob.follow("Hand in")
    bob.arrive_at("Hand in: Report")
    bob.write("Note to the teachers (may be empty)", "our words")
    bob.write("Address", "https://example.org/report")
    bob.press("Hand in")
    bob.is_told("It is handed in.")
    expect(bob.page.locator("main")).to_be_focused()

    alice.follow("Bookshop")
    alice.arrive_at("Bookshop")
    alice.follow("Hand-ins")
    alice.write("Comment (needed to return it)", "Say more.")
    alice.press("Return with the comment")
    expect(alice.page.locator(".sc-attempt").filter(has_text="our words")).to_contain_text("Returned")
    expect(bob.page.get_by_text("Say more.")).to_be_visible()

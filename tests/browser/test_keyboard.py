"""Pages without a mouse."""

from playwright.sync_api import Page, expect

from tests.browser.chromium import sign_in
from tests.browser.conftest import Visit

# A ring or an outline, drawn by whoever: the style sheet, Bootstrap, or the browser itself around a part of its own,
# which then has the focus in place of the whole.
SHOWS_FOCUS = """() => {
    const style = getComputedStyle(document.activeElement);
    const isRinged = (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none";
    return isRinged || !document.activeElement.matches(":focus");
}"""
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
    expect(page.get_by_role("status")).to_be_visible()
    page.get_by_role("button", name="Bob Bauer").press("Enter")
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(page, "bob", "a longer sesame")
    expect(page.get_by_role("heading", level=1)).to_have_text("My course work")
